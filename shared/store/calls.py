"""Calls: every write is recorded, byte for byte, before it is made.

When a call was sent, how old it is and when it is looked at again is told by MongoDB's clock alone, so that workers
whose clocks differ agree about when Xero has forgotten a key.
"""

from collections.abc import Sequence
from dataclasses import replace

from pymongo import ASCENDING, IndexModel, ReturnDocument
from pymongo.errors import BulkWriteError, DuplicateKeyError

from shared.dates import EPOCH
from shared.errors import SyncError
from shared.store.changes import CALLS, CHANGES
from shared.store.database import Database, Document, Session
from shared.store.records import Call, CallState, ObjectKey, State
from shared.store.trail import Trail, begun
from shared.store.wire import call_document, call_of, key_of

PENDING = [CallState.SENT.value, CallState.UNCLEAR.value]
TAKEABLE: Document = {
    "pending": True,
    "state": {"$in": PENDING},
    "$expr": {
        "$and": [
            {"$lte": [{"$ifNull": ["$until", EPOCH]}, "$$NOW"]},
            {"$lte": [{"$ifNull": ["$retry_at", EPOCH]}, "$$NOW"]},
        ]
    },
}
"""Calls whose owner is gone or gave them up, and whose time has come."""

INDEXES: dict[str, list[IndexModel]] = {
    CALLS: [
        IndexModel([("until", ASCENDING)], name="pending", partialFilterExpression={"pending": True}),
        IndexModel([("connection_id", ASCENDING), ("sent_at", ASCENDING)], name="by_time"),
        IndexModel([("settled_at", ASCENDING)], name="untold", partialFilterExpression={"told": False}),
        IndexModel([("entries.entry_id", ASCENDING)], name="by_entry"),
        IndexModel(
            [("connection_id", ASCENDING), ("serial", ASCENDING)],
            name="one_at_a_time",
            unique=True,
            partialFilterExpression={"pending": True, "serial": {"$exists": True}},
        ),
        IndexModel(
            [("connection_id", ASCENDING), ("serial", ASCENDING), ("over_at", ASCENDING)],
            name="one_after_the_other",
            partialFilterExpression={"serial": {"$exists": True}},
        ),
    ]
}


class LostCallError(SyncError):
    """Another worker took this call over; its outcome counts."""

    code = "lost_call"

    def __init__(self, call_id: str) -> None:
        super().__init__(f"call {call_id} has another owner")


class NotOursError(SyncError):
    """Entries were superseded or taken between planning and sending; plan again."""

    code = "not_ours"


class SerialBusyError(NotOursError):
    """Another call with the same serial is on its way; its outcome comes first."""

    code = "serial_busy"


class Calls:
    """Begins, takes over and marks calls; outcomes settle them."""

    def __init__(self, database: Database, trail: Trail, *, seconds: float) -> None:
        self._database = database
        self._trail = trail
        self._calls = database.collection(CALLS)
        self._changes = database.collection(CHANGES)
        self._milliseconds = int(seconds * 1000)

    async def begin(self, call: Call) -> Call:
        """Record the call and set its entries to *sending*, both or neither; hands out the call as it is kept.

        Raises NotOursError where an entry is no longer open and ours, an older version of its object is on its way, or
        a call with one of its serials ended after an entry was claimed: what planning looked at is no longer true.
        SerialBusyError where another call with one of its serials is on its way.
        """
        ids = [item.entry_id for item in call.entries]

        async def work(session: Session) -> Call:
            taken = await self._changes.update_many(
                {"_id": {"$in": ids}, "state": State.OPEN.value, "owner": call.owner},
                {"$set": {"state": State.SENDING.value, "in_flight": True, "call_id": call.id}},
                session=session,
            )
            if taken.modified_count != len(ids):
                raise NotOursError(call.id)
            if call.serials and await self._is_stale(call, ids, session):
                raise NotOursError(call.id)
            new: Document = {**call_document(call), "pending": True}
            times: Document = {"sent_at": "$$NOW", "until": self._until()}
            kept = await self._calls.find_one_and_update(
                {"_id": call.id},
                [{"$replaceWith": {"$mergeObjects": [{"$literal": new}, times]}}],
                upsert=True,
                projection={"sent_at": 1},
                return_document=ReturnDocument.AFTER,
                session=session,
            )
            sent = replace(call, sent_at=(kept or {})["sent_at"])
            await self._trail.add(call.connection_id, "call_begun", begun(sent), session)
            return sent

        try:
            return await self._database.transaction(work)
        except (DuplicateKeyError, BulkWriteError) as error:
            if call.serials and (busy := await self.serials_busy(call.connection_id, call.serials)):
                raise SerialBusyError(", ".join(sorted(busy))) from error
            raise NotOursError(call.id) from error

    async def serials_busy(self, connection_id: str, serials: Sequence[str]) -> set[str]:
        """Those of which a call is on its way."""
        busy = {"connection_id": connection_id, "serial": {"$in": list(serials)}, "pending": True}
        return set(await self._calls.distinct("serial", busy)) & set(serials)

    async def _is_stale(self, call: Call, ids: Sequence[int], session: Session) -> bool:
        """Whether another call made one of these since they were claimed; by MongoDB's clock, as both are kept."""
        claimed = self._changes.find({"_id": {"$in": list(ids)}}, {"claimed_at": 1}, session=session)
        since = min([row.get("claimed_at") or EPOCH async for row in claimed])
        made: Document = {
            "connection_id": call.connection_id,
            "serial": {"$in": list(call.serials)},
            "over_at": {"$gte": since},
            "entries.entry_id": {"$nin": list(ids)},
        }
        return await self._calls.find_one(made, {"_id": 1}, session=session) is not None

    def _until(self) -> Document:
        return _after(self._milliseconds)

    async def in_flight(self, keys: Sequence[ObjectKey]) -> set[ObjectKey]:
        """Those objects of which a version is on its way."""
        if not keys:
            return set()
        some = keys[0]
        found = self._changes.find(
            {
                "connection_id": some.connection_id,
                "category": some.category.value,
                "object_id": {"$in": [key.object_id for key in keys]},
                "in_flight": True,
            }
        )
        return {key_of(document) async for document in found}

    async def unclear(self, call: Call, *, seconds: float) -> None:
        """No clear answer came; somebody looks again after so many seconds, not before."""
        await self._calls.update_one(
            {"_id": call.id, "fence": call.fence, "state": {"$in": PENDING}},
            [
                {
                    "$set": {
                        "state": CallState.UNCLEAR.value,
                        "retry_at": _after(int(seconds * 1000)),
                        "until": EPOCH,
                    }
                }
            ],
        )
        await self._changes.update_many(
            {"call_id": call.id, "state": State.SENDING.value}, {"$set": {"state": State.UNCLEAR.value}}
        )

    async def take_over(self, call_id: str, owner: str) -> Call | None:
        """Become the owner of a call whose owner is gone or gave it up, once it is time; None where it is not."""
        document = await self._calls.find_one_and_update(
            {"_id": call_id, **TAKEABLE},
            [
                {
                    "$set": {
                        "owner": owner,
                        "fence": {"$add": ["$fence", 1]},
                        "sends": {"$add": ["$sends", 1]},
                        "until": self._until(),
                        "taken_at": "$$NOW",
                    }
                }
            ],
            return_document=ReturnDocument.AFTER,
        )
        return call_of(document) if document else None

    async def stuck(self, limit: int = 100) -> list[Call]:
        """Pending calls whose owner is gone and whose time has come."""
        found = self._calls.find(TAKEABLE).hint("pending").limit(limit)
        return [call_of(document) async for document in found]

    async def of_entry(self, entry_id: int) -> list[Call]:
        """Every attempt of an entry, newest first."""
        return [call_of(row) async for row in self._calls.find({"entries.entry_id": entry_id}).sort("sent_at", -1)]

    async def answer_of(self, call_id: str) -> tuple[int | None, str]:
        """Status and body of a settled call, for people."""
        row = await self._calls.find_one({"_id": call_id}, {"status": 1, "answer": 1}) or {}
        body = row.get("answer") or b""
        return row.get("status"), bytes(body).decode("utf-8", "replace")


def _after(milliseconds: int) -> Document:
    """So long from now, by MongoDB's clock."""
    return {"$add": ["$$NOW", milliseconds]}
