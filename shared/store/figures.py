"""Figures over everything, for measurements: each one aggregation over a partial index."""

import datetime as dt
from dataclasses import dataclass

from shared.clock import Clock
from shared.store.changes import CALLS, CHANGES
from shared.store.claims import UNCLAIMED
from shared.store.database import Database, Document
from shared.store.gates import Closed
from shared.store.leases import LEASES
from shared.store.log_indexes import OPEN
from shared.store.outcomes import PROBLEMS
from shared.store.records import State


@dataclass(frozen=True, slots=True)
class Backlog:
    """Entries that anybody may take now."""

    entries: int
    oldest_seconds: float


class Figures:
    """Counts without changing anything."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._changes = database.collection(CHANGES)
        self._calls = database.collection(CALLS)
        self._problems = database.collection(PROBLEMS)
        self._leases = database.collection(LEASES)
        self._clock = clock

    async def backlog(self, closed: Closed) -> dict[tuple[str, str], Backlog]:
        """(category, lane) → what is due and behind no closed gate."""
        now = self._clock.now()
        cursor = await self._changes.aggregate(
            [
                {
                    "$match": {
                        "state": State.OPEN.value,
                        **closed.otherwise(),
                        "due_at": {"$not": {"$gt": now}},
                        **UNCLAIMED,
                    }
                },
                {
                    "$group": {
                        "_id": {"c": "$category", "l": "$lane"},
                        "n": {"$sum": 1},
                        "since": {"$min": {"$ifNull": ["$due_at", "$recorded_at"]}},
                    }
                },
            ],
            hint=OPEN,
        )
        return {(row["_id"]["c"], row["_id"]["l"]): Backlog(row["n"], _age(row["since"], now)) async for row in cursor}

    async def outbox_lag(self) -> float:
        """Age of the oldest outcome that nobody told yet."""
        now, ages = self._clock.now(), [0.0]
        for log, ended in ((self._changes, "finished_at"), (self._calls, "settled_at")):
            row = await log.find_one({"told": False}, {ended: 1}, sort=[(ended, 1)])
            ages += [_age(row[ended], now)] if row else []
        return max(ages)

    async def problems(self) -> dict[tuple[str, str], int]:
        """(connection, category) → objects that need a person."""
        shown: Document = {"open": True, "ignored": {"$ne": True}}
        cursor = await self._problems.aggregate(
            [
                {"$match": shown},
                {"$group": {"_id": {"i": "$connection_id", "c": "$category"}, "n": {"$sum": 1}}},
            ]
        )
        return {(row["_id"]["i"], row["_id"]["c"]): row["n"] async for row in cursor}

    async def leases(self) -> dict[str, float]:
        """Lease → seconds until it ends, by MongoDB's clock."""
        cursor = await self._leases.aggregate([{"$project": {"left": {"$subtract": ["$until", "$$NOW"]}}}])
        return {row["_id"]: max(row["left"] / 1000, 0.0) async for row in cursor if row.get("left") is not None}


def _age(since: dt.datetime, now: dt.datetime) -> float:
    return max((now - since).total_seconds(), 0.0)
