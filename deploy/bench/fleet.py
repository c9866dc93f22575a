"""Ten thousand connections, all in Automatic: what the five minutes of one scheduler cost, and how even they are.

They live in MongoDB alone. The product's own ticker is driven through the moments of one interval, second by second,
by a clock that is set; what it publishes is counted and goes nowhere. Then it is measured what standing by costs.
"""

import asyncio
import datetime as dt
import os
import resource
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import structlog
from pydantic import SecretStr
from pymongo import MongoClient
from rich.console import Console

from deploy.bench.rows import Row, row
from deploy.local import settings
from deploy.local.places import Places
from deploy.local.servers import Servers
from services.scheduler.leader import Leader
from services.scheduler.plan import following
from services.scheduler.tick import Ticker
from shared.clock import FixedClock
from shared.contracts.envelope import Category, Message
from shared.crypto import Vault
from shared.logging import STEPS
from shared.store.database import opened
from shared.store.everything import Store
from shared.sync.settings import TICK, CategorySettings, SyncSettings

BEGINS = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
DATABASE = "bench_fleet"
KEY = "A" * 43 + "="
GRAIN = 1.0
ON = SyncSettings(categories=dict.fromkeys(Category, CategorySettings(enabled=True)))
MEGABYTE = 1024


class Counting:
    """A publisher that only counts."""

    def __init__(self, clock: FixedClock) -> None:
        self._clock = clock
        self.by_second: Counter[int] = Counter()
        self.connections: Counter[str] = Counter()

    async def publish(self, message: Message) -> None:
        """One tick."""
        self.by_second[int((self._clock.now() - BEGINS).total_seconds())] += 1
        self.connections[str(getattr(message, "connection_id", ""))] += 1

    async def publish_all(self, messages: Iterable[Message]) -> None:
        """Several."""
        for message in messages:
            await self.publish(message)


def fleet(size: int, _seed: int, words: Console) -> list[Row]:
    """So many connections; the baseline is a tenth of them."""
    with _logged_to_nowhere():
        few, many = asyncio.run(_measured(size // 10, words)), asyncio.run(_measured(size, words))
    per_few, per_many = few["cpu"] / (size // 10) * 1e6, many["cpu"] / size * 1e6
    return [
        row("scheduler: CPU microseconds for one tick", per_many, per_few, f"of {size // 10} connections",
            connections=size),
        row("scheduler: CPU seconds of five minutes", many["cpu"], TICK.total_seconds(), "the five minutes",
            connections=size, seconds=many["seconds"]),
        row("most ticks in one second", many["most"], size / TICK.total_seconds(), "spread evenly",
            connections=size),
        row("connections that did not tick once", many["missed"], target="0", met=many["missed"] == 0,
            connections=size),
        row("scheduler: megabytes", many["megabytes"], few["megabytes"], f"with {size // 10} connections",
            connections=size),
        row("MongoDB: kilobytes of a connection", many["bytes"] / 1024 / size, few["bytes"] / 1024 / (size // 10),
            f"with {size // 10} connections", connections=size),
    ]  # fmt: skip


@contextmanager
def _logged_to_nowhere() -> Iterator[None]:
    """As the service logs, so that it costs the same; nobody wants to read ten thousand lines."""
    with Path(os.devnull).open("w") as nowhere:
        structlog.configure(
            processors=[*STEPS, structlog.processors.JSONRenderer()],
            logger_factory=structlog.WriteLoggerFactory(nowhere),
        )
        try:
            yield
        finally:
            structlog.reset_defaults()


async def _measured(size: int, words: Console) -> dict[str, float]:
    words.print(f"[dim]{size} connections[/]")
    async with _store() as (store, clock, database):
        _plant(database, size)
        publisher = Counting(clock)
        leader = Leader(store.leases, clock, owner="bench", seconds=15)
        ticker = Ticker(store, publisher, clock, leader)
        began, cpu = time.perf_counter(), time.process_time()
        for _ in range(int(TICK.total_seconds() / GRAIN)):
            clock.advance(GRAIN)
            await ticker.once()
        used, seconds = time.process_time() - cpu, time.perf_counter() - began
        stats = database.command("dbStats")
    return {
        "cpu": used, "seconds": seconds, "most": max(publisher.by_second.values(), default=0),
        "missed": size - sum(1 for count in publisher.connections.values() if count == 1),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE,
        "bytes": float(stats["dataSize"] + stats["indexSize"]),
    }  # fmt: skip


def _plant(database: Any, size: int) -> None:
    """Each with its moment, its settings and a token set, as after a first synchronization."""
    names = [f"{number:032x}" for number in range(size)]
    choices = ON.model_copy(update={"version": 1}).model_dump(mode="json")
    database["connections"].insert_many([_connection(name) for name in names])
    database["settings"].insert_many(
        [{"connection_id": name, "version": 1, "author": "bench", "choices": choices} for name in names]
    )


def _connection(name: str) -> dict[str, Any]:
    number = int(name, 16)
    return {
        "_id": name, "site_url": f"https://{name}.example/api/v2", "entity": "1", "time_zone": "Europe/London",
        "state": "active", "connected": True, "tenant_id": name, "hook": name, "api_key": b"x" * 120,
        "organisation": {"name": f"Organisation {number}", "base_currency": "GBP"}, "company": {"base_currency": "GBP"},
        "next_tick": following(name, BEGINS),
    }  # fmt: skip


@asynccontextmanager
async def _store() -> AsyncIterator[tuple[Store, FixedClock, Any]]:
    """A fresh database on a private server."""
    clock = FixedClock(BEGINS)
    with _server() as url, MongoClient[dict[str, Any]](url, tz_aware=True) as client:
        client.drop_database(DATABASE)
        async with opened(SecretStr(url), DATABASE) as database:
            store = Store.of(database, Vault(SecretStr(KEY)), clock)
            await store.prepare()
            yield store, clock, client[DATABASE]
        client.drop_database(DATABASE)


@contextmanager
def _server() -> Any:
    places = Places(name="fleet")
    servers = Servers(places, settings.load(places.checkout))
    try:
        yield servers.mongodb()
    finally:
        servers.mongo.down()
