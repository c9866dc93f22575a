"""Wishes for single objects, kept from the moment they are heard until the object was read."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from pymongo import ASCENDING, IndexModel
from pymongo.errors import DuplicateKeyError

from shared.clock import Clock
from shared.contracts.envelope import Category, Lane, System
from shared.contracts.sync import ObjectWanted
from shared.store.claims import UNCLAIMED
from shared.store.database import Database, Document

WISHES = "wishes"
LOOKED_AT = 200
"""So many wishes are looked at to fill one reading: several may be for the same object."""

INDEXES: dict[str, list[IndexModel]] = {
    WISHES: [
        IndexModel(
            [
                ("connection_id", ASCENDING),
                ("category", ASCENDING),
                ("system", ASCENDING),
                ("is_click", ASCENDING),
                ("urgency", ASCENDING),
                ("due_at", ASCENDING),
            ],
            name="next",
        ),
        IndexModel([("due_at", ASCENDING)], name="due"),
        IndexModel([("claim", ASCENDING)], name="claim", sparse=True),
    ]
}
URGENCY = list(Lane)
FIELDS = ("connection_id", "category", "system", "is_click")
"""Of a group."""


@dataclass(frozen=True, slots=True)
class Group:
    """Wishes that may be read together; whoever waits before a screen does not wait behind the others."""

    connection_id: str
    category: Category
    system: System
    is_click: bool

    @classmethod
    def of(cls, wish: ObjectWanted) -> Self:
        """Where a wish belongs."""
        return cls(wish.connection_id, wish.category, wish.system, wish.lane is Lane.NOW)


@dataclass(frozen=True, slots=True)
class Taken:
    """A wish that is ours to fulfil."""

    wish: ObjectWanted
    attempts: int
    """How often it could not be read."""


class Wishes:
    """Keeps every wish; a claim that is not settled in time is over, by MongoDB's own clock."""

    def __init__(self, database: Database, clock: Clock, *, seconds: float) -> None:
        self._wishes = database.collection(WISHES)
        self._clock = clock
        self._milliseconds = int(seconds * 1000)

    async def put(self, wish: ObjectWanted) -> None:
        """Keep it, once: its message may come again."""
        try:
            await self._wishes.insert_one(self._document(wish))
        except DuplicateKeyError:
            return

    async def take(self, group: Group, claim: str, *, objects: int, patience: float = 0.0) -> list[Taken]:
        """Wishes that are due, for so many objects at most, the most urgent first.

        Fewer are left to be joined by others until the oldest of them has waited for `patience` seconds.
        """
        now = self._clock.now()
        due: Document = {**_fields(group), "due_at": {"$lte": now}, **UNCLAIMED}
        found = self._wishes.find(due, {"object_id": 1, "due_at": 1})
        rows = [row async for row in found.sort([("urgency", ASCENDING), ("due_at", ASCENDING)]).limit(LOOKED_AT)]
        chosen = list(dict.fromkeys(row["object_id"] for row in rows))[:objects]
        young = now - dt.timedelta(seconds=patience)
        if not rows or (len(chosen) < objects and min(row["due_at"] for row in rows) > young):
            return []
        ids = [row["_id"] for row in rows if row["object_id"] in chosen]
        until: Document = {"$add": ["$$NOW", self._milliseconds]}
        await self._wishes.update_many({"_id": {"$in": ids}, **UNCLAIMED}, [{"$set": {"claim": claim, "until": until}}])
        return [_taken(row) async for row in self._wishes.find({"claim": claim})]

    async def fulfilled(self, claim: str, ids: Iterable[UUID]) -> None:
        """These of the claim have been read."""
        await self._wishes.delete_many({"_id": {"$in": [str(one) for one in ids]}, "claim": claim})

    async def postpone(self, claim: str, due_at: dt.datetime) -> None:
        """What is left of the claim cannot be read before that moment."""
        later: Document = {"$set": {"due_at": due_at}, "$inc": {"attempts": 1}, "$unset": {"claim": "", "until": ""}}
        await self._wishes.update_many({"claim": claim}, later)

    async def unread(self, *, older_than_seconds: float) -> list[Group]:
        """Groups of wishes that have been due for so long and that nobody reads."""
        before = self._clock.now() - dt.timedelta(seconds=older_than_seconds)
        one = {name: f"${name}" for name in FIELDS}
        cursor = await self._wishes.aggregate(
            [{"$match": {"due_at": {"$lte": before}, **UNCLAIMED}}, {"$group": {"_id": one}}]
        )
        return [_group(row["_id"]) async for row in cursor]

    def _document(self, wish: ObjectWanted) -> Document:
        return {
            "_id": str(wish.id),
            **_fields(Group.of(wish)),
            "object_id": wish.object_id,
            "urgency": URGENCY.index(wish.lane),
            "why": wish.why,
            "seen_at": wish.seen_at,
            "at": wish.at,
            "due_at": self._clock.now(),
            "attempts": 0,
        }


def _fields(group: Group) -> Document:
    return {
        "connection_id": group.connection_id,
        "category": group.category.value,
        "system": group.system,
        "is_click": group.is_click,
    }


def _group(row: Document) -> Group:
    return Group(row["connection_id"], Category(row["category"]), row["system"], row["is_click"])


def _taken(row: Document) -> Taken:
    return Taken(
        ObjectWanted(
            id=UUID(row["_id"]),
            at=row["at"],
            connection_id=row["connection_id"],
            category=Category(row["category"]),
            system=row["system"],
            object_id=row["object_id"],
            lane=URGENCY[row["urgency"]],
            why=row["why"],
            seen_at=row["seen_at"],
        ),
        row["attempts"],
    )
