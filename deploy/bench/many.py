"""Many connections at once: how fast all of them are together, and whether each gets its share.

Each is a Scoro site and an organisation of its own, first loads that begin in the same moment, limits lifted. All have
the same number of documents; once more one of them has most, and the small ones must not wait for it.
"""

import asyncio
import datetime as dt
import statistics
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

from cryptography.fernet import Fernet
from pydantic import SecretStr
from rich.console import Console

from deploy.bench.company import WITHOUT_LIMITS, limits_lifted, stack
from deploy.bench.rows import Row, row
from deploy.bench.sites import served
from deploy.demo.stage import Stage, on_own_stack
from shared.clock import SystemClock
from shared.contracts.envelope import Category
from shared.contracts.sync import SyncRequested
from shared.crypto import Vault
from shared.messaging.publisher import Publisher
from shared.store.database import opened
from shared.store.everything import Store
from shared.store.runs import Run, RunState
from shared.sync.settings import CategorySettings, SyncSettings

COUNTS = (1, 10, 100)
SMALLS, SMALL_SHARE = 9, 40
"""Beside the big one; each has a fortieth of what it has."""
PATIENCE_SECONDS = 1800
LOOK_SECONDS = 0.1
SALES = SyncSettings(
    categories=dict.fromkeys((Category.CONTACTS, Category.INVOICES), CategorySettings(enabled=True)),
    default_sales_account="200",
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of first loads that began together."""

    documents: int
    """That crossed; those in currencies that nobody looked at yet wait for a person (R57)."""
    taken: tuple[float, ...]
    """Seconds of each connection, from the moment all were asked."""

    @property
    def speed(self) -> float:
        """Documents a second, of all together."""
        return self.documents / max(self.taken)

    @property
    def unfairness(self) -> float:
        """1 where all take equally long."""
        return max(self.taken) / statistics.median(self.taken)


def many(size: int, seed: int, words: Console) -> list[Row]:
    """So many documents, shared out to 1, 10 and 100 connections, as far as each gets ten."""
    counts = [count for count in COUNTS if size // count >= COUNTS[1]]
    found = {count: _loaded([size // count] * count, seed, words) for count in counts}
    rows = [
        made
        for count, one in found.items()
        for made in (
            row(f"documents a second, {count} at once", one.speed, found[1].speed, "one connection alone",
                connections=count, documents=one.documents),
            row(f"slowest ÷ median, {count} at once", one.unfairness, connections=count),
        )
    ]  # fmt: skip
    small = max(1, size // SMALL_SHARE)
    alone = _loaded([small] * SMALLS, seed, words)
    beside = _loaded([small] * SMALLS + [size - small * SMALLS], seed, words)
    *smalls, big = beside.taken
    return [
        *rows,
        row("seconds of a small connection beside a big one, median", statistics.median(smalls),
            statistics.median(alone.taken), "without the big one", slowest=max(smalls), big=big),
    ]  # fmt: skip


def _loaded(sizes: Sequence[int], seed: int, words: Console) -> Loaded:
    words.print(f"[dim]{len(sizes)} connections, {sum(sizes)} documents[/]")
    with limits_lifted(), on_own_stack(words) as stage:
        stage.xero.post("limits", WITHOUT_LIMITS, method="PUT")
        key = {"SANDBOX_SCORO_API_KEY": stage.operator.scoro_api_key}
        with served(seed, sizes, {**stage.operator.environment, **key}) as sites:
            return asyncio.run(_together(stage, _connected(stage, sites)))


def _connected(stage: Stage, sites: Sequence[str]) -> list[tuple[str, str]]:
    """Ids of the connections and of their organisations."""
    names = [f"Agency {number}" for number in range(len(sites))]
    wanted = [{"name": name, "currencies": ["EUR", "USD"]} for name in names]
    planted = stage.xero.post("seed", {"replace": False, "organisations": wanted})
    ids = {one["name"]: str(one["id"]) for one in planted}
    return [
        (stage.operator.connect(f"{site}/api/v2", organisations=[ids[name]]), ids[name])
        for site, name in zip(sites, names, strict=True)
    ]


async def _together(stage: Stage, connections: Sequence[tuple[str, str]]) -> Loaded:
    async with _working(stage) as (store, publisher):
        ids = [one for one, _ in connections]
        await _ran(store, publisher, ids)
        for one in ids:
            await store.settings.save(one, SALES, author="bench")
        before = _documents(stage)
        began = SystemClock().now()
        runs = await _ran(store, publisher, ids)
    after = _documents(stage)
    crossed = sum(after[organisation] - before[organisation] for _, organisation in connections)
    return Loaded(crossed, tuple(_seconds(run, began) for run in runs))


async def _ran(store: Store, publisher: Publisher, ids: Sequence[str]) -> list[Run]:
    """Ask all of them to synchronize, in the same moment, and wait for the last."""
    run_ids = [uuid4() for _ in ids]
    now = SystemClock().now()
    await publisher.publish_all(
        SyncRequested(at=now, connection_id=one, run_id=run_id, trigger="now")
        for one, run_id in zip(ids, run_ids, strict=True)
    )
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            runs = [await store.runs.get(one) for one in run_ids]
            done = [run for run in runs if run is not None and run.state is RunState.DONE]
            if len(done) == len(ids):
                return done
            await asyncio.sleep(LOOK_SECONDS)


def _seconds(run: Run, began: dt.datetime) -> float:
    if run.finished_at is None:
        raise AssertionError(f"run {run.id} is not finished")
    return (run.finished_at - began).total_seconds()


def _documents(stage: Stage) -> Mapping[str, int]:
    """Organisation → invoices and credit notes."""
    return {
        str(one["id"]): one["counts"]["invoices"] + one["counts"]["credit_notes"]
        for one in stage.xero.get("organisations")
    }


@asynccontextmanager
async def _working(stage: Stage) -> AsyncIterator[tuple[Store, Publisher]]:
    """As the command line works, without starting a process for each click."""
    servers, clock, told = stack().servers, SystemClock(), stage.operator.environment
    if servers is None:
        raise AssertionError("the stack has no servers")
    vault = Vault(SecretStr(Fernet.generate_key().decode()))  # opens nothing: no secret is looked at
    publisher = Publisher(SecretStr(servers.rabbitmq))
    async with opened(SecretStr(servers.mongodb), told["MONGODB_DATABASE"]) as database:
        await publisher.start()
        try:
            yield Store.of(database, vault, clock), publisher
        finally:
            await publisher.stop()
