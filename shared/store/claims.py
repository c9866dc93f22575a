"""Claims: which worker works on which entries, until when, by MongoDB's own clock."""

from collections.abc import Sequence
from uuid import uuid4

from shared.clock import Clock
from shared.contracts.envelope import Category, Lane
from shared.dates import EPOCH
from shared.store.changes import CHANGES
from shared.store.database import Database, Document
from shared.store.records import Entry, State
from shared.store.wire import entry_of

UNCLAIMED: Document = {"$expr": {"$lte": [{"$ifNull": ["$until", EPOCH]}, "$$NOW"]}}
CLAIMED: Document = {"$expr": {"$gt": [{"$ifNull": ["$until", EPOCH]}, "$$NOW"]}}
ATTEMPTS = 4
ALONE_AFTER = 3
"""An entry claimed this often without an outcome may be what kills workers: it goes alone."""


class Claims:
    """Hands out open entries, each to one worker at a time."""

    def __init__(self, database: Database, clock: Clock, *, seconds: float) -> None:
        self._changes = database.collection(CHANGES)
        self._clock = clock
        self._milliseconds = int(seconds * 1000)
        self.keep_every = seconds / 4
        """Seconds after which whoever still works on an entry says so."""

    async def claim(
        self, *, connection_id: str, category: Category, lane: Lane, owner: str, limit: int, gathering: bool = False
    ) -> list[Entry]:
        """Up to `limit` open, due, unclaimed entries, oldest first; suspicious ones alone.

        `gathering`: fewer are left to another owner, if one has any there: two who gather would both wait in vain.
        """
        where = _where(connection_id, category, lane)
        wanted: Document = {
            **where,
            "$or": [{"due_at": None}, {"due_at": {"$lte": self._clock.now()}}],
            **UNCLAIMED,
        }
        token = uuid4().hex
        taken: list[Entry] = []
        for _ in range(ATTEMPTS):  # others look at the same oldest entries at the same moment
            ids = await self._candidates(wanted, limit - len(taken), alone=not taken)
            if not ids or (gathering and len(ids) < limit and await self._has_any({"$ne": owner}, where)):
                break
            await self._changes.update_many({"_id": {"$in": ids}, **wanted}, self._taking(owner, token))
            mine = self._changes.find({"_id": {"$in": ids}, "claim": token}).sort("_id")
            taken += [entry_of(document) async for document in mine]
            if len(taken) >= limit or any(entry.claims > ALONE_AFTER for entry in taken):
                break
        return taken

    async def _candidates(self, wanted: Document, limit: int, *, alone: bool) -> list[int]:
        """The oldest; one that may kill its worker only where it goes `alone`."""
        found = [row async for row in self._changes.find(wanted, {"claims": 1}).sort("_id").limit(limit)]
        suspicious = [row["_id"] for row in found if row.get("claims", 0) >= ALONE_AFTER]
        return [row["_id"] for row in found if row["_id"] not in suspicious] or suspicious[:alone]

    async def gathers_before(self, connection_id: str, category: Category, lane: Lane, owner: str) -> bool:
        """Whether another owner, the first by name, has entries there: of several who gather one goes on."""
        return await self._has_any({"$lt": owner}, _where(connection_id, category, lane))

    async def _has_any(self, owner: Document, where: Document) -> bool:
        match = {**where, "owner": {"$gt": "", **owner}, **CLAIMED}
        return await self._changes.find_one(match, {"_id": 1}) is not None

    def _taking(self, owner: str, token: str) -> list[Document]:
        return [
            {
                "$set": {
                    "owner": owner,
                    "claim": token,
                    "until": {"$add": ["$$NOW", self._milliseconds]},
                    "claimed_at": "$$NOW",
                    "fence": {"$add": ["$fence", 1]},
                    "claims": {"$add": ["$claims", 1]},
                }
            }
        ]

    async def keep(self, entry_ids: Sequence[int], owner: str) -> None:
        """Those that are still ours are ours for as long again, from now on."""
        until = {"$set": {"until": {"$add": ["$$NOW", self._milliseconds]}}}
        mine: Document = {"_id": {"$in": list(entry_ids)}, "owner": owner, "state": State.OPEN.value}
        await self._changes.update_many(mine, [until])

    async def release(self, entry_ids: Sequence[int], owner: str) -> None:
        """Give claims back unworked, at shutdown."""
        await self._changes.update_many(
            {"_id": {"$in": list(entry_ids)}, "owner": owner, "state": State.OPEN.value},
            {"$unset": {"owner": "", "until": "", "claim": ""}, "$inc": {"claims": -1}},
        )


def _where(connection_id: str, category: Category, lane: Lane) -> Document:
    return {
        "connection_id": connection_id, "category": category.value, "lane": lane.value, "state": State.OPEN.value,
    }  # fmt: skip
