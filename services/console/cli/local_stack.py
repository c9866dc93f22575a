"""Addresses of the stack that runs on this machine, for whoever set none."""

from pydantic import SecretStr

from deploy.local.errors import NotRunningError
from deploy.local.services import CONNECTOR
from deploy.local.stack import Stack
from services.console.addresses import Addresses


def addresses() -> Addresses | None:
    """None while no stack runs here. Raises LocalError, or OSError, where what is known of it cannot be read."""
    stack = Stack()
    try:
        state = stack.state()
        around = stack.surroundings(state)
    except NotRunningError:
        return None
    return Addresses(
        rabbitmq_url=SecretStr(around.servers.rabbitmq),
        rabbitmq_management_url=SecretStr(around.servers.rabbitmq_management),
        mongodb_url=SecretStr(around.servers.mongodb),
        mongodb_database=around.database,
        connector_url=around.address(CONNECTOR),
        public_url=around.public_url,
        internal_api_key=SecretStr(around.keys.internal_api_key),
    )
