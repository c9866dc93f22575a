"""A store in a database of its own, and a publisher that remembers."""

import datetime as dt
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from shared.clock import FixedClock
from shared.crypto import Vault
from shared.store.database import opened
from shared.store.everything import Store
from tests.integration.scheduler.parts import KEY, MemoryPublisher

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def published() -> MemoryPublisher:
    return MemoryPublisher()


@pytest.fixture
async def store(mongodb_url: str, mongodb_database: str, clock: FixedClock) -> AsyncIterator[Store]:
    async with opened(SecretStr(mongodb_url), mongodb_database) as database:
        made = Store.of(database, Vault(SecretStr(KEY)), clock)
        await made.prepare()
        yield made
