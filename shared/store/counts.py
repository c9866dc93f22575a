"""Numbers over the change log, for people."""

from collections.abc import Sequence
from uuid import UUID

from shared.store.changes import CALLS, CHANGES, EVERY_CATEGORY
from shared.store.database import Database, Document
from shared.store.heads import HEADS
from shared.store.records import FINAL, UNFINISHED, State


class Counts:
    """Counts entries, objects and calls."""

    def __init__(self, database: Database) -> None:
        self._changes = database.collection(CHANGES)

    async def outcomes(self, connection_id: str, run_id: UUID | None = None) -> dict[tuple[str, str, str, bool], int]:
        """(category, state, reason, wrote) → number of entries, of a connection or of one of its runs."""
        match: Document = {"connection_id": connection_id}
        if run_id is not None:
            match = {"run_id": str(run_id)}
        cursor = await self._changes.aggregate(
            [
                {"$match": match},
                {
                    "$group": {
                        "_id": {"c": "$category", "s": "$state", "r": "$reason", "w": "$wrote"},
                        "n": {"$sum": 1},
                    }
                },
            ]
        )
        return {
            (row["_id"]["c"], row["_id"]["s"], row["_id"].get("r") or "", bool(row["_id"].get("w"))): row["n"]
            async for row in cursor
        }

    async def unfinished(self, connection_id: str) -> dict[tuple[str, str], int]:
        """(category, state) → number of entries that are on their way or wait."""
        return (await self.unfinished_of([connection_id])).get(connection_id, {})

    async def unfinished_of(self, connection_ids: Sequence[str]) -> dict[str, dict[tuple[str, str], int]]:
        """The same of several connections, by their ids."""
        match: Document = {
            "connection_id": {"$in": list(connection_ids)},
            "category": EVERY_CATEGORY,
            "state": {"$in": [state.value for state in UNFINISHED]},
        }
        kind = {"i": "$connection_id", "c": "$category", "s": "$state"}
        found: dict[str, dict[tuple[str, str], int]] = {}
        async for row in await self._changes.aggregate(
            [{"$match": match}, {"$group": {"_id": kind, "n": {"$sum": 1}}}]
        ):
            found.setdefault(row["_id"]["i"], {})[row["_id"]["c"], row["_id"]["s"]] = row["n"]
        return found

    async def left_out(self, connection_id: str) -> dict[tuple[str, str], int]:
        """(category, reason) → number of objects whose newest version a rule keeps from crossing."""
        head: Document = {"$concat": ["$connection_id", "|", "$category", ":", "$system", ":", "$object_id"]}
        match: Document = {
            "connection_id": connection_id,
            "category": EVERY_CATEGORY,
            "state": State.LEFT_OUT.value,
        }
        cursor = await self._changes.aggregate(
            [
                {"$match": match},
                {"$project": {"category": 1, "reason": 1, "head": head}},
                {"$lookup": {"from": HEADS, "localField": "head", "foreignField": "_id", "as": "newest"}},
                {"$match": {"$expr": {"$in": ["$_id", "$newest.entry"]}}},
                {"$group": {"_id": {"c": "$category", "r": "$reason"}, "n": {"$sum": 1}}},
            ]
        )
        return {(row["_id"]["c"], row["_id"].get("r") or ""): row["n"] async for row in cursor}

    async def written(self, run_id: UUID) -> dict[tuple[str, str], int]:
        """(category, HTTP method) → number of objects that a run wrote to the other system."""
        final = [state.value for state in FINAL]
        cursor = await self._changes.aggregate(
            [
                {"$match": {"run_id": str(run_id), "state": {"$in": final}, "wrote": True}},
                {"$group": {"_id": {"c": "$category", "of": "$call_id"}, "n": {"$sum": 1}}},
                {"$lookup": {"from": CALLS, "localField": "_id.of", "foreignField": "_id", "as": "call"}},
                {"$group": {"_id": {"c": "$_id.c", "m": {"$first": "$call.method"}}, "n": {"$sum": "$n"}}},
            ]
        )
        return {(row["_id"]["c"], row["_id"].get("m") or ""): row["n"] async for row in cursor}

    async def calls_of_run(self, run_id: UUID) -> int:
        """How many writing calls carried the entries of a run to their outcome."""
        found = await self._changes.distinct("call_id", {"run_id": str(run_id), "call_id": {"$type": "string"}})
        return len(found)
