"""A prepared store on a database of its own."""

import datetime as dt
from collections.abc import AsyncIterator

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from shared.clock import FixedClock
from shared.crypto import Vault
from shared.store.database import opened
from shared.store.everything import Lifetimes, Store

START = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def clock() -> FixedClock:
    """Stands at nine o'clock on a Monday until it is moved."""
    return FixedClock(START)


@pytest.fixture
async def store(mongodb_url: str, mongodb_database: str, clock: FixedClock) -> AsyncIterator[Store]:
    """All stores, with indexes; claims last for a minute, calls for none."""
    async with opened(SecretStr(mongodb_url), mongodb_database) as database:
        vault = Vault(SecretStr(Fernet.generate_key().decode()))
        made = Store.of(database, vault, clock, Lifetimes(claim=60, call=0, chain=60))
        await made.prepare()
        yield made
