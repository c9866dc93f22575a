"""Wishes for single objects, kept from the moment they are heard until the object was read."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from pymongo import ASCENDING, IndexModel, UpdateOne
from pymongo.errors import BulkWriteError

from shared import tracing
from shared.clock import Clock
from shared.contracts.envelope import Category, Lane, System
from shared.contracts.sync import ObjectWanted
from shared.store.claims import UNCLAIMED
from shared.store.database import Database, Document, write_all

WISHES = "wishes"
DUPLICATE = 11000
LOOKED_AT = 200
"""So many wishes are looked at to fill one reading: several may be for the same object."""

INDEXES: dict[str, list[IndexModel]] = {
    WISHES: [
        IndexModel(
            [
                ("connection_id", ASCENDING),
                ("category", ASCENDING),
                ("system", ASCENDING),
                ("lane", ASCENDING),
                ("due_at", ASCENDING),
            ],
            name="next",
        ),
        IndexModel([("connection_id", ASCENDING), ("object_id", ASCENDING)], name="of_an_object"),
        IndexModel([("due_at", ASCENDING)], name="due"),
        IndexModel([("claim", ASCENDING)], name="claim", sparse=True),
    ]
}
FIELDS = ("connection_id", "category", "system", "lane")
"""Of a group."""


@dataclass(frozen=True, slots=True)
class Group:
    """Wishes that may be read together: who waits before a screen does not wait behind others, who has a share of the
    calls does not spend it for others.
    """

    connection_id: str
    category: Category
    system: System
    lane: Lane

    @classmethod
    def of(cls, wish: ObjectWanted) -> Self:
        """Where a wish belongs."""
        return cls(wish.connection_id, wish.category, wish.system, wish.lane)


@dataclass(frozen=True, slots=True)
class Taken:
    """A wish that is ours to fulfil."""

    wish: ObjectWanted
    attempts: int
    """How often it could not be read."""
    trace: str | None = None


class Wishes:
    """Keeps every wish; a claim that is not settled in time is over, by MongoDB's own clock."""

    def __init__(self, database: Database, clock: Clock, *, seconds: float) -> None:
        self._wishes = database.collection(WISHES)
        self._clock = clock
        self._milliseconds = int(seconds * 1000)

    async def put(self, wishes: Sequence[ObjectWanted]) -> None:
        """Keep each once: its message may come again, and what documents wait for is wanted again with every sweep.

        What nobody reads yet will be read later than this wish, and then for both.
        """
        if not wishes:
            return
        try:
            await write_all(self._wishes, [self._kept(wish) for wish in wishes])
        except BulkWriteError as error:
            if any(one["code"] != DUPLICATE for one in error.details["writeErrors"]):
                raise

    def _kept(self, wish: ObjectWanted) -> UpdateOne:
        row = self._document(wish)
        same: Document = {"_id": row["_id"]}
        if wish.why == "dependency" and wish.seen_at is None:
            same = {**_fields(Group.of(wish)), "object_id": wish.object_id, "why": wish.why, "seen_at": None}
            same["claim"] = {"$exists": False}
        new = {name: value for name, value in row.items() if name not in same}
        return UpdateOne(same, {"$setOnInsert": new}, upsert=True)

    async def take(self, group: Group, claim: str, *, objects: int, patience: float = 0.0) -> list[Taken]:
        """Wishes that are due, for so many objects at most, the oldest first.

        Fewer are left to be joined by others until the oldest of them has waited for `patience` seconds.
        """
        now = self._clock.now()
        due: Document = {**_fields(group), "due_at": {"$lte": now}, **UNCLAIMED}
        found = self._wishes.find(due, {"object_id": 1, "due_at": 1})
        rows = [row async for row in found.sort("due_at", ASCENDING).limit(LOOKED_AT)]
        chosen = list(dict.fromkeys(row["object_id"] for row in rows))[:objects]
        young = now - dt.timedelta(seconds=patience)
        if not rows or (len(chosen) < objects and rows[0]["due_at"] > young):
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
            "why": wish.why,
            "seen_at": wish.seen_at,
            "at": wish.at,
            "due_at": self._clock.now(),
            "attempts": 0,
            **({"rewrite": True} if wish.rewrite else {}),
            **({"trace": kept} if (kept := tracing.current()) else {}),
        }


def _fields(group: Group) -> Document:
    return {
        "connection_id": group.connection_id,
        "category": group.category.value,
        "system": group.system,
        "lane": group.lane.value,
    }


def _group(row: Document) -> Group:
    return Group(row["connection_id"], Category(row["category"]), row["system"], Lane(row["lane"]))


def _taken(row: Document) -> Taken:
    return Taken(
        ObjectWanted(
            id=UUID(row["_id"]),
            at=row["at"],
            connection_id=row["connection_id"],
            category=Category(row["category"]),
            system=row["system"],
            object_id=row["object_id"],
            lane=Lane(row["lane"]),
            why=row["why"],
            seen_at=row["seen_at"],
            rewrite=row.get("rewrite", False),
        ),
        row["attempts"],
        row.get("trace"),
    )
