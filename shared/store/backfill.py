"""The backfill: read at once, let in only as it finishes, so that queues stay short (design §4)."""

from collections.abc import Sequence

from shared.clock import Clock
from shared.contracts.envelope import Category, Lane
from shared.store.changes import CHANGES
from shared.store.database import Database, Document
from shared.store.historic import LOADS
from shared.store.records import HISTORIC, Entry, State
from shared.store.wire import entry_of

BACKFILL: Document = {"lane": Lane.BULK.value, "asked": {"$in": [None, HISTORIC]}}
"""As `letting_in.is_backfill` has it."""
RECORDED: Document = {"state": State.RECORDED.value, "laid_back": {"$ne": True}}
ROOM = 0.1
"""A smaller part of the places is not filled while others are taken: whoever frees those asks again."""
UNDER_WAY = [State.OPEN.value, State.SENDING.value, State.UNCLEAR.value]


class Backfill:
    """Opens recorded entries of the lane *bulk*, never more than a number of them at once per connection."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._changes = database.collection(CHANGES)
        self._loads = database.collection(LOADS)
        self._clock = clock

    async def open(self, connection_id: str, categories: Sequence[Category], *, at_most: int) -> list[Entry]:
        """Open the oldest, category by category, until so many are let in and unfinished; hands them out.

        What is let in of other categories, such as a paused one, keeps none of these away. Several may do this at
        once. All name the same oldest ones first and count afterwards, so what another one opens in between is both
        among those named and among those counted: together they open no more than one would.
        """
        ids = await self._oldest(connection_id, categories, at_most)
        room = at_most - await self._unfinished(connection_id, categories) if ids else 0
        if room <= 0 or room < ROOM * at_most:
            return []
        among: Document = {"_id": {"$in": ids[:room]}}
        opened: Document = {"state": State.OPEN.value, "rung_at": self._clock.now()}
        await self._changes.update_many({**among, **RECORDED}, {"$set": opened})
        found = self._changes.find({**among, "state": State.OPEN.value}, {"snapshot": 0}).sort("_id")
        return [entry_of(row) async for row in found]

    async def _unfinished(self, connection_id: str, categories: Sequence[Category]) -> int:
        """Those that wait for another object or for a moment are not on their way, nor is what must not go now.

        What documents asked for takes no place of theirs: it may wait until its call is full, while they go on.
        """
        match: Document = {
            "connection_id": connection_id,
            "category": {"$in": [category.value for category in categories]},
            "state": {"$in": UNDER_WAY},
            **BACKFILL,
            "$or": [{"due_at": None}, {"due_at": {"$lte": self._clock.now()}}],
        }
        return await self._changes.count_documents(match)

    async def _oldest(self, connection_id: str, categories: Sequence[Category], limit: int) -> list[int]:
        """Nothing of a historic load or of a run that somebody stopped: these are looked for where one is met."""
        rows = await self._named(connection_id, categories, limit, ())
        if any(row.get("asked") == HISTORIC for row in rows):
            match: Document = {"connection_id": connection_id, "stopped_by": {"$exists": True}}
            stopped = [row["_id"] async for row in self._loads.find(match, {"_id": 1})]
            if any(row.get("run_id") in stopped for row in rows):
                rows = await self._named(connection_id, categories, limit, stopped)
        return [row["_id"] for row in rows]

    async def _named(
        self, connection_id: str, categories: Sequence[Category], limit: int, stopped: Sequence[str]
    ) -> list[Document]:
        """In the order of categories: one question finds them all, each by index and no further than needed.

        MongoDB answers a union part by part, and stops at the limit; were it to mix them, others would only go first.
        """
        if not categories:
            return []
        parts = [_part(connection_id, category, limit, stopped) for category in categories]
        others: list[Document] = [{"$unionWith": {"coll": CHANGES, "pipeline": part}} for part in parts[1:]]
        found = await self._changes.aggregate([*parts[0], *others, {"$limit": limit}])
        return [row async for row in found]


def _part(connection_id: str, category: Category, limit: int, stopped: Sequence[str]) -> list[Document]:
    match: Document = {
        "connection_id": connection_id,
        "category": category.value,
        **RECORDED,
        **BACKFILL,
    }
    if stopped:
        match["run_id"] = {"$nin": list(stopped)}
    return [{"$match": match}, {"$sort": {"_id": 1}}, {"$limit": limit}, {"$project": {"run_id": 1, "asked": 1}}]
