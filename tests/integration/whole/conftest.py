"""Both systems, the connector's reading side and all workers, ready."""

from collections.abc import AsyncIterator

import pytest

from services.connector.wanted import Windows
from tests.integration.connector.reading.world import standing
from tests.integration.whole.world import Whole, workers
from tests.sandboxes import SandboxControl

A_MOMENT = Windows(scoro=0.02, xero=0.02, bulk=0.02)
PLENTY = 1_000
"""So that no test waits for others, or for the next minute; collecting and pacing have tests of their own."""


@pytest.fixture
async def whole(
    mongodb_url: str,
    mongodb_database: str,
    scoro_sandbox: SandboxControl,
    xero_sandbox: SandboxControl,
    organisation: str,
) -> AsyncIterator[Whole]:
    """One connection."""
    async with standing(
        scoro_sandbox,
        xero_sandbox,
        organisation,
        mongodb_url=mongodb_url,
        database=mongodb_database,
        calls_a_minute=PLENTY,
        windows=A_MOMENT,
    ) as desk:
        yield Whole(desk, workers(desk))
