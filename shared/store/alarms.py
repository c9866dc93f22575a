"""Alarms that were told: each once, until what it was about is over."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from pymongo import IndexModel

from shared.clock import Clock
from shared.store.database import Database, Document

ALARMS = "alarms"

INDEXES: dict[str, list[IndexModel]] = {ALARMS: []}


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that somebody should know soon."""

    key: str
    """What it is about: the same as long as it is the same cause."""
    title: str
    text: str
    path: str
    """Of the page that shows it."""


class Alarms:
    """Remembers which were told."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._alarms = database.collection(ALARMS)
        self._clock = clock

    async def untold(self, present: Collection[Alarm]) -> list[Alarm]:
        """Those of the present ones that nobody was told of yet; what is over may be told again when it comes back."""
        await self._alarms.delete_many({"_id": {"$nin": [one.key for one in present]}})
        told = {row["_id"] async for row in self._alarms.find({}, {"_id": 1})}
        return [one for one in present if one.key not in told]

    async def told(self, alarms: Collection[Alarm]) -> None:
        """They reached somebody."""
        now = self._clock.now()
        for one in alarms:
            row: Document = {"title": one.title, "told_at": now}
            await self._alarms.update_one({"_id": one.key}, {"$set": row}, upsert=True)

    async def since(self, key: str) -> dt.datetime | None:
        """When somebody was told of it; None where nobody was, or it is over."""
        row = await self._alarms.find_one({"_id": key})
        return row["told_at"] if row else None
