"""The backfill: read at once, let in only as it finishes, so that queues stay short (design §4)."""

from collections.abc import Sequence

from pymongo import IndexModel

from shared.clock import Clock
from shared.contracts.envelope import Category, Lane
from shared.store.changes import CHANGES, EVERY_CATEGORY
from shared.store.database import Database, Document, Session
from shared.store.historic import LOADS
from shared.store.records import HISTORIC, Entry, State
from shared.store.wire import entry_of

BACKFILLS = "backfills"
INDEXES: dict[str, list[IndexModel]] = {BACKFILLS: []}
UNDER_WAY = [State.OPEN.value, State.SENDING.value, State.UNCLEAR.value]


class Backfill:
    """Opens recorded entries of the lane *bulk*, never more than a number of them at once per connection."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._changes = database.collection(CHANGES)
        self._backfills = database.collection(BACKFILLS)
        self._loads = database.collection(LOADS)
        self._clock = clock

    async def open(self, connection_id: str, categories: Sequence[Category], *, at_most: int) -> list[Entry]:
        """Open the oldest, category by category, until so many are let in and unfinished; hands them out.

        Several may ask at once: they are served one after the other.
        """

        async def work(session: Session) -> list[int]:
            mine: Document = {"_id": connection_id}
            await self._backfills.update_one(mine, {"$inc": {"turns": 1}}, upsert=True, session=session)
            room = at_most - await self._unfinished(connection_id, session)
            stopped: Document = {"connection_id": connection_id, "stopped_by": {"$exists": True}}
            loads = [row["_id"] async for row in self._loads.find(stopped, {"_id": 1}, session=session)]
            ids: list[int] = []
            for category in categories:
                if room > len(ids):
                    ids += await self._oldest(connection_id, category, room - len(ids), loads, session)
            if not ids:
                return []
            opened: Document = {"state": State.OPEN.value, "rung_at": self._clock.now()}
            await self._changes.update_many({"_id": {"$in": ids}}, {"$set": opened}, session=session)
            return ids

        if await self._unfinished(connection_id) >= at_most:
            return []  # whoever finishes some of it asks for more
        ids = await self._database.transaction(work)
        opened = self._changes.find({"_id": {"$in": ids}, "state": State.OPEN.value}, {"snapshot": 0}).sort("_id")
        return [entry_of(row) async for row in opened] if ids else []

    async def _unfinished(self, connection_id: str, session: Session | None = None) -> int:
        """Those that wait for another object or for a moment are not on their way."""
        match: Document = {
            "connection_id": connection_id,
            "category": EVERY_CATEGORY,
            "state": {"$in": UNDER_WAY},
            "lane": Lane.BULK.value,
            "$or": [{"due_at": None}, {"due_at": {"$lte": self._clock.now()}}],
        }
        return await self._changes.count_documents(match, session=session)

    async def _oldest(
        self, connection_id: str, category: Category, limit: int, stopped: Sequence[str], session: Session
    ) -> list[int]:
        """Nothing of a historic load or of a run that somebody stopped."""
        match: Document = {
            "connection_id": connection_id,
            "category": category.value,
            "state": State.RECORDED.value,
            "lane": Lane.BULK.value,
            "asked": {"$in": [None, HISTORIC]},
            "run_id": {"$nin": list(stopped)},
            "laid_back": {"$ne": True},
        }
        found = self._changes.find(match, {"_id": 1}, session=session).sort("_id").limit(limit)
        return [row["_id"] async for row in found]
