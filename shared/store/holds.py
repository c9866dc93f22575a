"""Holds: what a brake keeps until a person decides, and what was decided."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from pymongo import ASCENDING, IndexModel

from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.errors import InvalidChoiceError
from shared.store.changes import CHANGES
from shared.store.database import Database, Document, Session
from shared.store.decisions import Act, Decision, Decisions
from shared.store.outcomes import PROBLEMS
from shared.store.rates import REFUSED as RATES_REFUSED
from shared.store.rates import RateAnswers, Sample, sample_of
from shared.store.records import Brake, Cleared, Entry, Problem, State
from shared.store.volume import NEVER, Above, Size, size_of
from shared.store.waits import held
from shared.store.wire import entry_of

HOLDS = "holds"
REFUSED = "release_refused"
"""Why a held change is left out: a person said so."""
CODES = {
    Brake.DELETIONS: "held_deletions",
    Brake.APPROVED_UPDATES: "held_approved_updates",
    Brake.VOLUME: "held_volume",
    Brake.RATES: "held_rates",
}
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
    """More of one sort than may happen in one run without a person; or the first foreign documents (R57)."""

    id: str
    connection_id: str
    category: Category | None
    """None where it is about all of them."""
    brake: Brake
    limit: int
    """So many would have gone."""
    since: dt.datetime
    run_id: UUID | None = None
    above: Above = NEVER
    """Where its owner wanted to be asked, of a whole run of a category."""
    joined: int = 0
    """How many ever joined it: whoever decides says of how many they know."""


@dataclass(frozen=True, slots=True)
class Held:
    """A hold and what it keeps."""

    hold: Hold
    entries: tuple[Entry, ...]

    @property
    def sample(self) -> Sample | None:
        """The foreign document that a person is asked about."""
        return sample_of(self.entries) if self.hold.brake is Brake.RATES else None

    @property
    def size(self) -> Size:
        """So many, and their sum in the organisation's currency."""
        return size_of(self.entries)

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
        self._rates = RateAnswers(database, clock)
        self._clock = clock

    async def open(self, connection_id: str | None = None, category: Category | None = None) -> list[Held]:
        """Those that wait for a person, oldest first, with what they keep; of a category: that of rates is of none."""
        match: Document = {"open": True, "connection_id": connection_id or {"$gt": ""}}
        match |= {"category": category.value} if category else {}
        found = sorted([hold_of(row) async for row in self._holds.find(match)], key=lambda hold: hold.since)
        kept = [Held(hold, tuple(await self._kept(hold))) for hold in found]
        return [one for one in kept if one.entries]

    async def among(self, connection_ids: Sequence[str]) -> set[str]:
        """Those of these connections of which something is held."""
        match: Document = {"open": True, "connection_id": {"$in": list(connection_ids)}}
        return set(await self._holds.distinct("connection_id", match))

    async def _kept(self, hold: Hold) -> list[Entry]:
        return [entry_of(row) async for row in self._changes.find(kept_by(hold), {"snapshot": 0}).sort("_id")]

    async def release(self, held: Held, *, by: str, why: str) -> list[Entry]:
        """All of it may go; hands out the entries to be rung, none where somebody else decided meanwhile.

        Raises InvalidChoiceError where more joined it since it was looked at.

        That rates are right says nothing about how many go, nor does a whole run about its deletions: other brakes are
        about those entries as before.
        """
        now = self._clock.now()
        mark, at = marks(held.hold.brake)
        cleared: Document = {mark: Cleared.RELEASED.value, at: now}
        change: Document = {
            "$set": {
                "state": State.OPEN.value,
                **({} if held.hold.brake is Brake.RATES else cleared),
                "rung_at": now,
                "parked": False,
                **_decided(by, why),
            },
            "$unset": {"waits_for": ""},
        }
        ids = await self._decide(held, Act.RELEASED, by, why, change)
        opened = self._changes.find({"_id": {"$in": ids}, "state": State.OPEN.value}, {"snapshot": 0}).sort("_id")
        return [entry_of(row) async for row in opened]

    async def refuse(self, held: Held, *, by: str, why: str) -> int:
        """None of it goes: left out with that reason; hands out how many. Raises as `release`."""
        change: Document = {
            "$set": {
                "state": State.LEFT_OUT.value,
                "reason": RATES_REFUSED if held.hold.brake is Brake.RATES else REFUSED,
                "finished_at": self._clock.now(),
                "told": False,
                "parked": False,
                **_decided(by, why),
            },
            "$unset": {"waits_for": ""},
        }
        return len(await self._decide(held, Act.REFUSED, by, why, change))

    async def _decide(self, held: Held, act: Act, by: str, why: str, change: Document) -> list[int]:
        hold = held.hold
        categories = (hold.category,) if hold.category else ()

        async def work(session: Session) -> list[int]:
            still: Document = {"_id": hold.id, "open": True}
            known: Document = {} if hold.brake is Brake.RATES else {"joined": hold.joined}
            closed = await self._holds.update_one(
                {**still, **known}, {"$set": {"open": False, "act": act.value, **_decided(by, why)}}, session=session
            )
            if closed.matched_count == 0:
                if await self._holds.find_one(still, {"_id": 1}, session=session) is not None:
                    raise InvalidChoiceError("hold", "more of it is held by now; look again")
                return []
            found = self._changes.find(kept_by(hold), {"_id": 1}, session=session).sort("_id")
            ids = [row["_id"] async for row in found]
            await self._changes.update_many({"_id": {"$in": ids}}, change, session=session)
            await self._close_problems(hold, session)
            decision = Decision(act, by, why, hold.connection_id, categories, count=len(ids))
            await self._decisions.keep(decision, session)
            if hold.brake is Brake.RATES:
                await self._rates.keep(decision, held.sample, session)
            return ids

        return await self._database.transaction(work)

    async def _close_problems(self, hold: Hold, session: Session) -> None:
        of: Document = {"category": hold.category.value} if hold.category else {}
        await self._problems.update_many(
            {"connection_id": hold.connection_id, **of, "code": CODES[hold.brake], "open": True},
            {"$set": {"open": False, "closed_at": self._clock.now()}},
            session=session,
        )

    async def close_empty(self) -> None:
        """End holds that keep nothing any more: everything has newer versions, of another sort."""
        async for row in self._holds.find({"open": True, "connection_id": {"$gt": ""}}):
            hold = hold_of(row)

            async def work(session: Session, hold: Hold = hold) -> None:
                if await self._changes.find_one(kept_by(hold), {"_id": 1}, session=session) is None:
                    await self._holds.update_one({"_id": hold.id}, {"$set": {"open": False}}, session=session)

            await self._database.transaction(work)


def problem_of_held(hold: Hold, entry: Entry) -> Problem:
    """It needs a person."""
    return Problem(
        key=entry.key,
        code=CODES[hold.brake],
        cause=CODES[hold.brake],
        text=_said(hold),
        entry_id=entry.id,
        number=entry.number,
        amount=entry.amount,
        currency=entry.currency,
    )


def _said(hold: Hold) -> str:
    match hold.brake:
        case Brake.DELETIONS:
            return f"more than {hold.limit:,} deletions of {hold.category} at once"
        case Brake.APPROVED_UPDATES:
            return f"more than {hold.limit:,} changes of approved documents of {hold.category} at once"
        case Brake.VOLUME:
            return f"{hold.category} of one run are above {hold.above}"
        case Brake.RATES:
            return "nobody has confirmed yet that exchange rates are turned the right way"


def marks(brake: Brake) -> tuple[str, str]:
    """Where an entry says that this brake lets it go, and when that was decided."""
    return ("volume", "volume_at") if brake is Brake.VOLUME else ("cleared", "cleared_at")


def kept_by(hold: Hold) -> Document:
    """Fits the entries that wait for its decision."""
    return {"connection_id": hold.connection_id, "waits_for": held(hold.id), "state": State.WAITING.value}


def _decided(by: str, why: str) -> Document:
    return {"decided_by": by, "decided_why": why}


def row_of_limits(limit: int, above: Above) -> Document:
    """What would have gone, as a hold keeps it."""
    amount = f"{above.amount:f}" if above.amount is not None else None
    return {"limit": limit, "above": {"objects": above.objects, "amount": amount} if above.asks else None}


def _above(row: Document | None) -> Above:
    if row is None:
        return NEVER
    return Above(row["objects"], Decimal(row["amount"]) if row["amount"] is not None else None)


def hold_of(row: Document) -> Hold:
    """As it is kept."""
    return Hold(
        id=row["_id"],
        connection_id=row["connection_id"],
        category=Category(row["category"]) if row["category"] else None,
        brake=Brake(row["brake"]),
        limit=row["limit"],
        since=row["since"],
        run_id=UUID(row["run_id"]) if row.get("run_id") else None,
        above=_above(row.get("above")),
        joined=row.get("joined", 0),
    )
