"""What the sweeper looks for: everything that waits although its time has come."""

import datetime as dt

from shared.clock import Clock
from shared.store.changes import CALLS, CHANGES
from shared.store.claims import UNCLAIMED
from shared.store.database import Database, Document
from shared.store.gates import NOTHING_CLOSED, Closed
from shared.store.log_indexes import OPEN
from shared.store.records import FINAL, Entry, State
from shared.store.wire import entry_of


class Sweep:
    """Finds entries to be rung (again) and outcomes to be told (again)."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._changes = database.collection(CHANGES)
        self._calls = database.collection(CALLS)
        self._clock = clock

    async def due(self, *, quiet_seconds: float, limit: int, closed: Closed = NOTHING_CLOSED) -> list[Entry]:
        """Open, unclaimed entries that are due, or whose bell nobody answered for so long.

        Entries behind `closed` gates stay as they are: nothing could be done for them now.
        """
        now = self._clock.now()
        quiet = now - dt.timedelta(seconds=quiet_seconds)
        found = self._changes.find(
            {
                "state": State.OPEN.value,
                **closed.otherwise(),
                "$or": [
                    {"due_at": {"$lte": now}, "$expr": {"$lt": ["$rung_at", "$due_at"]}},
                    {"due_at": {"$not": {"$gt": now}}, "rung_at": {"$lt": quiet}},
                ],
                "$and": [UNCLAIMED],
            }
        )
        return [entry_of(document) async for document in found.hint(OPEN).limit(limit)]

    async def rung(self, entry_ids: list[int]) -> None:
        """Their bells were confirmed by the broker just now."""
        await self._changes.update_many({"_id": {"$in": entry_ids}}, {"$set": {"rung_at": self._clock.now()}})

    async def untold(self, *, older_than_seconds: float, limit: int) -> list[Entry]:
        """Entries that needed no call and whose outcome event was never confirmed."""
        before = self._clock.now() - dt.timedelta(seconds=older_than_seconds)
        found = self._changes.find({"told": False, "finished_at": {"$lt": before}}).limit(limit)
        return [entry_of(document) async for document in found]

    async def untold_calls(self, *, older_than_seconds: float, limit: int) -> dict[str, list[Entry]]:
        """Calls whose outcome events were never all confirmed, and what is final of them."""
        before = self._clock.now() - dt.timedelta(seconds=older_than_seconds)
        among = self._calls.find({"told": False, "settled_at": {"$lt": before}}, {"entries.entry_id": 1}).limit(limit)
        calls = {row["_id"]: [one["entry_id"] for one in row["entries"]] async for row in among}
        if not calls:
            return {}
        ids = [entry_id for several in calls.values() for entry_id in several]
        told = {"$in": [state.value for state in FINAL if state is not State.SUPERSEDED]}
        final: Document = {"_id": {"$in": ids}, "call_id": {"$in": list(calls)}, "state": told}
        found: dict[str, list[Entry]] = {call_id: [] for call_id in calls}
        async for row in self._changes.find(final, {"snapshot": 0}).sort("_id"):
            found[row["call_id"]].append(entry_of(row))
        return found

    async def recorded(self, *, older_than_seconds: float, limit: int, after: int = 0) -> list[Entry]:
        """Entries recorded so long ago and not let in: their reader died, or they are kept back on purpose."""
        before = self._clock.now() - dt.timedelta(seconds=older_than_seconds)
        found = (
            self._changes.find(
                {"state": State.RECORDED.value, "_id": {"$gt": after}, "recorded_at": {"$lt": before}},
                {"snapshot": 0},
            )
            .sort("_id")
            .limit(limit)
        )
        return [entry_of(document) async for document in found]
