"""Undoings: what is to be taken back, worked out once, confirmed by a person, and how far it got."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import uuid4

from pymongo import ASCENDING, DESCENDING, IndexModel, InsertOne, UpdateOne

from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.store.database import Database, Document, Session, write_all
from shared.store.records import Entry, ObjectKey, State
from shared.store.wire import key_fields, key_of

UNDOINGS, LINES = "undoings", "undoing_lines"
INDEXES: dict[str, list[IndexModel]] = {
    UNDOINGS: [
        IndexModel([("connection_id", ASCENDING), ("asked_at", DESCENDING)], name="newest"),
        IndexModel(
            [("confirmed_at", ASCENDING)], name="not_proved", partialFilterExpression={"phase": "confirmed"}
        ),
    ],
    LINES: [
        IndexModel([("undoing_id", ASCENDING), ("place", ASCENDING)], name="in_order", unique=True),
        IndexModel(
            [("connection_id", ASCENDING), ("category", ASCENDING), ("object_id", ASCENDING)],
            name="confirmed",
            partialFilterExpression={"confirmed": True},
        ),
    ],
}  # fmt: skip


class UndoPhase(StrEnum):
    """How far an undoing got."""

    PLANNED = "planned"
    CONFIRMED = "confirmed"  # its objects are on their way
    DONE = "done"  # each has its end, and a proof was asked for


@dataclass(frozen=True, slots=True)
class UndoLine:
    """One object: what it takes to undo it, or why it cannot be."""

    undoing_id: str
    place: int
    key: ObjectKey
    number: str
    xero_id: str = ""
    steps: tuple[tuple[str, str], ...] = ()
    """What is done and to what, in this order."""
    notes: tuple[str, ...] = ()
    reason: str = ""
    """Code of why it cannot be undone; empty where it can."""
    said: str = ""
    amount: str | None = None
    currency: str | None = None
    entry: int | None = None
    """The version in the log by which it is carried out."""

    @property
    def goes(self) -> bool:
        """Whether it is undone once somebody confirms."""
        return not self.reason


@dataclass(frozen=True, slots=True)
class Undoing:
    """Several objects, taken back together."""

    id: str
    connection_id: str
    phase: UndoPhase
    asked_by: str
    asked_at: dt.datetime
    run_id: str | None = None
    """The run that is undone; None where somebody chose objects."""
    payments: bool = False
    """Payments that were entered in Xero are deleted, as far as they are not reconciled."""
    left: int = 0
    """Objects of the run beyond what is taken back at once."""
    confirmed_by: str | None = None
    confirmed_at: dt.datetime | None = None
    why: str = ""
    stale: int = 0
    """Objects that moved between the plan and its confirmation: they were left as they are."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How the objects of an undoing stand."""

    done: int = 0
    under_way: int = 0
    refused: int = 0
    """Something kept them from being undone after all: each has a problem, or says why it was left out."""

    @property
    def is_over(self) -> bool:
        """Nothing more happens by itself."""
        return not self.under_way


UNDONE = "undone"
"""Why an object is left out that a person undid."""
ENDED = frozenset({State.SYNCED, State.LEFT_OUT, State.FAILED})


class Undoings:
    """Keeps and lists them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._undoings = database.collection(UNDOINGS)
        self._lines = database.collection(LINES)
        self._clock = clock
        self._database = database

    async def plan(
        self, connection_id: str, lines: Sequence[UndoLine], *, by: str, run_id: str | None, payments: bool, left: int
    ) -> Undoing:
        """Keep what was worked out; nothing is touched by that."""
        row: Document = {
            "_id": uuid4().hex, "connection_id": connection_id, "phase": UndoPhase.PLANNED.value, "asked_by": by,
            "asked_at": self._clock.now(), "run_id": run_id, "payments": payments, "left": left,
        }  # fmt: skip
        numbered = [replace(line, undoing_id=row["_id"], place=place) for place, line in enumerate(lines, start=1)]

        async def work(session: Session) -> None:
            await self._undoings.insert_one(row, session=session)
            if numbered:
                await self._lines.bulk_write([InsertOne(_document(one)) for one in numbered], session=session)

        await self._database.transaction(work)
        return _undoing(row)

    async def get(self, undoing_id: str) -> Undoing | None:
        """One."""
        row = await self._undoings.find_one({"_id": undoing_id})
        return _undoing(row) if row else None

    async def newest(self, connection_id: str, limit: int = 20) -> list[Undoing]:
        """The last ones, newest first."""
        found = self._undoings.find({"connection_id": connection_id}).sort("asked_at", DESCENDING).limit(limit)
        return [_undoing(row) async for row in found]

    async def lines(self, undoing_id: str, *, after: int = 0, limit: int = 1_000) -> list[UndoLine]:
        """In their order."""
        match: Document = {"undoing_id": undoing_id, "place": {"$gt": after}}
        return [_line(row) async for row in self._lines.find(match).sort("place").limit(limit)]

    async def confirm(
        self, undoing: Undoing, going: Sequence[UndoLine], *, by: str, why: str, session: Session
    ) -> bool:
        """A person said so, within the transaction that records its objects; False where somebody did before."""
        taken = await self._undoings.update_one(
            {"_id": undoing.id, "phase": UndoPhase.PLANNED.value},
            {
                "$set": {
                    "phase": UndoPhase.CONFIRMED.value,
                    "confirmed_by": by,
                    "confirmed_at": self._clock.now(),
                    "why": why,
                }
            },
            session=session,
        )
        if taken.modified_count == 0:
            return False
        places = [line.place for line in going]
        await self._lines.update_many(
            {"undoing_id": undoing.id, "place": {"$in": places}}, {"$set": {"confirmed": True}}, session=session
        )
        return True

    async def recorded(self, undoing: Undoing, entries: Mapping[int, int], *, stale: Sequence[int]) -> None:
        """Place → entry by which it is carried out; stale ones stay as they are."""
        updates = [
            UpdateOne({"undoing_id": undoing.id, "place": place}, {"$set": {"entry": entry}})
            for place, entry in entries.items()
        ]
        updates += [
            UpdateOne(
                {"undoing_id": undoing.id, "place": place},
                {
                    "$set": {"reason": "undo_stale", "said": "it changed while this was confirmed"},
                    "$unset": {"confirmed": ""},
                },
            )
            for place in stale
        ]
        if updates:
            await write_all(self._lines, updates)
        await self._undoings.update_one({"_id": undoing.id}, {"$set": {"stale": len(stale)}})

    async def confirmed(self, keys: Sequence[ObjectKey]) -> dict[str, Undoing]:
        """Object id → the newest undoing of that object which is confirmed and not over; all keys of one category.

        What could not be undone then is not undone by itself later on.
        """
        if not keys:
            return {}
        match: Document = {
            "connection_id": keys[0].connection_id, "category": keys[0].category.value, "confirmed": True,
            "object_id": {"$in": [key.object_id for key in keys]},
        }  # fmt: skip
        rows = [row async for row in self._lines.find(match, {"object_id": 1, "undoing_id": 1})]
        ids = sorted({row["undoing_id"] for row in rows})
        open_: Document = {"_id": {"$in": ids}, "phase": UndoPhase.CONFIRMED.value}
        known = {row["_id"]: _undoing(row) async for row in self._undoings.find(open_)}
        mine = [(known[row["undoing_id"]], row["object_id"]) for row in rows if row["undoing_id"] in known]
        mine.sort(key=lambda one: str(one[0].confirmed_at))
        return {object_id: undoing for undoing, object_id in mine}

    async def together(self, undoing_id: str) -> frozenset[str]:
        """Ids in Xero of what is taken back together."""
        match: Document = {"undoing_id": undoing_id, "confirmed": True}
        return frozenset(await self._lines.distinct("xero_id", match))

    async def not_proved(self) -> list[Undoing]:
        """Confirmed ones after which no proof was asked for yet."""
        found = self._undoings.find({"phase": UndoPhase.CONFIRMED.value}).sort("confirmed_at").limit(100)
        return [_undoing(row) async for row in found]

    async def done(self, undoing_id: str) -> None:
        """Each object has its end, and a proof was asked for."""
        await self._undoings.update_one(
            {"_id": undoing_id, "phase": UndoPhase.CONFIRMED.value}, {"$set": {"phase": UndoPhase.DONE.value}}
        )


def state_of(of: Undoing, entry: Entry | None) -> str:
    """`planned`, `done`, `under_way` or `refused`: by the version that carries it out, or the one that replaced it."""
    if of.phase is UndoPhase.PLANNED:
        return "planned"
    if entry is None:
        return "refused"
    if entry.state not in ENDED:
        return "under_way"
    return "done" if entry.state is State.LEFT_OUT and entry.reason == UNDONE else "refused"


def _document(line: UndoLine) -> Document:
    row = asdict(line)
    del row["key"]
    return {**row, **key_fields(line.key), "steps": [list(step) for step in line.steps], "notes": list(line.notes)}


def _line(row: Document) -> UndoLine:
    names = ("undoing_id", "place", "number", "xero_id", "reason", "said", "amount", "currency", "entry")
    return UndoLine(
        key=key_of(row),
        steps=tuple((verb, what) for verb, what in row["steps"]),
        notes=tuple(row["notes"]),
        **{name: row[name] for name in names},
    )


def _undoing(row: Document) -> Undoing:
    more: dict[str, Any] = {
        name: row[name]
        for name in ("run_id", "payments", "left", "confirmed_by", "confirmed_at", "why", "stale")
        if row.get(name) is not None
    }
    return Undoing(
        id=row["_id"],
        connection_id=row["connection_id"],
        phase=UndoPhase(row["phase"]),
        asked_by=row["asked_by"],
        asked_at=row["asked_at"],
        **more,
    )


def by_category(keys: Sequence[ObjectKey]) -> dict[Category, list[ObjectKey]]:
    """In the order in which they first appear."""
    found: dict[Category, list[ObjectKey]] = {}
    for key in keys:
        found.setdefault(key.category, []).append(key)
    return found
