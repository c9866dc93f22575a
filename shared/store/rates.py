"""What a person said about exchange rates, once per connection: are they turned the right way (R57)?

Scoro states base units per document unit, Xero document units per base unit; that Xero does is an assumption which
nothing but a look at a real document proves. So the first foreign documents of a connection are held, one is shown,
and the answer is kept for ever; only a refusal may be followed by a confirmation.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from pymongo import IndexModel

from shared.clock import Clock
from shared.contracts.envelope import Category, System
from shared.store.changes import CHANGES
from shared.store.database import Database, Document, Session
from shared.store.decisions import Act, Decision, Decisions
from shared.store.left_outs import LeftOuts
from shared.store.records import Entry, Rates, State
from shared.store.wire import entry_of

RATES = "rates"
REFUSED = "rates_refused"
"""Why a foreign document is left out: a person said that its rate is wrong."""
INDEXES: dict[str, list[IndexModel]] = {RATES: []}


@dataclass(frozen=True, slots=True)
class Sample:
    """A foreign document as it is shown to the person who answers."""

    category: Category
    system: System
    """Where it comes from."""
    number: str
    amount: str | None
    currency: str | None
    rates: Rates


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said, and which document was looked at."""

    is_confirmed: bool
    by: str
    why: str
    at: dt.datetime
    sample: Sample | None


def sample_of(entries: Sequence[Entry]) -> Sample | None:
    """The first one of which both systems state the rate, where there is any."""
    stated = [(entry, entry.rates) for entry in entries if entry.rates]
    if not stated:
        return None
    entry, rates = min(stated, key=lambda one: not (one[1].scoro and one[1].xero))
    return Sample(entry.key.category, entry.key.system, entry.number, entry.amount, entry.currency, rates)


class RateAnswers:
    """Keeps the answer of each connection."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._answers = database.collection(RATES)
        self._changes = database.collection(CHANGES)
        self._left_outs = LeftOuts(database, clock)
        self._decisions = Decisions(database, clock)
        self._clock = clock

    async def given(self, connection_id: str, session: Session | None = None) -> Answer | None:
        """None until somebody answers."""
        row = await self._answers.find_one({"_id": connection_id}, session=session)
        return _answer(row) if row else None

    async def keep(self, decision: Decision, sample: Sample | None, session: Session) -> None:
        """Within the transaction that decides the hold."""
        said: Document = {
            "confirmed": decision.act is Act.RELEASED,
            "by": decision.by,
            "why": decision.why,
            "at": self._clock.now(),
            "sample": asdict(sample) | {"category": sample.category.value} if sample else None,
        }
        await self._answers.update_one({"_id": decision.connection_id}, {"$set": said}, upsert=True, session=session)

    async def confirm_after_all(self, connection_id: str, *, by: str, why: str) -> list[Entry]:
        """After a refusal: what was left out for it goes; hands out what may be rung."""

        async def work(session: Session) -> list[int]:
            now = self._clock.now()
            said: Document = {"confirmed": True, "by": by, "why": why, "at": now}
            refused: Document = {"_id": connection_id, "confirmed": False}
            changed = await self._answers.update_one(refused, {"$set": said}, session=session)
            if changed.matched_count == 0:
                return []
            ids = await self._left_outs.for_reason(connection_id, REFUSED, session)
            await self._decisions.keep(Decision(Act.RELEASED, by, why, connection_id, count=len(ids)), session)
            return ids

        return await self._opened(await self._database.transaction(work))

    async def left_behind(self, connection_id: str) -> list[Entry]:
        """What was planned while the rates were refused and recorded once they were confirmed is open again."""

        async def work(session: Session) -> list[int]:
            answer = await self.given(connection_id, session)
            if answer is None or not answer.is_confirmed:
                return []
            return await self._left_outs.for_reason(connection_id, REFUSED, session)

        return await self._opened(await self._database.transaction(work))

    async def _opened(self, ids: Sequence[int]) -> list[Entry]:
        match: Document = {"_id": {"$in": list(ids)}, "state": State.OPEN.value}
        return [entry_of(row) async for row in self._changes.find(match, {"snapshot": 0}).sort("_id")] if ids else []


def _answer(row: Document) -> Answer:
    kept = row.get("sample")
    return Answer(row["confirmed"], row["by"], row["why"], row["at"], _sample(kept) if kept else None)


def _sample(kept: Document) -> Sample:
    return Sample(**kept | {"category": Category(kept["category"]), "rates": Rates(**kept["rates"])})
