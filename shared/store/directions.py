"""Closing what was still to cross the other way when a direction was turned (R28, design §3.6)."""

import datetime as dt

from shared.clock import Clock
from shared.contracts.envelope import Category, System
from shared.store.changes import CHANGES, REPLACED
from shared.store.database import Database, Document, Session
from shared.store.outcomes import PROBLEMS
from shared.store.records import DEPENDENCY, PARENTS, State

DIRECTION_CHANGED = "direction_changed"
BATCH = 500


class Directions:
    """Leaves open changes of a former direction out; those on their way have their outcome first."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._changes = database.collection(CHANGES)
        self._problems = database.collection(PROBLEMS)
        self._clock = clock

    async def close(self, connection_id: str, category: Category, source: System, *, before: dt.datetime) -> int:
        """Close what was recorded of objects of that system before then and is open, and the problems of that time.

        Hands out how many entries.
        """
        of: Document = {"connection_id": connection_id, "category": category.value, "system": source}
        match: Document = {
            **of,
            "state": {"$in": REPLACED},
            "recorded_at": {"$lt": before},
        }
        if category in PARENTS:
            match["asked"] = {"$ne": DEPENDENCY}  # what a document needs follows the direction of the document (R69)
        count = 0
        while found := await self._database.transaction(lambda session: self._some(match, session)):
            count += found
        await self._problems.update_many(
            {**of, "open": True, "last_seen": {"$lt": before}},
            {"$set": {"open": False, "closed_at": self._clock.now()}},
        )
        return count

    async def _some(self, match: Document, session: Session) -> int:
        found = self._changes.find(match, {"_id": 1}, session=session).hint("newest_by_state").limit(BATCH)
        ids = [row["_id"] async for row in found]
        closed = await self._changes.update_many(
            {**match, "_id": {"$in": ids}},
            {
                "$set": {
                    "state": State.LEFT_OUT.value,
                    "reason": DIRECTION_CHANGED,
                    "finished_at": self._clock.now(),
                    "told": False,
                    "parked": False,
                    "due_at": None,
                },
                "$unset": {"waits_for": "", "owner": "", "until": "", "claim": ""},
            },
            session=session,
        )
        return closed.modified_count

    async def are_on_their_way(self, connection_id: str, category: Category, source: System) -> bool:
        """Whether calls with objects of that system are still without outcome."""
        match: Document = {
            "connection_id": connection_id,
            "category": category.value,
            "system": source,
            "in_flight": True,
        }
        return await self._changes.find_one(match, {"_id": 1}) is not None
