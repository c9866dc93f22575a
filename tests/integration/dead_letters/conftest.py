"""A broker with our queues, and an empty store."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from shared.clock import SystemClock
from shared.crypto import Vault
from shared.messaging import topology
from shared.messaging.publisher import Publisher
from shared.store.database import opened
from shared.store.everything import Store
from tests.integration.console import conftest as console
from tests.integration.console.conftest import Command
from tests.integration.dead_letters.parts import KEY, Office

scoro_xero = console.command


@pytest.fixture
async def office(mongodb_url: str, mongodb_database: str, rabbitmq_url: str) -> AsyncIterator[Office]:
    await topology.declare(SecretStr(rabbitmq_url))
    publisher = Publisher(SecretStr(rabbitmq_url))
    await publisher.start()
    async with opened(SecretStr(mongodb_url), mongodb_database) as database:
        store = Store.of(database, Vault(SecretStr(KEY)), SystemClock())
        await store.prepare()
        yield Office(rabbitmq_url, store, publisher)
    await publisher.stop()


@pytest.fixture
def command(scoro_xero: Command, rabbitmq_url: str, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command line, with a broker."""
    monkeypatch.setenv("RABBITMQ_URL", rabbitmq_url)
    return scoro_xero
