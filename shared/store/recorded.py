"""Entries that were recorded and not let in yet, and those that wait for a worker; without what was read."""

from collections.abc import Iterable
from uuid import UUID

from pymongo import ASCENDING

from shared.contracts.envelope import Category, Lane
from shared.store.backfill import BACKFILL
from shared.store.changes import CHANGES
from shared.store.database import Database, Document
from shared.store.log_indexes import EVERY_CATEGORY, OF_RUN
from shared.store.records import HISTORIC, Entry, State
from shared.store.wire import entry_of

OTHERS: tuple[Document, ...] = (
    {"lane": {"$in": [Lane.NOW.value, Lane.CHANGED.value]}},
    {"lane": Lane.BULK.value, "asked": {"$gt": "", "$ne": HISTORIC}},
)
"""Each is found by index beside any number of those; both in one question, or `asked` that is not null, are not."""
LIGHT: Document = {"snapshot": 0}


class RecordedEntries:
    """Finds what may be let in; `Changes.open` and `Backfill.open` let it in."""

    def __init__(self, database: Database) -> None:
        self._changes = database.collection(CHANGES)

    async def of_run(self, run_id: UUID, category: Category) -> list[Entry]:
        """Entries of a run, oldest first, but for its backfill, of which there may be any number."""
        return await self._others(_of_run(run_id, category), by=OF_RUN)

    async def in_bulk(self, run_id: UUID, category: Category, *, at_most: int) -> int:
        """How many of its lane *bulk* lie recorded; counted no further than that, and from an index alone."""
        match = {**_of_run(run_id, category), "lane": Lane.BULK.value}
        return await self._changes.count_documents(match, limit=at_most, hint=OF_RUN)

    async def at_once(self, connection_id: str, category: Category) -> list[Entry]:
        """Everything of a category but its backfill: what *Synchronize now* releases in Manual mode."""
        return await self._others(_recorded(connection_id, category))

    async def has_backfill(self, connection_id: str, category: Category) -> bool:
        """Whether anything of it lies recorded."""
        return await self._changes.find_one({**_recorded(connection_id, category), **BACKFILL}, {"_id": 1}) is not None

    async def named(self, entry_ids: Iterable[int]) -> list[Entry]:
        """These, in whatever state they are."""
        return await self._found({"_id": {"$in": list(entry_ids)}})

    async def adopt(self, connection_id: str, category: Category, run_id: UUID) -> None:
        """What lies recorded of a category and belongs to no run belongs to this one."""
        match = {**_recorded(connection_id, category), "run_id": None}
        await self._changes.update_many(match, {"$set": {"run_id": str(run_id)}, "$unset": {"laid_back": ""}})

    async def mended(self, connection_id: str, run_id: UUID) -> list[Entry]:
        """What lies recorded again because its cause is gone; it belongs to this run, unless it has one."""
        again: Document = {"connection_id": connection_id, "category": EVERY_CATEGORY, "mended_at": {"$ne": None}}
        again |= {"state": State.RECORDED.value, "lane": Lane.CHANGED.value}
        of_none = {**again, "run_id": {"$type": "null"}}  # unlike equality with null found by index
        await self._changes.update_many(of_none, {"$set": {"run_id": str(run_id)}}, hint=OF_RUN)
        return await self._found({**again, "run_id": str(run_id)}, by=OF_RUN)

    async def open_ones(self, connection_id: str, category: Category, *, limit: int) -> list[Entry]:
        """Those that wait for a worker, of each lane the oldest first."""
        match = {"connection_id": connection_id, "category": category.value, "state": State.OPEN.value}
        found = self._changes.find(match, LIGHT).sort([("lane", ASCENDING), ("_id", ASCENDING)]).limit(limit)
        return [entry_of(row) async for row in found]

    async def _others(self, match: Document, *, by: str | None = None) -> list[Entry]:
        found = [entry for other in OTHERS for entry in await self._found({**match, **other}, by=by)]
        return sorted(found, key=lambda entry: entry.id)

    async def _found(self, match: Document, *, by: str | None = None) -> list[Entry]:
        """Without `by` MongoDB chooses the index; it likes the order of ids better than few documents."""
        found = self._changes.find(match, LIGHT)
        if by is not None:
            found = found.hint(by)
        return [entry_of(row) async for row in found.sort("_id")]


def _of_run(run_id: UUID, category: Category) -> Document:
    return {"run_id": str(run_id), "state": State.RECORDED.value, "category": category.value}


def _recorded(connection_id: str, category: Category) -> Document:
    return {"connection_id": connection_id, "category": category.value, "state": State.RECORDED.value}
