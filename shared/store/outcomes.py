"""Recording what became of entries: outcome, link and problem together, or none of them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pymongo import ASCENDING, IndexModel, UpdateOne
from pymongo.errors import BulkWriteError

from shared.clock import Clock
from shared.store.action_ends import ActionEnds
from shared.store.calls import LostCallError
from shared.store.changes import CALLS, CHANGES
from shared.store.database import Database, Document, Session
from shared.store.links import Links
from shared.store.records import FINAL, Call, CallState, Entry, Link, ObjectKey, Problem, Rates, State
from shared.store.standing import Standing
from shared.store.trail import Trail, digest, objects_of
from shared.store.wire import key_fields

PROBLEMS = "problems"
DUPLICATE_KEY = 11000
ATTEMPTS = 3
"""Where another worker links the same twin at the same moment, the next attempt sees its link."""

INDEXES: dict[str, list[IndexModel]] = {
    PROBLEMS: [
        IndexModel(
            [("connection_id", ASCENDING), ("category", ASCENDING), ("system", ASCENDING), ("object_id", ASCENDING)],
            name="one_per_object",
            unique=True,
        ),
        IndexModel(
            [("connection_id", ASCENDING), ("cause", ASCENDING)], name="open", partialFilterExpression={"open": True}
        ),
    ]
}


@dataclass(frozen=True, slots=True)
class Result:
    """What becomes of one entry."""

    entry: Entry
    state: State
    reason: str | None = None
    link: Link | None = None
    problem: Problem | None = None
    counterpart_id: str | None = None
    wrote: bool = False
    due_at: dt.datetime | None = None
    waits_for: tuple[str, ...] = ()
    """Of a final one: what may change it, so that it is judged again."""
    amount: str | None = None
    """What is held back while it waits."""
    currency: str | None = None
    worth: str | None = None
    rates: Rates | None = None
    keeps_claim: bool = False
    """Open again, but still ours: it is sent again at once in a smaller call."""
    held: bool = False
    """Open as it was, behind a gate or for another process: no attempt is counted."""
    parked: bool = False
    """Nothing more will happen by itself for now; a run does not wait for it."""


class Outcomes:
    """Finishes entries; the only writer of final states."""

    def __init__(self, database: Database, links: Links, trail: Trail, clock: Clock) -> None:
        self._database = database
        self._trail = trail
        self._changes = database.collection(CHANGES)
        self._calls = database.collection(CALLS)
        self._problems = database.collection(PROBLEMS)
        self._links = links
        self._standing = Standing(database, links, clock)
        self._action_ends = ActionEnds(database, clock)
        self._clock = clock

    async def record(
        self, results: Sequence[Result], *, owner: str, call: Call | None = None, **answer: Any
    ) -> list[Result]:
        """Store all results in one transaction, and with them that the call is settled; hands out what was stored.

        Entries that were taken from us meanwhile keep what the other owner gave them. What would be tried again
        although a newer version exists is superseded; what wants the twin of another object is planned anew.
        Raises LostCallError where another worker took the call over.
        """
        ours: Document = {"call_id": call.id} if call else {"state": State.OPEN.value, "owner": owner}

        async def work(session: Session) -> list[Result]:
            standing = await self._standing.of(results, ours, session)
            if call is not None:
                await self._settle(call, {**answer, "told": not any(map(is_told, standing))}, session)
            await self._finish(standing, session, with_call=call is not None)
            links = [(result.link, result.entry.key.system) for result in standing if result.link]
            await self._links.save(links, session)
            await self._keep_problems(standing, session)
            await self._action_ends.record(standing, call, session)
            if call is not None:
                await self._trail.add(call.connection_id, "call_settled", _told(call, standing, answer), session)
            return standing

        for _ in range(ATTEMPTS - 1):
            try:
                return await self._database.transaction(work)
            except BulkWriteError as error:
                if not _is_duplicate(error):
                    raise
        return await self._database.transaction(work)

    async def _settle(self, call: Call, answer: Document, session: Session) -> None:
        settled = await self._calls.update_one(
            {"_id": call.id, "fence": call.fence, "state": {"$in": [CallState.SENT.value, CallState.UNCLEAR.value]}},
            {
                "$set": {
                    "state": CallState.SETTLED.value,
                    "pending": False,
                    "settled_at": self._clock.now(),
                    **answer,
                },
                "$currentDate": {"over_at": True},
            },
            session=session,
        )
        if settled.matched_count == 0:
            raise LostCallError(call.id)

    async def _finish(self, results: Sequence[Result], session: Session, *, with_call: bool) -> None:
        if not results:
            return
        await self._changes.bulk_write(
            [UpdateOne({"_id": one.entry.id}, self._change(one, with_call=with_call)) for one in results],
            ordered=False,
            session=session,
        )

    def _change(self, result: Result, *, with_call: bool) -> Document:
        fields: Document = {
            "state": result.state.value,
            "reason": result.reason,
            "counterpart_id": result.counterpart_id,
            "wrote": result.wrote,
            "parked": result.parked,
            "due_at": result.due_at,
        }
        gone: Document = {"owner": "", "until": "", "claim": "", "in_flight": "", "call_id": "", "waits_for": ""}
        if result.state is State.WAITING or result.waits_for:
            gone.pop("waits_for")
            fields |= {"waits_for": list(result.waits_for), "amount": result.amount, "currency": result.currency}
            fields["worth"] = result.worth
        if result.state is State.WAITING:
            fields |= {"waiting_since": self._clock.now(), "claims": 0}
            fields["rates"] = asdict(result.rates) if result.rates else None
        if result.keeps_claim:
            for name in ("owner", "until", "claim"):
                gone.pop(name)
        if result.state in FINAL:
            gone.pop("call_id")
            fields["finished_at"] = self._clock.now()
            if not with_call:
                fields["told"] = not is_told(result)
        elif result.state is State.OPEN:
            fields |= {"rung_at": self._clock.now(), "claims": 0}
        change: Document = {"$set": fields, "$unset": gone}
        if result.state is State.OPEN and not result.keeps_claim and not result.held:
            change["$inc"] = {"attempts": 1}
        return change

    async def _keep_problems(self, results: Sequence[Result], session: Session) -> None:
        opened = [problem_update(result.problem, self._clock.now()) for result in results if result.problem]
        if opened:
            await self._problems.bulk_write(opened, ordered=False, session=session)
        well = [one for one in results if not one.problem and one.state in (State.SYNCED, State.LEFT_OUT)]
        if well:
            await self._close_problems([result.entry.key for result in well], session)

    async def _close_problems(self, keys: Sequence[ObjectKey], session: Session) -> None:
        """Of objects of one connection; most never had one, so all are closed by as few questions as that takes."""
        by_kind: dict[tuple[str, str, str], list[str]] = {}
        for key in keys:
            by_kind.setdefault((key.connection_id, key.category.value, key.system), []).append(key.object_id)
        closed: Document = {"$set": {"open": False, "closed_at": self._clock.now()}}
        for (connection_id, category, system), object_ids in by_kind.items():
            among: Document = {"connection_id": connection_id, "category": category, "system": system}
            among |= {"object_id": {"$in": object_ids}, "open": True}
            await self._problems.update_many(among, closed, session=session)

    async def told(self, entry_ids: Sequence[int], call_id: str | None = None) -> None:
        """The outcome events of these entries, or of all of a call, were confirmed by the broker."""
        told: Document = {"$set": {"told": True}}
        if call_id is None:
            await self._changes.update_many({"_id": {"$in": list(entry_ids)}, "told": False}, told)
        else:
            await self._calls.update_one({"_id": call_id, "told": False}, told)


def is_told(result: Result) -> bool:
    """Whether others hear of it: a final outcome is an event, but for a version that a newer one replaced."""
    return result.state in FINAL and result.state is not State.SUPERSEDED


def _told(call: Call, results: Sequence[Result], answer: Document) -> Document:
    """What the audit trail keeps of an outcome."""
    body = answer.get("answer")
    told = {
        f"{result.entry.key}": f"{result.state}{f':{result.reason}' if result.reason else ''}" for result in results
    }
    return {
        "call": call.id,
        "status": answer.get("status"),
        "answer": digest(bytes(body)) if body is not None else "",
        "looked_up": bool(answer.get("looked_up")),
        "outcomes": [f"{name}={state}" for name, state in told.items()],
        "objects": objects_of(call),
    }


def _is_duplicate(error: BulkWriteError) -> bool:
    return any(failure.get("code") == DUPLICATE_KEY for failure in (error.details or {}).get("writeErrors", ()))


def problem_update(problem: Problem, now: dt.datetime) -> UpdateOne:
    """Opens the problem of an object, or counts it once more where the cause is the same."""
    return UpdateOne(
        key_fields(problem.key),
        [
            {
                "$set": {
                    "first_seen": {
                        "$cond": [{"$and": ["$open", {"$eq": ["$cause", problem.cause]}]}, "$first_seen", now]
                    },
                    "count": {
                        "$cond": [
                            {"$and": ["$open", {"$eq": ["$cause", problem.cause]}]},
                            {"$add": ["$count", 1]},
                            1,
                        ]
                    },
                    "last_seen": now,
                    "open": True,
                    "ignored": False,
                    "code": problem.code,
                    "cause": {"$literal": problem.cause},
                    "text": {"$literal": problem.text},
                    "entry_id": problem.entry_id,
                    "number": {"$literal": problem.number},
                    "amount": problem.amount,
                    "currency": problem.currency,
                    "about": {"$literal": list(problem.about)},
                }
            }
        ],
        upsert=True,
    )
