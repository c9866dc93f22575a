"""Runs: one synchronization from start to finish; never two of a connection at once (R29)."""

import datetime as dt
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID, uuid4

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.errors import DuplicateKeyError

from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.contracts.sync import Trigger
from shared.store.changes import CHANGES
from shared.store.database import STREAM_WAIT_MS, Database, Document, Session
from shared.store.gates import CONNECTIONS
from shared.store.laid_back import lay_back
from shared.store.records import REPLACEABLE, UNFINISHED

RUNS = "runs"
RUN_STOPPED = "run_stopped"
"""Why a run that somebody stopped did not read everything."""

INDEXES: dict[str, list[IndexModel]] = {
    RUNS: [
        IndexModel(
            [("connection_id", ASCENDING)],
            name="one_at_a_time",
            unique=True,
            partialFilterExpression={"active": True},
        ),
        IndexModel([("connection_id", ASCENDING), ("started_at", DESCENDING)], name="newest"),
        IndexModel(
            [("then.run_id", ASCENDING)], name="queued_behind", partialFilterExpression={"then": {"$exists": True}}
        ),
    ]
}


class RunState(StrEnum):
    """What a run is doing."""

    READING = "reading"
    WRITING = "writing"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Run:
    """One synchronization."""

    id: UUID
    connection_id: str
    trigger: str
    categories: tuple[Category, ...]
    state: RunState
    started_at: dt.datetime
    sources: tuple[str, ...] = ()
    """Still to be read, in this order; the first is being read."""
    finished_at: dt.datetime | None = None
    read: int = 0
    """Objects seen in the sources."""
    failed: str | None = None
    """Code of what kept it from reading everything."""
    stopped_by: str | None = None
    """Who ended it early."""


class Runs:
    """Begins, moves and ends runs."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._runs = database.collection(RUNS)
        self._changes = database.collection(CHANGES)
        self._connections = database.collection(CONNECTIONS)
        self._clock = clock

    async def begin(
        self, connection_id: str, trigger: Trigger, categories: Sequence[Category], sources: Sequence[str],
        run_id: UUID | None = None,
    ) -> Run | None:  # fmt: skip
        """Start a run; None while one of this connection is active. Without sources there is nothing to read."""
        run = Run(
            id=run_id or uuid4(),
            connection_id=connection_id,
            trigger=trigger,
            categories=tuple(categories),
            state=RunState.READING if sources else RunState.WRITING,
            started_at=self._clock.now(),
            sources=tuple(sources),
        )
        try:
            await self._runs.insert_one(
                {
                    "_id": str(run.id),
                    "connection_id": connection_id,
                    "trigger": trigger,
                    "categories": [category.value for category in categories],
                    "state": run.state.value,
                    "started_at": run.started_at,
                    "sources": list(sources),
                    "active": True,
                    "read": 0,
                }
            )
        except DuplicateKeyError:
            return None
        return run

    async def queue(
        self, connection_id: str, trigger: Trigger, categories: Sequence[Category], run_id: UUID | None = None
    ) -> bool:
        """Remember one more run to start when the active one ends (R29); False where none is active.

        Several wishes become one run: of all categories if one of them was for all, else of those of each.
        """
        wanted = [category.value for category in categories]
        before = {"$ifNull": ["$then.categories", wanted]}
        everything = {"$or": [{"$eq": [before, []]}, {"$eq": [wanted, []]}]}
        then: Document = {
            "trigger": {"$literal": trigger},
            "categories": {"$cond": [everything, [], {"$setUnion": [before, wanted]}]},
            "run_id": {"$ifNull": ["$then.run_id", str(run_id or uuid4())]},
        }
        queued = await self._runs.update_one(
            {"connection_id": connection_id, "active": True}, [{"$set": {"then": then}}]
        )
        return queued.matched_count == 1

    async def read(self, run_id: UUID, count: int, session: Session) -> None:
        """So many more objects were seen."""
        await self._runs.update_one({"_id": str(run_id)}, {"$inc": {"read": count}}, session=session)

    async def source_done(self, run_id: UUID, source: str, failed: str | None = None) -> Run | None:
        """A source is read (or cannot be); hands out the run as it now stands."""
        change: Document = {"$pull": {"sources": source}}
        if failed:
            change["$set"] = {"failed": failed}
        await self._runs.update_one({"_id": str(run_id)}, change)
        await self._runs.update_one(
            {"_id": str(run_id), "sources": [], "state": RunState.READING.value},
            {"$set": {"state": RunState.WRITING.value}},
        )
        return await self.get(run_id)

    async def end_if_done(self, run_id: UUID) -> tuple[Run | None, Document | None]:
        """End the run where reading is done and every entry is final, parked or paused.

        Hands out the ended run and what was queued behind it, which is kept until `followed` says that it was told;
        (None, None) where there is more to do.
        """
        run = await self._runs.find_one({"_id": str(run_id), "state": RunState.WRITING.value, "active": True})
        if run is None:
            return None, None
        if run.get("stopped_by"):  # what a worker gave back afterwards waits for a later one too
            await lay_back(self._changes, run_id)
        unfinished: Document = {
            "run_id": str(run_id), "parked": {"$ne": True}, **await self._on_its_way(run["connection_id"]),
        }  # fmt: skip
        if await self._changes.find_one(unfinished, {"_id": 1}):
            return None, None
        row = await self._runs.find_one_and_update(
            {"_id": str(run_id), "state": RunState.WRITING.value, "active": True},
            {"$set": {"state": RunState.DONE.value, "finished_at": self._clock.now()}, "$unset": {"active": ""}},
        )
        return (_run(row), row.get("then")) if row else (None, None)

    async def give_up(self, run_id: UUID, code: str) -> None:
        """End a run that cannot go on, whatever is left of it."""
        await self._runs.update_one(
            {"_id": str(run_id), "active": True},
            {
                "$set": {"state": RunState.DONE.value, "finished_at": self._clock.now(), "failed": code},
                "$unset": {"active": ""},
            },
        )

    async def _on_its_way(self, connection_id: str) -> Document:
        """What was sent, or may be: a run that waited for what somebody paused before would keep others away."""
        connection = await self._connections.find_one({"_id": connection_id}, {"pauses": 1}) or {}
        paused = {pause["category"] for pause in connection.get("pauses", ())}
        going = [] if None in paused else [one.value for one in Category if one.value not in paused]
        sent = {"state": {"$in": [state.value for state in UNFINISHED if state not in REPLACEABLE]}}
        to_be_sent = {"state": {"$in": [state.value for state in REPLACEABLE]}, "category": {"$in": going}}
        return {"$or": [sent, to_be_sent]}

    async def followed(self, run_id: UUID) -> None:
        """What was queued behind this run was told."""
        await self._runs.update_one({"_id": str(run_id), "state": RunState.DONE.value}, {"$unset": {"then": ""}})

    async def not_followed(self) -> list[tuple[Run, Document]]:
        """Ended runs behind which something is queued that was not told yet."""
        match: Document = {"then": {"$exists": True}, "then.run_id": {"$gt": ""}, "state": RunState.DONE.value}
        return [(_run(row), row["then"]) async for row in self._runs.find(match)]

    async def get(self, run_id: UUID) -> Run | None:
        """One run."""
        row = await self._runs.find_one({"_id": str(run_id)})
        return _run(row) if row else None

    async def reading(self, run_ids: Collection[UUID], source: str) -> bool:
        """Whether any of these runs has that source still to read."""
        if not run_ids:
            return False
        match: Document = {"_id": {"$in": [str(run_id) for run_id in run_ids]}, "sources": source}
        return await self._runs.find_one(match, {"_id": 1}) is not None

    async def is_reading(self, connection_id: str) -> bool:
        """Whether the run of this connection still reads anything."""
        match: Document = {"active": True, "connection_id": connection_id, "state": RunState.READING.value}
        return await self._runs.find_one(match, {"_id": 1}) is not None

    async def active(self, connection_id: str | None = None) -> list[Run]:
        """Runs that are not done."""
        match: Document = {"active": True, "connection_id": connection_id or {"$gt": ""}}
        return [_run(row) async for row in self._runs.find(match)]

    async def moves(self, began: Callable[[], None] = lambda: None) -> AsyncIterator[str]:
        """Of which connection a run began, moved on or ended, whenever one does; for as long as MongoDB answers.

        `began` is called once nothing is missed any more.
        """
        wanted: Document = {"$match": {"operationType": {"$in": ["insert", "update", "replace"]}}}
        only: Document = {"$project": {"fullDocument.connection_id": 1}}
        async with await self._runs.watch(
            [wanted, only], full_document="updateLookup", max_await_time_ms=STREAM_WAIT_MS
        ) as stream:
            began()
            while stream.alive:
                row = (await stream.try_next() or {}).get("fullDocument")
                if row:
                    yield str(row["connection_id"])

    async def newest(self, connection_id: str, limit: int = 20, *, before: dt.datetime | None = None) -> list[Run]:
        """The last runs, newest first; those that began before a moment, where one is named."""
        match: Document = {"connection_id": connection_id}
        if before is not None:
            match["started_at"] = {"$lt": before}
        found = self._runs.find(match).sort("started_at", DESCENDING).limit(limit)
        return [_run(row) async for row in found]

    async def newest_of(self, connection_ids: Sequence[str], limit: int = 20) -> dict[str, list[Run]]:
        """The last runs of each of several connections, newest first."""
        cursor = await self._connections.aggregate(
            [
                {"$match": {"_id": {"$in": list(connection_ids)}}},
                {"$project": {"_id": 1}},
                {
                    "$lookup": {
                        "from": RUNS,
                        "localField": "_id",
                        "foreignField": "connection_id",
                        "pipeline": [{"$sort": {"started_at": DESCENDING}}, {"$limit": limit}],
                        "as": "runs",
                    }
                },
            ]
        )
        return {row["_id"]: [_run(one) for one in row["runs"]] async for row in cursor}

    async def completed(self, connection_id: str, category: Category) -> bool:
        """Whether a run of this category ever came to its end: its start date is then locked (R33)."""
        match: Document = {
            "connection_id": connection_id,
            "categories": category.value,
            "state": RunState.DONE.value,
            "failed": None,
        }
        return await self._runs.find_one(match, {"_id": 1}, sort=[("started_at", DESCENDING)]) is not None


def _run(row: Document) -> Run:
    return Run(
        id=UUID(row["_id"]),
        connection_id=row["connection_id"],
        trigger=row["trigger"],
        categories=tuple(Category(name) for name in row["categories"]),
        state=RunState(row["state"]),
        started_at=row["started_at"],
        sources=tuple(row.get("sources", ())),
        finished_at=row.get("finished_at"),
        read=row.get("read", 0),
        failed=row.get("failed"),
        stopped_by=row.get("stopped_by"),
    )
