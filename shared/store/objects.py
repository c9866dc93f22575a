"""Objects as people look for them: the newest version of each, by state, number or id; every question is bounded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pymongo import DESCENDING

from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.store.changes import CHANGES
from shared.store.database import Database, Document
from shared.store.heads import HEADS, head_id, part_of
from shared.store.records import Entry, State
from shared.store.wire import entry_of, key_of

PORTION, PORTIONS = 200, 10
"""Versions that are looked at for one page; older ones of an object stand between the newest."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some of them, newest first."""

    entries: tuple[Entry, ...]
    before: int | None
    """Where the next page begins; None where there is none."""


class Objects:
    """Looks; changes nothing."""

    def __init__(self, database: Database, _clock: Clock) -> None:
        self._changes = database.collection(CHANGES)
        self._heads = database.collection(HEADS)

    async def page(
        self,
        connection_id: str,
        category: Category,
        states: Sequence[State],
        *,
        before: int | None = None,
        limit: int = 50,
    ) -> Page:
        """Objects of which the newest version has one of these states; without snapshots."""
        found: list[Entry] = []
        match: Document = {
            "connection_id": connection_id,
            "category": category.value,
            "state": {"$in": [state.value for state in states]},
        }
        for _ in range(PORTIONS):
            if before is not None:
                match["_id"] = {"$lt": before}
            rows = [
                row async for row in self._changes.find(match, {"snapshot": 0}).sort("_id", DESCENDING).limit(PORTION)
            ]
            for entry in await self._newest(rows):
                found.append(entry)
                if len(found) == limit:
                    return Page(tuple(found), entry.id)
            if len(rows) < PORTION:
                return Page(tuple(found), None)
            before = int(rows[-1]["_id"])
        return Page(tuple(found), before)

    async def named(self, connection_id: str, category: Category, name: str, *, limit: int = 50) -> list[Entry]:
        """Those that bear this number or name, or this id in the system that they come from."""
        same: Document = {"connection_id": connection_id, "category": category.value}
        either: list[Document] = [
            {**same, "number": name},
            *({**same, "system": system, "object_id": name} for system in ("scoro", "xero")),
        ]
        rows: dict[int, Document] = {}
        for match in either:
            async for row in self._changes.find(match, {"snapshot": 0}).sort("_id", DESCENDING).limit(PORTION):
                rows[row["_id"]] = row
        newest = await self._newest([rows[known] for known in sorted(rows, reverse=True)])
        return newest[:limit]

    async def snapshots(self, entry_ids: Sequence[int]) -> dict[int, str]:
        """What was read of each of these versions."""
        found = self._changes.find({"_id": {"$in": list(entry_ids)}}, {"snapshot": 1})
        return {row["_id"]: row.get("snapshot", "") async for row in found}

    async def parts_of(
        self, connection_id: str, category: Category, wholes: Iterable[str]
    ) -> dict[str, dict[str, int]]:
        """Id of a whole → id → newest version of the objects that stand in it and are not gone, as far as recorded."""
        named = {part_of(connection_id, category, one): one for one in wholes}
        found: dict[str, dict[str, int]] = {one: {} for one in named.values()}
        async for head in self._heads.find({"part_of": {"$in": list(named)}, "deleted": False}):
            object_id = str(head["_id"]).split(":", 2)[2]
            found[named[head["part_of"]]][object_id] = head["entry"]
        return found

    async def _newest(self, rows: Sequence[Document]) -> list[Entry]:
        ids = [head_id(key_of(row)) for row in rows]
        heads = {head["_id"]: head["entry"] async for head in self._heads.find({"_id": {"$in": ids}}, {"entry": 1})}
        return [entry_of(row) for row, known in zip(rows, ids, strict=True) if heads.get(known) == row["_id"]]
