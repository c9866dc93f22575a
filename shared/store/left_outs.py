"""Objects that were left out by a choice which was changed since: they are judged again."""

from shared.contracts.envelope import Category
from shared.store.changes import CHANGES, SWITCHED_OFF
from shared.store.database import Database, Document, Session
from shared.store.heads import HEADS
from shared.store.records import State

BATCH = 500


class LeftOuts:
    """Takes back what a rule decided."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._changes = database.collection(CHANGES)
        self._heads = database.collection(HEADS)

    async def switched_on(self, connection_id: str, category: Category) -> int:
        """What was claimed while its category was off lies recorded again, newest versions only; hands out how many."""
        count = 0
        while found := await self._database.transaction(lambda session: self._some(connection_id, category, session)):
            count += found
        return count

    async def _some(self, connection_id: str, category: Category, session: Session) -> int:
        """The heads are written too, so that a newer version recorded at this very moment is a conflict."""
        found = await self._changes.aggregate(_newest(connection_id, category), session=session)
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


def _newest(connection_id: str, category: Category) -> list[Document]:
    head: Document = {"$concat": ["$connection_id", "|", "$category", ":", "$system", ":", "$object_id"]}
    match: Document = {"connection_id": connection_id, "category": category.value, "reason": SWITCHED_OFF}
    return [
        {"$match": {**match, "state": State.LEFT_OUT.value}},
        {"$project": {"head": head}},
        {"$lookup": {"from": HEADS, "localField": "head", "foreignField": "_id", "as": "newest"}},
        {"$match": {"$expr": {"$in": ["$_id", "$newest.entry"]}}},
        {"$limit": BATCH},
        {"$project": {"head": 1}},
    ]
