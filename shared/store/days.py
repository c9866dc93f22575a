"""What happened within a day, hour by hour; every question is bounded by the day or by a limit."""

import datetime as dt
from dataclasses import dataclass, field

from shared.clock import Clock
from shared.store.changes import CHANGES
from shared.store.database import Database, Document
from shared.store.log_indexes import EVERY_CATEGORY
from shared.store.records import UNFINISHED, State

MOST_WAITING = 5000
"""So many are looked at; of more it is said that there are more."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Beginning of an hour → how many objects."""

    crossed: dict[dt.datetime, int] = field(default_factory=dict)
    problems: dict[dt.datetime, int] = field(default_factory=dict)
    waiting: dict[dt.datetime, int] = field(default_factory=dict)
    """On their way now, by the hour in which they were seen."""
    waiting_longer: int = 0
    """Seen before that."""
    has_more: bool = False
    """More wait than were looked at."""


class Days:
    """Counts the change log by hours."""

    def __init__(self, database: Database, _clock: Clock) -> None:
        self._changes = database.collection(CHANGES)

    async def hours(self, connection_id: str, since: dt.datetime) -> Hours:
        """Of one connection, from that moment on."""
        ended = await self._ended(connection_id, since)
        waiting = await self._waiting(connection_id)
        recent = {hour: count for hour, count in waiting.items() if hour >= since}
        return Hours(
            crossed=ended.get(State.SYNCED.value, {}),
            problems=ended.get(State.FAILED.value, {}),
            waiting=recent,
            waiting_longer=sum(waiting.values()) - sum(recent.values()),
            has_more=sum(waiting.values()) == MOST_WAITING,
        )

    async def _ended(self, connection_id: str, since: dt.datetime) -> dict[str, dict[dt.datetime, int]]:
        """From the index alone."""
        match: Document = {"connection_id": connection_id, "finished_at": {"$gte": since}}
        hour: Document = {"$dateTrunc": {"date": "$finished_at", "unit": "hour"}}
        cursor = await self._changes.aggregate(
            [{"$match": match}, {"$group": {"_id": {"s": "$state", "h": hour}, "n": {"$sum": 1}}}],
            hint="by_hour",
        )
        found: dict[str, dict[dt.datetime, int]] = {}
        async for row in cursor:
            found.setdefault(row["_id"]["s"], {})[row["_id"]["h"]] = row["n"]
        return found

    async def _waiting(self, connection_id: str) -> dict[dt.datetime, int]:
        match: Document = {
            "connection_id": connection_id,
            "category": EVERY_CATEGORY,
            "state": {"$in": [state.value for state in UNFINISHED]},
        }
        hour: Document = {"$dateTrunc": {"date": "$recorded_at", "unit": "hour"}}
        cursor = await self._changes.aggregate(
            [{"$match": match}, {"$limit": MOST_WAITING}, {"$group": {"_id": hour, "n": {"$sum": 1}}}]
        )
        return {row["_id"]: row["n"] async for row in cursor}
