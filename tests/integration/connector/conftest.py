"""A connector among sandboxes."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.connector.outward import Outward, standing
from tests.sandboxes import SandboxControl


@pytest.fixture
async def outward(
    scoro_sandbox: SandboxControl,
    xero_sandbox: SandboxControl,
    mongodb_url: str,
    mongodb_database: str,
    rabbitmq_url: str,
) -> AsyncIterator[Outward]:
    """The connector's outward side, served and consuming."""
    async with standing(
        scoro_sandbox, xero_sandbox, mongodb_url=mongodb_url, database=mongodb_database, rabbitmq_url=rabbitmq_url
    ) as running:
        yield running
