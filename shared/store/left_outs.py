"""Objects that were left out by what has changed since, a choice or another object: they are judged again."""

from collections.abc import Sequence
from decimal import Decimal

from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.money import total
from shared.store.changes import CHANGES
from shared.store.database import Database, Document, Session
from shared.store.heads import HEADS, head_id
from shared.store.log_indexes import EVERY_CATEGORY
from shared.store.records import Entry, ObjectKey, State
from shared.store.waits import parent, parse_wait
from shared.store.wire import entry_of

BATCH = 500
JUDGED = [State.LEFT_OUT.value, State.FAILED.value]
"""Final, but may be judged again."""


class LeftOuts:
    """Takes back what a rule decided."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._changes = database.collection(CHANGES)
        self._heads = database.collection(HEADS)

    async def again(self, connection_id: str, category: Category, reason: str) -> int:
        """What was left out for this reason lies recorded again, newest versions only; hands out how many."""
        count = 0
        pipeline = _newest(connection_id, category, reason)
        while found := await self._database.transaction(lambda session: self._some(pipeline, session)):
            count += found
        return count

    async def in_step(self, category: Category, connection_id: str, names: Sequence[str]) -> list[Entry]:
        """What was left out, or failed, until one of these objects is in step is open again, newest versions only.

        Hands out what may be rung now.
        """
        match: Document = {
            "connection_id": connection_id,
            "waits_for": {"$in": list(names)},
            "category": category.value,
        }
        match |= {"state": {"$in": JUDGED}}

        if await self._changes.find_one(match, {"_id": 1}) is None:
            return []
        opened = await self._database.transaction(lambda session: self._reopen(match, session))
        return [entry_of(row) async for row in self._changes.find({"_id": {"$in": opened}}).sort("_id")]

    async def for_reason(self, connection_id: str, reason: str, session: Session) -> list[int]:
        """What was left out for this reason is open again, newest versions only, within that transaction."""
        left_out: Document = {"connection_id": connection_id, "category": EVERY_CATEGORY, "reason": reason}
        left_out |= {"state": State.LEFT_OUT.value}
        return await self._reopen(left_out, session)

    async def _reopen(self, match: Document, session: Session) -> list[int]:
        newest = await self._newest_of(match, session)
        heads = {"_id": {"$in": sorted(newest)}}
        await self._heads.update_many(heads, {"$currentDate": {"settled_at": True}}, session=session)
        await self._changes.update_many(
            {"_id": {"$in": sorted(newest.values())}},
            {
                "$set": {"state": State.OPEN.value, "reason": None, "rung_at": self._clock.now(), "due_at": None},
                "$unset": {"finished_at": "", "told": "", "waits_for": ""},
            },
            session=session,
        )
        return sorted(newest.values())

    async def waited_for(self, category: Category, connection_id: str) -> list[ObjectKey]:
        """The objects without which something was left out."""
        match: Document = {"connection_id": connection_id, "category": category.value, "state": State.LEFT_OUT.value}
        names = await self._changes.distinct("waits_for", {**match, "waits_for": {"$gt": ""}})
        return [parse_wait(connection_id, name)[0] for name in names]

    async def amount(self, category: Category, until: ObjectKey, reason: str) -> Decimal:
        """What the newest versions are worth that were left out for this reason until that object changes."""
        match: Document = {"connection_id": until.connection_id, "waits_for": parent(until), "category": category.value}
        match |= {"state": State.LEFT_OUT.value, "reason": reason}
        newest = await self._newest_of(match)
        found = self._changes.find({"_id": {"$in": sorted(newest.values())}}, {"amount": 1})
        return total([Decimal(row["amount"]) async for row in found])

    async def _newest_of(self, match: Document, session: Session | None = None) -> dict[str, int]:
        """Head → entry, of those that fit and are the newest version of their object."""
        found = self._changes.find(match, {"snapshot": 0}, session=session)
        fit = [entry_of(row) async for row in found]
        ids = {entry.id for entry in fit}
        heads = self._heads.find(
            {"_id": {"$in": sorted({head_id(entry.key) for entry in fit})}}, {"entry": 1}, session=session
        )
        return {row["_id"]: row["entry"] async for row in heads if row["entry"] in ids}

    async def _some(self, pipeline: Sequence[Document], session: Session) -> int:
        """The heads are written too, so that a newer version recorded at this very moment is a conflict."""
        found = await self._changes.aggregate(pipeline, session=session)
        heads = {row["head"]: row["_id"] async for row in found}
        if not heads:
            return 0
        among: Document = {"_id": {"$in": sorted(heads)}}
        await self._heads.update_many(among, {"$currentDate": {"settled_at": True}}, session=session)
        await self._changes.update_many(
            {"_id": {"$in": sorted(heads.values())}},
            {"$set": {"state": State.RECORDED.value, "reason": None}, "$unset": {"finished_at": "", "told": ""}},
            session=session,
        )
        return len(heads)


def _newest(connection_id: str, category: Category, reason: str) -> list[Document]:
    head: Document = {"$concat": ["$connection_id", "|", "$category", ":", "$system", ":", "$object_id"]}
    match: Document = {"connection_id": connection_id, "category": category.value, "reason": reason}
    return [
        {"$match": {**match, "state": State.LEFT_OUT.value}},
        {"$project": {"head": head}},
        {"$lookup": {"from": HEADS, "localField": "head", "foreignField": "_id", "as": "newest"}},
        {"$match": {"$expr": {"$in": ["$_id", "$newest.entry"]}}},
        {"$limit": BATCH},
        {"$project": {"head": 1}},
    ]
