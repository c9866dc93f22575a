"""Holds: what a brake keeps until a person decides, and what was decided."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from pymongo import ASCENDING, IndexModel

from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.store.changes import CHANGES
from shared.store.database import Database, Document, Session
from shared.store.decisions import Act, Decision, Decisions
from shared.store.outcomes import PROBLEMS
from shared.store.records import Brake, Cleared, Entry, Problem, State
from shared.store.waits import held
from shared.store.wire import entry_of

HOLDS = "holds"
REFUSED = "release_refused"
"""Why a held change is left out: a person said so."""
CODES = {Brake.DELETIONS: "held_deletions", Brake.APPROVED_UPDATES: "held_approved_updates"}
"""What the problem of a held object is called."""
INDEXES: dict[str, list[IndexModel]] = {
    HOLDS: [
        IndexModel(
            [("connection_id", ASCENDING), ("category", ASCENDING), ("brake", ASCENDING)],
            name="one_open",
            unique=True,
            partialFilterExpression={"open": True},
        )
    ]
}


@dataclass(frozen=True, slots=True)
class Hold:
    """More of one sort than may happen in one run without a person."""

    id: str
    connection_id: str
    category: Category
    brake: Brake
    limit: int
    """So many would have gone."""
    since: dt.datetime
    run_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A hold and what it keeps."""

    hold: Hold
    entries: tuple[Entry, ...]

    @property
    def money(self) -> dict[str, str]:
        """Currency → sum as decimal text."""
        sums: dict[str, Decimal] = {}
        for entry in self.entries:
            if entry.amount and entry.currency:
                sums[entry.currency] = sums.get(entry.currency, Decimal(0)) + Decimal(entry.amount)
        return {currency: f"{amount:f}" for currency, amount in sorted(sums.items())}


class Holds:
    """Finds, releases and refuses."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._holds = database.collection(HOLDS)
        self._changes = database.collection(CHANGES)
        self._problems = database.collection(PROBLEMS)
        self._decisions = Decisions(database, clock)
        self._clock = clock

    async def open(self, connection_id: str | None = None, category: Category | None = None) -> list[Held]:
        """Those that wait for a person, oldest first, with what they keep."""
        match: Document = {"open": True, "connection_id": connection_id or {"$gt": ""}}
        match |= {"category": category.value} if category else {}
        found = sorted([hold_of(row) async for row in self._holds.find(match)], key=lambda hold: hold.since)
        kept = [Held(hold, tuple(await self._kept(hold))) for hold in found]
        return [one for one in kept if one.entries]

    async def _kept(self, hold: Hold) -> list[Entry]:
        return [entry_of(row) async for row in self._changes.find(_kept_by(hold), {"snapshot": 0}).sort("_id")]

    async def release(self, hold: Hold, *, by: str, why: str) -> list[Entry]:
        """All of it may go; hands out the entries to be rung, none where somebody else decided meanwhile."""
        now = self._clock.now()
        change: Document = {
            "$set": {
                "state": State.OPEN.value,
                "cleared": Cleared.RELEASED.value,
                "cleared_at": now,
                "rung_at": now,
                "parked": False,
                **_decided(by, why),
            },
            "$unset": {"waits_for": ""},
        }
        ids = await self._decide(hold, Decision(Act.RELEASED, by, why, hold.connection_id, (hold.category,)), change)
        opened = self._changes.find({"_id": {"$in": ids}, "state": State.OPEN.value}, {"snapshot": 0}).sort("_id")
        return [entry_of(row) async for row in opened]

    async def refuse(self, hold: Hold, *, by: str, why: str) -> int:
        """None of it goes: left out with that reason; hands out how many."""
        change: Document = {
            "$set": {
                "state": State.LEFT_OUT.value,
                "reason": REFUSED,
                "finished_at": self._clock.now(),
                "told": False,
                "parked": False,
                **_decided(by, why),
            },
            "$unset": {"waits_for": ""},
        }
        return len(
            await self._decide(hold, Decision(Act.REFUSED, by, why, hold.connection_id, (hold.category,)), change)
        )

    async def _decide(self, hold: Hold, decision: Decision, change: Document) -> list[int]:
        async def work(session: Session) -> list[int]:
            closed = await self._holds.update_one(
                {"_id": hold.id, "open": True},
                {"$set": {"open": False, "act": decision.act.value, **_decided(decision.by, decision.why)}},
                session=session,
            )
            if closed.matched_count == 0:
                return []
            found = self._changes.find(_kept_by(hold), {"_id": 1}, session=session).sort("_id")
            ids = [row["_id"] async for row in found]
            await self._changes.update_many({"_id": {"$in": ids}}, change, session=session)
            await self._close_problems(hold, session)
            await self._decisions.keep(_about(decision, len(ids)), session)
            return ids

        return await self._database.transaction(work)

    async def _close_problems(self, hold: Hold, session: Session) -> None:
        await self._problems.update_many(
            {
                "connection_id": hold.connection_id,
                "category": hold.category.value,
                "code": CODES[hold.brake],
                "open": True,
            },
            {"$set": {"open": False, "closed_at": self._clock.now()}},
            session=session,
        )

    async def close_empty(self) -> None:
        """End holds that keep nothing any more: everything has newer versions, of another sort."""
        async for row in self._holds.find({"open": True, "connection_id": {"$gt": ""}}):
            hold = hold_of(row)

            async def work(session: Session, hold: Hold = hold) -> None:
                if await self._changes.find_one(_kept_by(hold), {"_id": 1}, session=session) is None:
                    await self._holds.update_one({"_id": hold.id}, {"$set": {"open": False}}, session=session)

            await self._database.transaction(work)


def problem_of_held(hold: Hold, entry: Entry) -> Problem:
    """It needs a person."""
    words = {Brake.DELETIONS: "deletions", Brake.APPROVED_UPDATES: "changes of approved documents"}[hold.brake]
    return Problem(
        key=entry.key,
        code=CODES[hold.brake],
        cause=CODES[hold.brake],
        text=f"more than {hold.limit:,} {words} of {hold.category} at once",
        entry_id=entry.id,
        number=entry.number,
        amount=entry.amount,
        currency=entry.currency,
    )


def _kept_by(hold: Hold) -> Document:
    return {"connection_id": hold.connection_id, "waits_for": held(hold.id), "state": State.WAITING.value}


def _decided(by: str, why: str) -> Document:
    return {"decided_by": by, "decided_why": why}


def _about(decision: Decision, count: int) -> Decision:
    return Decision(decision.act, decision.by, decision.why, decision.connection_id, decision.categories, count=count)


def hold_of(row: Document) -> Hold:
    """As it is kept."""
    return Hold(
        id=row["_id"],
        connection_id=row["connection_id"],
        category=Category(row["category"]),
        brake=Brake(row["brake"]),
        limit=row["limit"],
        since=row["since"],
        run_id=UUID(row["run_id"]) if row.get("run_id") else None,
    )
