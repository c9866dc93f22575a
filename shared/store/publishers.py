"""Who may announce changes: an AMQP user, and the Scoro sites it speaks for."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from pymongo import ASCENDING, IndexModel, ReturnDocument

from shared.clock import Clock
from shared.store.database import Database, Document, Session
from shared.store.trail import Trail

PUBLISHERS = "publishers"

INDEXES: dict[str, list[IndexModel]] = {PUBLISHERS: []}


@dataclass(frozen=True, slots=True)
class AllowedPublisher:
    """Somebody outside who may publish to `announcements`."""

    user: str
    """Of the broker."""
    sites: tuple[str, ...]
    """Host names, as announcements name them."""
    added_at: dt.datetime
    author: str


class Publishers:
    """Keeps them; passwords are the broker's business."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._publishers = database.collection(PUBLISHERS)
        self._trail = Trail(database, clock)
        self._clock = clock

    async def allow(self, user: str, sites: Sequence[str], *, author: str) -> AllowedPublisher:
        """Let this user speak for these sites too; hands out all it may speak for."""

        async def work(session: Session) -> Document:
            row = await self._publishers.find_one_and_update(
                {"_id": user},
                {
                    "$addToSet": {"sites": {"$each": list(sites)}},
                    "$set": {"author": author},
                    "$setOnInsert": {"added_at": self._clock.now()},
                },
                upsert=True,
                return_document=ReturnDocument.AFTER,
                session=session,
            )
            await self._trail.act(None, "publisher_allowed", author, session, user=user, sites=list(sites))
            return row or {}

        return _publisher(await self._database.transaction(work))

    async def forbid(self, user: str, *, author: str) -> None:
        """From now on nothing this user says counts."""

        async def work(session: Session) -> None:
            if (await self._publishers.delete_one({"_id": user}, session=session)).deleted_count:
                await self._trail.act(None, "publisher_forbidden", author, session, user=user)

        await self._database.transaction(work)

    async def get(self, user: str) -> AllowedPublisher | None:
        """None where this user may not speak."""
        row = await self._publishers.find_one({"_id": user})
        return _publisher(row) if row else None

    async def all(self) -> list[AllowedPublisher]:
        """By name."""
        return [_publisher(row) async for row in self._publishers.find().sort("_id", ASCENDING)]


def _publisher(row: Document) -> AllowedPublisher:
    return AllowedPublisher(row["_id"], tuple(sorted(row["sites"])), row["added_at"], row["author"])
