"""Cursors: how far each source has been read, and who is reading it now."""

import datetime as dt
from dataclasses import dataclass, field, fields
from typing import Any
from uuid import UUID

from pymongo import ASCENDING, IndexModel, ReturnDocument

from shared.clock import Clock
from shared.dates import EPOCH
from shared.errors import SyncError
from shared.store.database import Database, Document, Session

CURSORS = "cursors"

INDEXES: dict[str, list[IndexModel]] = {
    CURSORS: [IndexModel([("chain_until", ASCENDING)], name="chains", partialFilterExpression={"reading": True})]
}


class LostChainError(SyncError):
    """Another reader took this chain over; this page does not count."""

    code = "lost_chain"


@dataclass(frozen=True, slots=True)
class Chain:
    """A source being read, page by page."""

    connection_id: str
    source: str
    run_id: UUID | None
    fence: int
    page: int
    since: dt.datetime | None
    """What was changed after this is wanted; None reads all."""
    started_at: dt.datetime
    """Becomes the cursor when the chain is done, less an overlap."""
    reading: bool = True
    scope: str | None = None
    """Which selection the last complete reading covered; another selection has to be read from its start."""
    memo: dict[str, Any] = field(default_factory=dict)
    """What the source noted at its last page; empty at the first one."""
    stumbles: int = 0
    """How often this page could not be read."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a list was read completely, and what that brought."""

    position: dt.datetime | None = None
    news_at: dt.datetime | None = None
    """When a reading last brought something new."""
    missed_at: dt.datetime | None = None
    """When a reading last brought what its system had not announced."""


class Cursors:
    """Begins, moves and ends reading chains, each step by compare-and-set."""

    def __init__(self, database: Database, clock: Clock, *, seconds: float) -> None:
        self._cursors = database.collection(CURSORS)
        self._clock = clock
        self._milliseconds = int(seconds * 1000)

    async def begin(self, connection_id: str, source: str, run_id: UUID | None) -> Chain | None:
        """Start at page 1 from where the last complete reading ended; None while another chain is alive."""
        await self._cursors.update_one(
            {"_id": _id(connection_id, source)},
            {"$setOnInsert": {"connection_id": connection_id, "source": source, "fence": 0, "position": None}},
            upsert=True,
        )
        row = await self._cursors.find_one_and_update(
            {
                "_id": _id(connection_id, source),
                "$expr": {"$lte": [{"$ifNull": ["$chain_until", EPOCH]}, "$$NOW"]},
            },
            [
                {
                    "$set": {
                        "reading": True,
                        "fence": {"$add": ["$fence", 1]},
                        "page": 1,
                        "run_id": str(run_id) if run_id else None,
                        "started_at": self._clock.now(),
                        "since": "$position",
                        "memo": {"$literal": {}},
                        "stumbles": 0,
                        "chain_until": {"$add": ["$$NOW", self._milliseconds]},
                    }
                }
            ],
            return_document=ReturnDocument.AFTER,
        )
        return _chain(row) if row else None

    async def chain(self, connection_id: str, source: str, fence: int) -> Chain | None:
        """The chain as it stands; None where it ended or has another fence."""
        row = await self._cursors.find_one({"_id": _id(connection_id, source), "fence": fence, "reading": True})
        return _chain(row) if row else None

    async def current(self, connection_id: str, source: str) -> Chain | None:
        """The last chain of a source, whether it is still being read or not; None where it never was."""
        row = await self._cursors.find_one({"_id": _id(connection_id, source), "started_at": {"$exists": True}})
        return _chain(row) if row else None

    async def advance(self, chain: Chain, session: Session, memo: dict[str, Any] | None = None) -> None:
        """The page is recorded; the next one is wanted, and will find this memo.

        Raises LostChainError where the page was already recorded or the chain has another owner.
        """
        values: Document = {
            "page": chain.page + 1,
            "chain_until": {"$add": ["$$NOW", self._milliseconds]},
            "memo": {"$literal": memo or {}},
            "stumbles": 0,
        }
        await self._move(chain, values, session)

    async def finish(
        self, chain: Chain, position: dt.datetime | None, session: Session, scope: str | None = None
    ) -> None:
        """The last page is recorded; the cursor moves. Raises LostChainError."""
        values: Document = {
            "position": position,
            "scope": {"$literal": scope},
            "reading": False,
            "chain_until": None,
        }
        await self._move(chain, values, session)

    async def postpone(self, chain: Chain, seconds: float) -> None:
        """The page cannot be read now: the chain keeps its place and counts as abandoned after so long."""
        await self._cursors.update_one(
            {"_id": _id(chain.connection_id, chain.source), "fence": chain.fence, "reading": True},
            [
                {
                    "$set": {
                        "chain_until": {"$add": ["$$NOW", int(seconds * 1000)]},
                        "stumbles": {"$add": [{"$ifNull": ["$stumbles", 0]}, 1]},
                    }
                }
            ],
        )

    async def stop(self, chain: Chain) -> None:
        """Give this reading up; the next one begins where this one began."""
        await self._cursors.update_one(
            {"_id": _id(chain.connection_id, chain.source), "fence": chain.fence, "reading": True},
            {"$set": {"reading": False, "chain_until": None}},
        )

    async def resume(self, connection_id: str, source: str, run_id: UUID) -> Chain | None:
        """Read on at the page where the reading of that run was stopped; None where it was not."""
        row = await self._cursors.find_one_and_update(
            {"_id": _id(connection_id, source), "reading": False, "run_id": str(run_id)},
            [
                {
                    "$set": {
                        "reading": True,
                        "fence": {"$add": ["$fence", 1]},
                        "stumbles": 0,
                        "chain_until": {"$add": ["$$NOW", self._milliseconds]},
                    }
                }
            ],
            return_document=ReturnDocument.AFTER,
        )
        return _chain(row) if row else None

    async def stop_all(self, connection_id: str) -> None:
        """The same for every source of a connection."""
        await self._cursors.update_many(
            {"connection_id": connection_id, "reading": True}, {"$set": {"reading": False, "chain_until": None}}
        )

    async def _move(self, chain: Chain, values: Document, session: Session) -> None:
        moved = await self._cursors.update_one(
            {"_id": _id(chain.connection_id, chain.source), "fence": chain.fence, "page": chain.page, "reading": True},
            [{"$set": values}],
            session=session,
        )
        if moved.matched_count == 0:
            raise LostChainError(f"{chain.source} page {chain.page} of {chain.connection_id}")

    async def abandoned(self) -> list[Chain]:
        """Chains whose reader is gone: their page is to be asked for again."""
        found = self._cursors.find({"reading": True, "$expr": {"$lte": ["$chain_until", "$$NOW"]}})
        return [_chain(row) async for row in found]

    async def alive(self, connection_id: str, source: str) -> bool:
        """Whether somebody reads this source now, or did until a moment ago and will be revived."""
        row = await self._cursors.find_one({"_id": _id(connection_id, source)}, {"reading": 1})
        return bool(row and row.get("reading"))

    async def revive(self, chain: Chain) -> Chain | None:
        """Take an abandoned chain over under a new fence, at the page it stood."""
        row = await self._cursors.find_one_and_update(
            {
                "_id": _id(chain.connection_id, chain.source),
                "fence": chain.fence,
                "reading": True,
                "$expr": {"$lte": ["$chain_until", "$$NOW"]},
            },
            [{"$set": {"fence": {"$add": ["$fence", 1]}, "chain_until": {"$add": ["$$NOW", self._milliseconds]}}}],
            return_document=ReturnDocument.AFTER,
        )
        return _chain(row) if row else None

    async def position(self, connection_id: str, source: str) -> dt.datetime | None:
        """How far the source was read completely."""
        row = await self._cursors.find_one({"_id": _id(connection_id, source)})
        return row.get("position") if row else None

    async def standing(self, connection_id: str) -> dict[str, Standing]:
        """Source → how it was read so far."""
        names = [field.name for field in fields(Standing)]
        found = self._cursors.find({"_id": {"$gte": _id(connection_id, ""), "$lt": f"{connection_id}}}"}})
        return {row["source"]: Standing(**{name: row.get(name) for name in names}) async for row in found}

    async def brought_news(self, chain: Chain, *, missed: bool) -> None:
        """Remember that this reading found something; `missed`: it should have been announced."""
        now = self._clock.now()
        found = {"news_at": now, "missed_at": now} if missed else {"news_at": now}
        await self._cursors.update_one({"_id": _id(chain.connection_id, chain.source)}, {"$set": found})

    async def reset(self, connection_id: str, source: str, position: dt.datetime | None) -> None:
        """Read from there on next time."""
        await self._cursors.update_one(
            {"_id": _id(connection_id, source)},
            {
                "$set": {"position": position, "reading": False, "chain_until": None},
                "$inc": {"fence": 1},
                "$setOnInsert": {"connection_id": connection_id, "source": source},
            },
            upsert=True,
        )


def _id(connection_id: str, source: str) -> str:
    return f"{connection_id}|{source}"


def _chain(row: Document) -> Chain:
    return Chain(
        connection_id=row["connection_id"],
        source=row["source"],
        run_id=UUID(row["run_id"]) if row.get("run_id") else None,
        fence=row["fence"],
        page=row["page"],
        since=row.get("since"),
        started_at=row["started_at"],
        reading=row["reading"],
        scope=row.get("scope"),
        memo=dict(row.get("memo") or {}),
        stumbles=row.get("stumbles", 0),
    )
