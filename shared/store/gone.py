"""Objects that do not exist any more: whoever would wait for one goes on without it."""

from collections.abc import Iterable, Sequence

from pymongo import ASCENDING, IndexModel, UpdateOne

from shared.clock import Clock
from shared.contracts.envelope import Category, System
from shared.store.changes import CHANGES
from shared.store.database import Database, write_all
from shared.store.heads import HEADS, head_id
from shared.store.records import UNFINISHED, ObjectKey
from shared.store.wire import key_fields

GONE = "gone"

INDEXES: dict[str, list[IndexModel]] = {
    GONE: [
        IndexModel(
            [("connection_id", ASCENDING), ("category", ASCENDING), ("system", ASCENDING), ("object_id", ASCENDING)],
            name="one",
            unique=True,
        )
    ]
}


class Gone:
    """Remembers them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._gone = database.collection(GONE)
        self._heads = database.collection(HEADS)
        self._changes = database.collection(CHANGES)
        self._clock = clock

    async def put(self, keys: Iterable[ObjectKey]) -> None:
        """They were looked for and are not there."""
        updates = [UpdateOne(key_fields(key), {"$set": {"seen_at": self._clock.now()}}, upsert=True) for key in keys]
        if updates:
            await write_all(self._gone, updates)

    async def known(
        self, connection_id: str, category: Category, system: System, object_ids: Iterable[str]
    ) -> set[str]:
        """Those of these ids that are gone."""
        found = self._gone.find(
            {
                "connection_id": connection_id,
                "category": category.value,
                "system": system,
                "object_id": {"$in": list(object_ids)},
            },
            {"object_id": 1},
        )
        return {row["object_id"] async for row in found}

    async def leaving(self, keys: Sequence[ObjectKey]) -> set[ObjectKey]:
        """Those that their source deleted, whose newest version has no outcome yet: their twin may still be there."""
        ids = {head_id(key): key for key in keys}
        heads = self._heads.find({"_id": {"$in": list(ids)}, "deleted": True}, {"entry": 1})
        entries = {row["entry"]: ids[row["_id"]] async for row in heads}
        if not entries:
            return set()
        states = [state.value for state in UNFINISHED]
        found = self._changes.find({"_id": {"$in": list(entries)}, "state": {"$in": states}}, {"_id": 1})
        return {entries[row["_id"]] async for row in found}
