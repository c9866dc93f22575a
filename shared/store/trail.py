"""The audit trail: every write to Scoro or Xero and every act of a person, line after line, each with the hash of the
line before it; one chain for each connection.

A line is kept in the transaction of what it tells of, without a place in the chain, so that no workers wait for each
other. One process gives the lines their places afterwards, in the order of their times: it *seals* them. The place and
hash of the last line lie in the head of the chain; who changes, removes or inserts a line is found by `verify`. Nothing
ever deletes one. What this proves and what not: docs/decisions/0016.
"""

import datetime as dt
import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from pymongo import ASCENDING, IndexModel, UpdateOne
from pymongo.errors import DuplicateKeyError

from shared.clock import Clock
from shared.store.changes import CALLS
from shared.store.database import Database, Document, Session
from shared.store.records import Call

TRAIL, TRAIL_HEADS = "trail", "trail_heads"
EVERYWHERE = "*"
"""The chain of acts that are about no single connection."""
BEGINNING = "0" * 64
AT_ONCE = 500

INDEXES: dict[str, list[IndexModel]] = {
    TRAIL: [
        IndexModel(
            [("connection_id", ASCENDING), ("place", ASCENDING)],
            name="chain",
            unique=True,
            partialFilterExpression={"place": {"$exists": True}},
        ),
        IndexModel(
            [("connection_id", ASCENDING), ("at", ASCENDING)],
            name="unsealed",
            partialFilterExpression={"unsealed": True},
        ),
        IndexModel([("connection_id", ASCENDING), ("what.objects", ASCENDING)], name="by_object"),
    ],
    TRAIL_HEADS: [],
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the trail."""

    id: str
    connection_id: str
    at: dt.datetime
    kind: str
    """`call_begun`, `call_settled`, `write` (one without a record of its own) or `act`."""
    what: dict[str, Any]
    """Texts, whole numbers and lists of them."""
    place: Any = None
    """From 1 on; None while it is not sealed."""
    before: str = ""
    hash: str = ""

    @property
    def own_hash(self) -> str:
        """What its hash must be."""
        told = [self.id, self.connection_id, self.at.isoformat(), self.kind, self.what, self.place, self.before]
        text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain."""

    connection_id: str
    place: int = 0
    hash: str = BEGINNING


def digest(content: bytes) -> str:
    """Of a request or an answer."""
    return hashlib.sha256(content).hexdigest()


def begun(call: Call) -> Document:
    """What a call says before it is made."""
    return {
        "call": call.id,
        "system": call.system,
        "category": call.category.value,
        "method": call.method,
        "path": call.path,
        "request": digest(call.body),
        "key": call.idempotency_key,
        "caused_by": list(call.caused_by),
        "worker": call.owner,
        "entries": [item.entry_id for item in call.entries],
        "objects": objects_of(call),
    }


def objects_of(call: Call) -> list[str]:
    """The objects of a call, as `contacts:scoro:312`."""
    source = "xero" if call.system == "scoro" else "scoro"
    return [f"{call.category}:{source}:{item.object_id}" for item in call.entries]


class Trail:
    """Writes, seals and reads lines; changes none."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._lines = database.collection(TRAIL)
        self._heads = database.collection(TRAIL_HEADS)
        self._calls = database.collection(CALLS)
        self._clock = clock

    async def add(self, connection_id: str | None, kind: str, what: Document, session: Session | None = None) -> None:
        """Within the transaction of what it tells of, where there is one."""
        now = self._clock.now()
        at = now.replace(microsecond=now.microsecond // 1000 * 1000)  # as exactly as MongoDB keeps it
        await self._lines.insert_one(
            {
                "_id": uuid4().hex,
                "connection_id": connection_id or EVERYWHERE,
                "at": at,
                "kind": kind,
                "what": what,
                "unsealed": True,
            },
            session=session,
        )

    async def act(
        self, connection_id: str | None, act: str, by: str, session: Session | None = None, **what: Any
    ) -> None:
        """An act of a person."""
        await self.add(connection_id, "act", {"act": act, "by": by, **what}, session)

    async def seal(self) -> int:
        """Give lines without a place theirs; hands out how many got one. Any number may try: one at a time does."""
        sealed = 0
        for connection_id in await self._lines.distinct("connection_id", {"unsealed": True}):
            while count := await self._seal(str(connection_id)):
                sealed += count
                if count < AT_ONCE:
                    break
        return sealed

    async def _seal(self, connection_id: str) -> int:
        async def work(session: Session) -> int:
            head = await self.head(connection_id, session)
            among: Document = {"connection_id": connection_id, "unsealed": True}
            found = self._lines.find(among, session=session).sort([("at", ASCENDING), ("_id", ASCENDING)])
            lines = [_line(row) async for row in found.limit(AT_ONCE)]
            if not lines:
                return 0
            updates = []
            place, before = head.place, head.hash
            for line in lines:
                place += 1
                linked = _linked(line, place, before)
                before = linked.hash
                told: Document = {"place": place, "before": linked.before, "hash": linked.hash}
                updates.append(UpdateOne({"_id": line.id}, {"$set": told, "$unset": {"unsealed": ""}}))
            await self._heads.update_one(
                {"_id": connection_id, "place": head.place} if head.place else {"_id": connection_id},
                {"$set": {"place": place, "hash": before}},
                upsert=not head.place,
                session=session,
            )
            await self._lines.bulk_write(updates, ordered=False, session=session)
            return len(lines)

        try:
            return await self._database.transaction(work)
        except DuplicateKeyError:  # another process was first
            return 0

    async def head(self, connection_id: str, session: Session | None = None) -> Head:
        """Where the chain ends."""
        row = await self._heads.find_one({"_id": connection_id}, session=session)
        return Head(connection_id, row["place"], row["hash"]) if row else Head(connection_id)

    async def chains(self) -> list[str]:
        """Connections that have one."""
        return sorted(set(await self._lines.distinct("connection_id")) | set(await self._heads.distinct("_id")))

    async def lines(self, connection_id: str) -> AsyncIterator[Line]:
        """The sealed ones, in the order of their places."""
        chain: Document = {"connection_id": connection_id, "place": {"$exists": True}}
        async for row in self._lines.find(chain).sort("place", ASCENDING):
            yield _line(row)

    async def about(self, connection_id: str, objects: Sequence[str]) -> list[Line]:
        """All lines that name one of these objects, with the outcomes of their calls; oldest first."""
        named: Document = {"connection_id": connection_id, "what.objects": {"$in": list(objects)}}
        return [_line(row) async for row in self._lines.find(named).sort([("at", ASCENDING), ("place", ASCENDING)])]

    async def untold_calls(self, connection_id: str) -> list[str]:
        """Calls on record that no line tells of, since there is a trail."""
        first = await self._lines.find_one({"connection_id": connection_id}, sort=[("at", ASCENDING)])
        if first is None:
            return []
        since: Document = {"connection_id": connection_id, "sent_at": {"$gt": first["at"]}}
        kept = {row["_id"] async for row in self._calls.find(since, {"_id": 1})}
        begun: Document = {"connection_id": connection_id, "kind": "call_begun"}
        told = {row["what"]["call"] async for row in self._lines.find(begun, {"what.call": 1})}
        return sorted(kept - told)


def _linked(line: Line, place: int, before: str) -> Line:
    placed = Line(line.id, line.connection_id, line.at, line.kind, line.what, place, before)
    return Line(line.id, line.connection_id, line.at, line.kind, line.what, place, before, placed.own_hash)


def _line(row: Document) -> Line:
    return Line(
        id=str(row["_id"]),
        connection_id=row["connection_id"],
        at=row["at"].astimezone(dt.UTC),
        kind=row["kind"],
        what=row["what"],
        place=row.get("place"),
        before=row.get("before", ""),
        hash=row.get("hash", ""),
    )
