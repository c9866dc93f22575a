"""Historic loads: what lies before the start date, brought across because an administrator asked for it (R34)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from pymongo import DESCENDING, IndexModel, ReturnDocument
from pymongo.errors import DuplicateKeyError

from shared.clock import Clock
from shared.contracts.envelope import Category, System
from shared.store.changes import CHANGES
from shared.store.database import Database, Document, Session
from shared.store.records import State
from shared.store.trail import Trail

LOADS = "historic_loads"
SOURCE = "historic"
"""The chain that reads it, as cursors name it."""
INDEXES: dict[str, list[IndexModel]] = {
    LOADS: [
        IndexModel([("connection_id", 1)], name="one_at_a_time", unique=True, partialFilterExpression={"active": True}),
        IndexModel([("connection_id", 1), ("asked_at", DESCENDING)], name="newest"),
    ]
}


class Phase(StrEnum):
    """How far a load is."""

    COUNTING = "counting"
    COUNTED = "counted"  # waits for a yes
    READING = "reading"
    READ = "read"  # what was read crosses as it finishes


READS = frozenset({Phase.COUNTING, Phase.READING})


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted of a category."""

    objects: int = 0
    linked: int = 0
    """In step already."""
    twins: int = 0
    """In the other system already under the same number, with the same sum: they are linked, not made again."""
    taken: int = 0
    """Their number stands for something else in the other system: they need a person."""

    @property
    def new(self) -> int:
        """What is to be made."""
        return self.objects - self.linked - self.twins - self.taken


@dataclass(frozen=True, slots=True)
class HistoricLoad:
    """One range of days of some categories."""

    id: UUID
    connection_id: str
    begins: dt.date
    ends: dt.date
    """The last day, inclusive."""
    ways: Mapping[Category, System]
    """The categories, and where each comes from."""
    phase: Phase
    asked_by: str
    asked_at: dt.datetime
    dry_run: bool = False
    counted: Mapping[Category, Tally] = field(default_factory=dict)
    read: Mapping[Category, int] = field(default_factory=dict)
    """Recorded so far."""
    reading_since: dt.datetime | None = None
    stopped_by: str | None = None
    ended_at: dt.datetime | None = None
    """When nothing was left to read."""

    @property
    def is_active(self) -> bool:
        """Whether it is to be read now."""
        return self.phase in READS and self.stopped_by is None


class HistoricLoads:
    """Begins, stops and continues loads; their chain is a cursor like any other."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._loads = database.collection(LOADS)
        self._changes = database.collection(CHANGES)
        self._trail = Trail(database, clock)
        self._clock = clock

    async def begin(
        self,
        connection_id: str,
        begins: dt.date,
        ends: dt.date,
        ways: Mapping[Category, System],
        *,
        by: str,
        dry_run: bool = False,
    ) -> HistoricLoad | None:
        """Begin to count; None while another load of this connection is not read yet."""
        row: Document = {
            "_id": str(uuid4()),
            "connection_id": connection_id,
            "begins": begins.isoformat(),
            "ends": ends.isoformat(),
            "ways": {category.value: system for category, system in ways.items()},
            "phase": Phase.COUNTING.value,
            "asked_by": by,
            "asked_at": self._clock.now(),
            "dry_run": dry_run,
            "active": True,
        }

        async def work(session: Session) -> None:
            await self._loads.insert_one(dict(row), session=session)
            what = {name: row[name] for name in ("begins", "ends", "ways", "dry_run")}
            await self._trail.act(connection_id, "load_begun", by, session, load=row["_id"], **what)

        try:
            await self._database.transaction(work)
        except DuplicateKeyError:
            return None
        return _load(row)

    async def get(self, load_id: UUID) -> HistoricLoad | None:
        """One load."""
        row = await self._loads.find_one({"_id": str(load_id)})
        return _load(row) if row else None

    async def newest(self, connection_id: str) -> HistoricLoad | None:
        """The last one."""
        row = await self._loads.find_one({"connection_id": connection_id}, sort=[("asked_at", DESCENDING)])
        return _load(row) if row else None

    async def page(
        self, load: HistoricLoad, category: Category, tally: Tally, *, is_last: bool, session: Session
    ) -> None:
        """A page is counted, or recorded: the cursor moves in the same transaction."""
        if load.phase is Phase.COUNTING:
            counts = {"objects": tally.objects, "linked": tally.linked, "twins": tally.twins, "taken": tally.taken}
            change: Document = {"$inc": {f"counted.{category}.{name}": count for name, count in counts.items()}}
            over: Document = {"phase": Phase.COUNTED.value}
        else:
            change = {"$inc": {f"read.{category}": tally.objects}}
            over = {"phase": Phase.READ.value, "ended_at": self._clock.now()}
        if is_last:
            change["$set"] = over
            if load.dry_run or load.phase is Phase.READING:
                change["$unset"] = {"active": ""}
        await self._loads.update_one({"_id": str(load.id), "phase": load.phase.value}, change, session=session)

    async def agree(self, load_id: UUID, *, by: str) -> HistoricLoad | None:
        """Somebody saw the numbers and said yes: it is read now. None where it is not counted, or said before."""
        now = self._clock.now()
        return await self._moved(
            {"_id": str(load_id), "phase": Phase.COUNTED.value, "dry_run": False, "active": True},
            {"$set": {"phase": Phase.READING.value, "agreed_by": by, "reading_since": now}},
            "load_allowed",
            by,
        )

    async def stop(self, load_id: UUID, *, by: str) -> HistoricLoad | None:
        """Read and let in nothing more of it; what is on its way comes to its end. None where it was stopped."""
        going: Document = {"_id": str(load_id), "stopped_by": {"$exists": False}}
        return await self._moved(going, {"$set": {"stopped_by": by}}, "load_stopped", by)

    async def go_on(self, load_id: UUID, *, by: str) -> HistoricLoad | None:
        """Take the stop back."""
        return await self._moved(
            {"_id": str(load_id), "stopped_by": {"$exists": True}, "dropped": {"$exists": False}},
            {"$unset": {"stopped_by": ""}, "$set": {"continued_by": by}},
            "load_continued",
            by,
        )

    async def drop(self, load: HistoricLoad) -> None:
        """Make room for another one: what was recorded and not let in is withdrawn."""
        await self._loads.update_one({"_id": str(load.id)}, {"$unset": {"active": ""}, "$set": {"dropped": True}})
        await self._changes.update_many(
            {"run_id": str(load.id), "state": State.RECORDED.value},
            {"$set": {"state": State.SUPERSEDED.value, "finished_at": self._clock.now()}},
        )

    async def _moved(self, match: Document, change: Document, act: str, by: str) -> HistoricLoad | None:
        async def work(session: Session) -> Document | None:
            row = await self._loads.find_one_and_update(
                match, change, return_document=ReturnDocument.AFTER, session=session
            )
            if row is not None:
                await self._trail.act(row["connection_id"], act, by, session, load=row["_id"])
            return row

        row = await self._database.transaction(work)
        return _load(row) if row else None


def _load(row: Mapping[str, Any]) -> HistoricLoad:
    return HistoricLoad(
        id=UUID(row["_id"]),
        connection_id=row["connection_id"],
        begins=dt.date.fromisoformat(row["begins"]),
        ends=dt.date.fromisoformat(row["ends"]),
        ways={Category(name): system for name, system in row["ways"].items()},
        phase=Phase(row["phase"]),
        asked_by=row["asked_by"],
        asked_at=row["asked_at"],
        dry_run=row["dry_run"],
        counted={Category(name): Tally(**counts) for name, counts in row.get("counted", {}).items()},
        read={Category(name): count for name, count in row.get("read", {}).items()},
        reading_since=row.get("reading_since"),
        stopped_by=row.get("stopped_by"),
        ended_at=row.get("ended_at"),
    )
