"""The reading side, ready."""

from collections.abc import AsyncIterator

import pytest

from shared.messaging.app import Messaging
from tests.integration.connector.reading.backend import OTHER, Backend, amqp_user, site_of
from tests.integration.connector.reading.listening import listening
from tests.integration.connector.reading.world import World, standing
from tests.sandboxes import ENTITY, SandboxControl
from tests.servers import RabbitServer


@pytest.fixture
async def world(
    mongodb_url: str,
    mongodb_database: str,
    scoro_sandbox: SandboxControl,
    xero_sandbox: SandboxControl,
    organisation: str,
) -> AsyncIterator[World]:
    """One connection, contacts and invoices From Scoro."""
    async with standing(
        scoro_sandbox, xero_sandbox, organisation, mongodb_url=mongodb_url, database=mongodb_database
    ) as made:
        yield made


@pytest.fixture
async def messaging(world: World, rabbitmq_url: str) -> AsyncIterator[Messaging]:
    """The connector's reading side, consuming."""
    async with listening(world, rabbitmq_url) as made:
        yield made


@pytest.fixture
async def backend(
    world: World, messaging: Messaging, rabbitmq_server: RabbitServer, rabbitmq_url: str
) -> AsyncIterator[Backend]:
    """May speak for the connected site, and for one that is not connected."""
    del messaging
    async with amqp_user(rabbitmq_server, rabbitmq_url) as (name, url):
        site = site_of(world.scoro.url)
        await world.store.publishers.allow(name, [site, OTHER], author="test")
        yield Backend(name, url, site, ENTITY)
