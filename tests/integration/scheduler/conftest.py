"""A store in a database of its own, and a publisher that remembers."""

import datetime as dt
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from services.scheduler.log_sweep import LogSweep
from services.scheduler.resting import Resting
from services.scheduler.run_sweep import RunSweep
from services.scheduler.wait_sweep import WaitSweep
from shared.clock import FixedClock
from shared.crypto import Vault
from shared.store.database import opened
from shared.store.everything import Store
from tests.integration.scheduler.parts import A_CONNECTION, ACME, INVOICES_ON, KEY, MemoryPublisher

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


@pytest.fixture
async def connected(store: Store) -> None:
    await store.connections.add(A_CONNECTION)
    await store.settings.save(ACME, INVOICES_ON, author="Mari")


@pytest.fixture
def entries(store: Store, published: MemoryPublisher, clock: FixedClock) -> LogSweep:
    resting = Resting(store.connections, clock)
    return LogSweep(store, published, clock, resting, quiet_seconds=60, batch=500)


@pytest.fixture
def waits(store: Store, published: MemoryPublisher, clock: FixedClock) -> WaitSweep:
    return WaitSweep(store, published, clock, Resting(store.connections, clock), batch=500)


@pytest.fixture
def runs(store: Store, published: MemoryPublisher, clock: FixedClock) -> RunSweep:
    return RunSweep(store, published, clock, Resting(store.connections, clock))
