"""The change log: every version of every object that is to cross, and what became of it."""

import datetime as dt
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel, InsertOne, ReturnDocument

from shared import tracing
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.store.database import Database, Document, Session
from shared.store.heads import HEADS, content_hash, head_id, made_newest
from shared.store.inheriting import inheriting
from shared.store.log_indexes import LOG
from shared.store.records import REPLACEABLE, Entry, NewChange, ObjectKey, State
from shared.store.wire import entry_of, key_fields

CHANGES, COUNTERS = "changes", "counters"
CALLS = "calls"
REPLACED = [state.value for state in REPLACEABLE]
MAY_STAY_OUT = [State.LEFT_OUT.value, State.SENDING.value, State.UNCLEAR.value]
"""Of a version that a newer one overtakes: left out, or may yet be."""

INDEXES: dict[str, list[IndexModel]] = {CHANGES: LOG, COUNTERS: []}


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording a batch came to."""

    entries: tuple[int, ...] = ()
    """New entries, in the order given."""
    unchanged: int = 0
    stale: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest version of an object that was ever recorded."""

    entry: int
    read_started_at: dt.datetime
    modified_at: dt.datetime | None = None
    deleted: bool = False


class Changes:
    """Records and finds entries; claims, waits and outcomes have their own modules."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._changes = database.collection(CHANGES)
        self._heads = database.collection(HEADS)
        self._counters = database.collection(COUNTERS)
        self._clock = clock

    async def record(
        self,
        batch: Sequence[NewChange],
        *,
        inside: Callable[[Session], Awaitable[Any]] | None = None,
    ) -> Recorded:
        """Add a version of each object, once, superseding older ones that are not on their way.

        `inside` runs in the same transaction: a reader moves its cursor there. An object equal to its newest
        version is not recorded again unless somebody asked for it; one whose read began before that of the
        newest version is dropped, since it may be older.
        """
        newest = {head_id(change.key): change for change in batch}
        if not newest and inside is None:
            return Recorded()
        first = await self._numbers(len(newest))

        async def work(session: Session) -> Recorded:
            recorded = await self._record(list(newest.values()), first, session)
            if inside is not None:
                await inside(session)
            return recorded

        return await self._database.transaction(work)

    async def _numbers(self, count: int) -> int:
        """Reserve that many entry numbers; gaps are harmless."""
        counter = await self._counters.find_one_and_update(
            {"_id": CHANGES}, {"$inc": {"value": count}}, upsert=True, return_document=ReturnDocument.AFTER
        )
        return int((counter or {})["value"]) - count + 1

    async def _record(self, batch: list[NewChange], first: int, session: Session) -> Recorded:
        if not batch:
            return Recorded()
        ids = [head_id(change.key) for change in batch]
        heads = {head["_id"]: head async for head in self._heads.find({"_id": {"$in": ids}}, session=session)}
        wanted: list[NewChange] = []
        unchanged = stale = 0
        for change in batch:
            head = heads.get(head_id(change.key))
            if head and head["read_started_at"] > change.read_started_at:
                stale += 1
            elif head and head["hash"] == content_hash(change) and change.asked is None:
                unchanged += 1
            else:
                wanted.append(change)
        if known := [change for change in wanted if head_id(change.key) in heads]:  # what is new replaces nothing
            wanted = await self._as_asked(wanted, heads, session)
            await self._supersede(known, session)
            await self._overtake(known, heads, session)
        numbered = list(enumerate(wanted, start=first))
        if numbered:
            await self._changes.bulk_write(
                [InsertOne(self._document(number, change)) for number, change in numbered], session=session
            )
            await self._heads.bulk_write([made_newest(number, change) for number, change in numbered], session=session)
        return Recorded(tuple(number for number, _ in numbered), unchanged, stale)

    async def _as_asked(
        self, batch: Sequence[NewChange], heads: Mapping[str, Document], session: Session
    ) -> list[NewChange]:
        """What somebody asked for is still asked for, and as urgent, when news overtakes it."""
        newest = [heads[known]["entry"] for change in batch if (known := head_id(change.key)) in heads]
        waiting: Document = {"_id": {"$in": newest}, "state": {"$in": REPLACED}}
        fields = dict.fromkeys(("asked", "lane", "run_id"), 1)
        older = {row["_id"]: row async for row in self._changes.find(waiting, fields, session=session)}
        return [inheriting(change, older.get(heads.get(head_id(change.key), {}).get("entry"))) for change in batch]

    async def _overtake(self, batch: Sequence[NewChange], heads: Mapping[str, Document], session: Session) -> None:
        """What becomes of an older version no longer counts as what became of its object."""
        older = [heads[known]["entry"] for change in batch if (known := head_id(change.key)) in heads]
        if older:
            await self._changes.update_many(
                {"_id": {"$in": older}, "state": {"$in": MAY_STAY_OUT}}, {"$set": {"overtaken": True}}, session=session
            )

    async def _supersede(self, batch: list[NewChange], session: Session) -> None:
        by_group: dict[tuple[str, str, str], list[str]] = {}
        for change in batch:
            group = (change.key.connection_id, change.key.category.value, change.key.system)
            by_group.setdefault(group, []).append(change.key.object_id)
        for (connection_id, category, system), object_ids in by_group.items():
            await self._changes.update_many(
                {
                    "connection_id": connection_id,
                    "category": category,
                    "system": system,
                    "object_id": {"$in": object_ids},
                    "state": {"$in": REPLACED},
                },
                {
                    "$set": {"state": State.SUPERSEDED.value, "finished_at": self._clock.now()},
                    "$unset": {"waits_for": "", "owner": "", "until": ""},
                },
                session=session,
            )

    def _document(self, number: int, change: NewChange) -> Document:
        return {
            "_id": number,
            **key_fields(change.key),
            "state": State.RECORDED.value,
            "lane": change.lane.value,
            "snapshot": change.snapshot,
            "number": change.number,
            "deleted": change.deleted,
            "read_started_at": change.read_started_at,
            "modified_at": change.modified_at,
            "recorded_at": self._clock.now(),
            "run_id": str(change.run_id) if change.run_id else None,
            "asked": change.asked,
            "attempts": 0,
            "claims": 0,
            "fence": 0,
            **({"trace": kept} if (kept := tracing.of_object(change.key.object_id)) else {}),
        }

    async def open(self, entry_ids: Iterable[int]) -> list[Entry]:
        """Make recorded entries claimable and hand them out to be rung."""
        ids = list(entry_ids)
        opened: Document = {"state": State.OPEN.value, "rung_at": self._clock.now()}
        await self._changes.update_many({"_id": {"$in": ids}, "state": State.RECORDED.value}, {"$set": opened})
        found = self._changes.find({"_id": {"$in": ids}, "state": State.OPEN.value}).sort("_id")
        return [entry_of(row) async for row in found]

    async def get(self, entry_id: int) -> Entry | None:
        """One entry."""
        document = await self._changes.find_one({"_id": entry_id})
        return entry_of(document) if document else None

    async def newest(self, key: ObjectKey) -> Entry | None:
        """The newest version of an object."""
        document = await self._changes.find_one(key_fields(key), sort=[("_id", DESCENDING)])
        return entry_of(document) if document else None

    async def versions(self, key: ObjectKey, limit: int = 50) -> list[Entry]:
        """All versions of an object, newest first."""
        found = self._changes.find(key_fields(key)).sort("_id", DESCENDING).limit(limit)
        return [entry_of(document) async for document in found]

    async def keys_by_number(self, connection_id: str, category: Category, number: str) -> list[ObjectKey]:
        """Objects that bear this number or name."""
        found = await self._changes.distinct(
            "object_id", {"connection_id": connection_id, "category": category.value, "number": number}
        )
        systems = await self._changes.distinct(
            "system", {"connection_id": connection_id, "category": category.value, "number": number}
        )
        return [ObjectKey(connection_id, category, system, object_id) for object_id in found for system in systems]

    async def seen(self, keys: Sequence[ObjectKey]) -> dict[str, str]:
        """Object id → content hash of the newest version seen, for those that were ever recorded."""
        ids = {head_id(key): key.object_id for key in keys}
        found = self._heads.find({"_id": {"$in": list(ids)}}, {"hash": 1})
        return {ids[head["_id"]]: head["hash"] async for head in found}

    async def versions_seen(self, keys: Sequence[ObjectKey]) -> dict[str, Seen]:
        """Object id → newest version, for those that were ever recorded: lists tell what to read again by it."""
        ids = {head_id(key): key.object_id for key in keys}
        return {
            ids[head["_id"]]: Seen(
                head["entry"], head["read_started_at"], head.get("modified_at"), head.get("deleted", False)
            )
            async for head in self._heads.find({"_id": {"$in": list(ids)}})
        }

    async def first_waiting(self, connection_id: str, wait: str) -> int | None:
        """The oldest entry that waits for this; None where nothing does."""
        found = await self._changes.find_one(
            {"connection_id": connection_id, "waits_for": wait, "state": State.WAITING.value},
            {"_id": 1},
            sort=[("_id", ASCENDING)],
        )
        return int(found["_id"]) if found else None
