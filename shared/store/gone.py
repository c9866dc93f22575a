"""Objects that do not exist any more: whoever would wait for one goes on without it."""

from collections.abc import Iterable

from pymongo import ASCENDING, IndexModel, UpdateOne

from shared.clock import Clock
from shared.contracts.envelope import Category, System
from shared.store.database import Database, write_all
from shared.store.records import ObjectKey
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
