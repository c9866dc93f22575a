"""Numbers over the change log, for people."""

import asyncio
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.store.changes import CALLS, CHANGES
from shared.store.database import Database, Document
from shared.store.log_indexes import EVERY_CATEGORY, OF_RUN
from shared.store.records import FINAL, UNFINISHED, State


@dataclass(frozen=True, slots=True)
class OfRun:
    """What became of the entries of a run."""

    outcomes: Mapping[tuple[str, str, str, bool], int]
    """(category, state, reason, wrote) → number of entries."""
    written: Mapping[tuple[str, str], int]
    """(category, HTTP method) → number of objects that were written to the other system."""
    calls: int
    """Writing calls that carried entries to their outcome."""


class Counts:
    """Counts entries, objects and calls."""

    def __init__(self, database: Database) -> None:
        self._changes = database.collection(CHANGES)
        self._calls = database.collection(CALLS)

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
        match: Document = {
            "connection_id": connection_id,
            "category": EVERY_CATEGORY,
            "state": State.LEFT_OUT.value,
        }
        kind = {"c": "$category", "r": "$reason", "old": "$overtaken"}
        cursor = await self._changes.aggregate(
            [{"$match": match}, {"$group": {"_id": kind, "n": {"$sum": 1}}}], hint="left_out"
        )
        rows = [(row["_id"], row["n"]) async for row in cursor]
        return {(one["c"], one.get("r") or ""): count for one, count in rows if not one.get("old")}

    async def so_far(self, run_id: UUID) -> dict[tuple[str, str], int]:
        """(category, state) → number of entries of a run; from an index alone, so that a long run may be watched."""
        kind = {"c": "$category", "s": "$state"}
        cursor = await self._changes.aggregate(
            [{"$match": {"run_id": str(run_id)}}, {"$group": {"_id": kind, "n": {"$sum": 1}}}], hint=OF_RUN
        )
        return {(row["_id"]["c"], row["_id"]["s"]): row["n"] async for row in cursor}

    async def of_run(self, run_id: UUID) -> OfRun:
        """What a run did so far, from one look at its entries."""
        return (await self.of_runs([run_id]))[run_id]

    async def of_runs(self, run_ids: Sequence[UUID]) -> dict[UUID, OfRun]:
        """The same of several runs, each from one look at its entries, all at once."""
        of_each = await asyncio.gather(*(self._grouped(run_id) for run_id in run_ids))
        methods = await self._methods({one["of"] for rows in of_each for one, _ in rows if one.get("of")})
        return {run_id: _of_run(rows, methods) for run_id, rows in zip(run_ids, of_each, strict=True)}

    async def _grouped(self, run_id: UUID) -> list[tuple[Document, int]]:
        kind = {"c": "$category", "s": "$state", "r": "$reason", "w": "$wrote", "of": "$call_id"}
        found = await self._changes.aggregate(
            [{"$match": {"run_id": str(run_id)}}, {"$group": {"_id": kind, "n": {"$sum": 1}}}]
        )
        return [(row["_id"], int(row["n"])) async for row in found]

    async def _methods(self, calls: Collection[str]) -> dict[str, str]:
        if not calls:
            return {}
        among = self._calls.find({"_id": {"$in": sorted(calls)}}, {"method": 1})
        return {row["_id"]: str(row["method"]) async for row in among}


def _of_run(rows: Sequence[tuple[Document, int]], methods: Mapping[str, str]) -> OfRun:
    outcomes: Counter[tuple[str, str, str, bool]] = Counter()
    written: Counter[tuple[str, str]] = Counter()
    for one, count in rows:
        wrote = bool(one.get("w"))
        outcomes[one["c"], one["s"], one.get("r") or "", wrote] += count
        if wrote and one["s"] in FINAL:
            written[one["c"], methods.get(one.get("of", ""), "")] += count
    return OfRun(outcomes, written, len({one["of"] for one, _ in rows if one.get("of")}))
