"""Changing what lies in MongoDB from one version to the next: forward, in order, once, at start.

Whoever starts first does it; several at once do no harm, because every step is safe to be repeated: a process may die
in the middle of one. Old processes still work while new ones start, so a step only adds or fills in; what the old
version reads goes in the version after. There is no way back but the backup.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog
from pymongo import IndexModel
from pymongo.errors import OperationFailure

from shared.store.database import Database, Document

log = structlog.get_logger(__name__)

MIGRATIONS = "migrations"
INDEX_NOT_FOUND = 27

INDEXES: dict[str, list[IndexModel]] = {MIGRATIONS: []}


@dataclass(frozen=True, slots=True)
class Migration:
    """One step."""

    number: int
    name: str
    work: Callable[[Database], Awaitable[None]]


async def nothing(_database: Database) -> None:
    """What there was when migrations began needs no change."""


async def fewer_indexes(database: Database) -> None:
    """Of the log: what others do as well only costs writing."""
    await _without(database, "run", "recorded")


async def _without(database: Database, *names: str, of: str = "changes") -> None:
    """A collection, the log where none is named, no longer has these indexes."""
    collection = database.collection(of)
    for name in sorted(set(names) & set(await collection.index_information())):
        try:
            await collection.drop_index(name)
        except OperationFailure as error:
            if error.code != INDEX_NOT_FOUND:  # somebody else was quicker
                raise


async def one_index_by_state(database: Database) -> None:
    """The other one finds the same."""
    await _without(database, "by_state")


async def shorter_indexes(database: Database) -> None:
    """What is open is found by one, what waits by another; in transactions each one costs with every write."""
    await _without(database, "due", "waits", "waited_for", "waiting")


async def allocations_by_credit(database: Database) -> None:
    """Of what was booked the link named the credit; from now on the head of every allocation does."""
    heads = database.collection("heads")
    async for link in database.collection("links").find({"category": "receipts", "twin.of": {"$gt": ""}}):
        connection_id = link["connection_id"]
        part_of = f"{connection_id}|receipts|{link['twin']['of']}"
        known = f"{connection_id}|receipts:xero:{link['xero_id']}"
        await heads.update_one({"_id": known}, {"$set": {"part_of": part_of}})
    await _without(database, "of_credits", of="links")


async def overtaken(database: Database) -> None:
    """Older versions that were left out are marked as no longer the newest of their objects."""
    log_of_changes = database.collection("changes")
    head: Document = {"$concat": ["$connection_id", "|", "$category", ":", "$system", ":", "$object_id"]}
    marked: list[Document] = [
        {"$match": {"connection_id": {"$gt": ""}, "state": "left_out", "overtaken": None}},
        {"$project": {"head": head}},
        {"$lookup": {"from": "heads", "localField": "head", "foreignField": "_id", "as": "newest"}},
        {"$match": {"$expr": {"$not": {"$in": ["$_id", "$newest.entry"]}}}},
        {"$project": {"overtaken": {"$literal": True}}},
        {"$merge": {"into": "changes", "on": "_id", "whenMatched": "merge", "whenNotMatched": "discard"}},
    ]
    async for _ in await log_of_changes.aggregate(marked):
        pass


ALL: tuple[Migration, ...] = (
    Migration(1, "as it was", nothing),
    Migration(2, "fewer indexes of the log", fewer_indexes),
    Migration(3, "one index of the log by state", one_index_by_state),
    Migration(4, "shorter indexes of the log", shorter_indexes),
    Migration(5, "allocations are known by their credit", allocations_by_credit),
    Migration(6, "what was left out and overtaken is marked", overtaken),
)
"""Numbers without gaps; one that was released is never changed."""


async def migrate(database: Database, steps: Sequence[Migration] = ALL) -> list[int]:
    """Do what was not done yet; hands out its numbers."""
    kept = database.collection(MIGRATIONS)
    done = {row["_id"] async for row in kept.find({}, {"_id": 1})}
    known = {step.number for step in steps}
    if done - known:  # a newer version was here: it only added, so an older one may work on
        log.warning("migrations.newer", numbers=sorted(done - known))
    missing = [step for step in sorted(steps, key=lambda one: one.number) if step.number not in done]
    for step in missing:
        await step.work(database)
        await kept.update_one(
            {"_id": step.number}, {"$set": {"name": step.name}, "$currentDate": {"done_at": True}}, upsert=True
        )
        log.info("migrations.done", number=step.number, migration=step.name)
    return [step.number for step in missing]
