"""Waiting for what must exist first, in the log and never in the broker."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import cast, get_args
from uuid import UUID

from shared.clock import Clock
from shared.contracts.envelope import Category, Lane, System
from shared.store.action_ends import ActionEnds
from shared.store.changes import CHANGES
from shared.store.database import Database, Document, Session
from shared.store.log_indexes import WAITING
from shared.store.outcomes import PROBLEMS, problem_update
from shared.store.records import Brake, Entry, ObjectKey, Problem, State
from shared.store.wire import entry_of, key_fields

TURN = "after:"
SERIAL = "serial:"
WEIGHED, HELD = "weighed:", "held:"


def parent(key: ObjectKey) -> str:
    """Waits until that object is in step."""
    return str(key)


def parents(key: ObjectKey, counterpart_id: str | None) -> list[str]:
    """The waits that are over once that object and its counterpart in the other system are in step."""
    if not counterpart_id:
        return [parent(key)]
    other: System = "xero" if key.system == "scoro" else "scoro"
    return [parent(key), parent(replace(key, system=other, object_id=counterpart_id))]


def turn(key: ObjectKey) -> str:
    """Waits until the version of the same object that is on its way has its outcome."""
    return f"{TURN}{key}"


def serial(name: str) -> str:
    """Waits until the call with this serial has its outcome."""
    return f"{SERIAL}{name}"


def weighed(brake: Brake) -> str:
    """Waits until it is known how much of this happens in its run."""
    return f"{WEIGHED}{brake}"


def held(hold_id: str) -> str:
    """Waits until a person decides."""
    return f"{HELD}{hold_id}"


def is_brake(wait: str) -> bool:
    """Whether it waits for one of these two, and not for another object."""
    return wait.startswith((WEIGHED, HELD))


def is_held(wait: str) -> bool:
    """Whether it waits for a person."""
    return wait.startswith(HELD)


def serial_of(wait: str) -> str | None:
    """The serial that a wait names; None where it waits for an object."""
    return wait.removeprefix(SERIAL) if wait.startswith(SERIAL) else None


def parse_wait(connection_id: str, wait: str) -> tuple[ObjectKey, bool]:
    """The object that a wait names, and whether the wait is for its turn.

    Raises ValueError for a text that neither `parent` nor `turn` made.
    """
    is_turn = wait.startswith(TURN)
    category, system, object_id = wait.removeprefix(TURN).split(":", 2)
    if system not in get_args(System):
        raise ValueError(f"{wait!r} names no system")
    return ObjectKey(connection_id, Category(category), cast("System", system), object_id), is_turn


def parents_of(entry: Entry) -> list[ObjectKey]:
    """The objects that an entry waits for, besides turns, serials and brakes."""
    named = [wait for wait in entry.waits_for if serial_of(wait) is None and not is_brake(wait)]
    found = [parse_wait(entry.key.connection_id, wait) for wait in named]
    return [key for key, is_turn in found if not is_turn]


class Waits:
    """Releases and parks waiting entries."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._changes = database.collection(CHANGES)
        self._problems = database.collection(PROBLEMS)
        self._action_ends = ActionEnds(database, clock)
        self._clock = clock

    async def release(self, connection_id: str, wanted: Sequence[str]) -> list[Entry]:
        """These waits are over; hands out the entries that may now be rung."""
        waiting: Document = {"connection_id": connection_id, "waits_for": {"$in": list(wanted)}}
        ids = [row["_id"] async for row in self._changes.find({**waiting, "state": State.WAITING.value}, {"_id": 1})]
        if not ids:
            return []
        left: Document = {"$setDifference": ["$waits_for", list(wanted)]}
        await self._changes.update_many(
            {"_id": {"$in": ids}, "state": State.WAITING.value},
            [
                {"$set": {"waits_for": left, "parked": False}},
                {
                    "$set": {
                        "state": {"$cond": [{"$eq": ["$waits_for", []]}, State.OPEN.value, "$state"]},
                        "rung_at": self._clock.now(),
                        "due_at": None,
                    }
                },
            ],
        )
        opened = self._changes.find({"_id": {"$in": ids}, "state": State.OPEN.value}).sort("_id")
        return [entry_of(document) async for document in opened]

    async def awaited(self, connection_id: str, wanted: Sequence[str]) -> set[str]:
        """Those of these waits that any entry names: it goes on, or is judged again, once they are over."""
        return await self._named(connection_id, wanted, (State.WAITING, State.LEFT_OUT, State.FAILED))

    async def waited_for(self, connection_id: str, wanted: Sequence[str]) -> set[str]:
        """Those of these waits that keep any entry waiting."""
        return await self._named(connection_id, wanted, (State.WAITING,))

    async def _named(self, connection_id: str, wanted: Sequence[str], states: Sequence[State]) -> set[str]:
        match: Document = {
            "connection_id": connection_id,
            "waits_for": {"$in": list(wanted)},
            "state": {"$in": [state.value for state in states]},
        }
        return set(await self._changes.distinct("waits_for", match)) & set(wanted)

    async def park(self, key: ObjectKey, code: str) -> list[ObjectKey]:
        """Where an object needs a person, so does what waits for it, with its own money; no run waits for that.

        What waits for those that wait is no better off. Hands out the objects that were waited for.
        """
        behind = [key]
        for one in behind:
            behind += [key for key in await self._park(one, code) if key not in behind]
        return behind

    async def _park(self, key: ObjectKey, code: str) -> list[ObjectKey]:
        """Those that wait for just this one."""
        own = await self._problems.find_one({**key_fields(key), "open": True})
        cause = own["cause"] if own else f"{code}:{key}"
        text = own["text"] if own else f"{key.category} {key.object_id} of {key.system.capitalize()}: {code}"
        match: Document = {
            "connection_id": key.connection_id,
            "waits_for": parent(key),
            "state": State.WAITING.value,
            "$or": [{"parked": {"$ne": True}}, {"parked_for": {"$ne": cause}}],
        }

        async def work(session: Session) -> list[ObjectKey]:
            found = self._changes.find(match, {"snapshot": 0}, session=session)
            waiting = [entry_of(row) async for row in found]
            if not waiting:
                return []
            parked = {"$set": {"parked": True, "parked_for": cause}}
            await self._changes.update_many({"_id": {"$in": [entry.id for entry in waiting]}}, parked, session=session)
            problems = [_inherited(entry, own["code"] if own else code, cause, text) for entry in waiting]
            await self._problems.bulk_write(
                [problem_update(problem, self._clock.now()) for problem in problems], ordered=False, session=session
            )
            await self._action_ends.rest([entry.key for entry in waiting], session)
            return [entry.key for entry in waiting]

        return await self._database.transaction(work)

    async def runs_behind(self, connection_id: str, wanted: Sequence[str]) -> set[UUID]:
        """Runs some of whose entries wait for these."""
        found = await self._changes.distinct(
            "run_id", {"connection_id": connection_id, "waits_for": {"$in": list(wanted)}}
        )
        return {UUID(run_id) for run_id in found if run_id}

    async def any_on_its_way(self, connection_id: str, category: Category, lane: Lane) -> bool:
        """Whether anything of these waits for another object that will come or fail by itself."""
        match: Document = {
            "connection_id": connection_id,
            "state": State.WAITING.value,
            "category": category.value,
            "lane": lane.value,
            "parked": {"$ne": True},
            "waits_for": {"$not": {"$regex": f"^({WEIGHED}|{HELD})"}},
        }
        return await self._changes.find_one(match, {"_id": 1}) is not None

    async def overdue(self, before: dt.datetime, limit: int = 500) -> list[Entry]:
        """Entries that have waited since before then: to be looked at again."""
        match: Document = {
            "state": State.WAITING.value,
            "waiting_since": {"$lt": before},
            "waits_for": {"$not": {"$regex": f"^({WEIGHED}|{HELD})"}},
        }
        found = self._changes.find(match).hint(WAITING).limit(limit)
        return [entry_of(document) async for document in found]

    async def touched(self, entry_ids: Sequence[int]) -> None:
        """They were looked at just now."""
        await self._changes.update_many(
            {"_id": {"$in": list(entry_ids)}, "state": State.WAITING.value},
            {"$set": {"waiting_since": self._clock.now()}},
        )


def _inherited(entry: Entry, code: str, cause: str, text: str) -> Problem:
    return Problem(
        key=entry.key,
        code=code,
        cause=cause,
        text=text,
        entry_id=entry.id,
        number=entry.number,
        amount=entry.amount,
        currency=entry.currency,
    )
