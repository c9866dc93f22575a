"""Alarms that were told: each once by each way, until what it was about is over."""

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

    async def forget_all_but(self, present: Collection[Alarm]) -> None:
        """What is over may be told again when it comes back."""
        await self._alarms.delete_many({"_id": {"$nin": [one.key for one in present]}})

    async def untold(self, present: Collection[Alarm], way: str) -> list[Alarm]:
        """Those of the present ones that were not told by this way yet; rows of a former version name none."""
        rows = self._alarms.find({"$or": [{"ways": way}, {"ways": {"$exists": False}}]}, {"_id": 1})
        told = {row["_id"] async for row in rows}
        return [one for one in present if one.key not in told]

    async def told(self, alarms: Collection[Alarm], way: str) -> None:
        """They reached whoever is told by this way."""
        now = self._clock.now()
        for one in alarms:
            row: Document = {"title": one.title, "told_at": now}
            await self._alarms.update_one({"_id": one.key}, {"$set": row, "$addToSet": {"ways": way}}, upsert=True)

    async def since(self, key: str) -> dt.datetime | None:
        """When somebody was told of it; None where nobody was, or it is over."""
        row = await self._alarms.find_one({"_id": key})
        return row["told_at"] if row else None
