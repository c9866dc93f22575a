"""The reading side, ready."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.connector.reading.world import World, standing
from tests.sandboxes import SandboxControl


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
