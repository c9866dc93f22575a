"""Brakes: what hurts and happens often in one run waits until it is known how often, and beyond a limit for a person.

An entry whose plan is of that sort first waits to be *weighed* with the others of its run: nothing of it goes before
the run was read and everything it read was planned. Within the limit all go; beyond it none goes: a *hold* keeps them
until somebody releases or refuses them (design §3.9). What belongs to no run is weighed with that of the last five
minutes. As long as a hold is open, whatever else is of its sort joins it.

Where the owner of a category wants to be asked above a number or sum, all that it writes in a run is of one more sort,
weighed before the others and apart from them: what was let go as such may still be one of many deletions.

Exchange rates are not counted: until a person answered, every foreign document of the connection joins one hold (R57).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from pymongo import IndexModel

from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.dates import EPOCH
from shared.store.action_ends import ActionEnds
from shared.store.changes import CHANGES
from shared.store.database import Database, Document, Session
from shared.store.holds import HOLDS, Hold, hold_of, kept_by, marks, problem_of_held, row_of_limits
from shared.store.outcomes import PROBLEMS, problem_update
from shared.store.rates import RateAnswers
from shared.store.records import Brake, Cleared, Entry, State
from shared.store.runs import RUNS, RunState
from shared.store.volume import NEVER, WINDOW, Above, Volume, size_of
from shared.store.waits import held, weighed
from shared.store.wire import entry_of

BRAKES = "brakes"
INDEXES: dict[str, list[IndexModel]] = {BRAKES: []}
TOKENS = {weighed(brake): brake for brake in Brake}
Limits = Mapping[Brake, int]


@dataclass(frozen=True, slots=True)
class Load:
    """What waits to be weighed together."""

    connection_id: str
    category: Category
    brake: Brake
    run_id: UUID | None = None

    @property
    def of(self) -> Category | None:
        """Whose hold it may join: rates are the same in every category."""
        return None if self.brake is Brake.RATES else self.category

    @property
    def turn(self) -> str:
        """Those who weigh the same are served one after the other."""
        return f"{self.connection_id}|{self.of or '*'}|{self.brake}"

    @property
    def match(self) -> Document:
        """Its entries."""
        return {
            "connection_id": self.connection_id,
            "category": self.category.value,
            "state": State.WAITING.value,
            "waits_for": weighed(self.brake),
            "run_id": str(self.run_id) if self.run_id else None,
        }


class Brakes:
    """Weighs; `Holds` knows what a person decided."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._changes = database.collection(CHANGES)
        self._problems = database.collection(PROBLEMS)
        self._brakes = database.collection(BRAKES)
        self._holds = database.collection(HOLDS)
        self._runs = database.collection(RUNS)
        self._rates = RateAnswers(database, clock)
        self._volume = Volume(database)
        self._action_ends = ActionEnds(database, clock)
        self._clock = clock

    async def loads(self, connection_id: str | None = None) -> list[Load]:
        """Everything that waits to be weighed, of one connection or of all."""
        match: Document = {"state": State.WAITING.value, "waits_for": {"$in": list(TOKENS)}}
        if connection_id is not None:
            match["connection_id"] = connection_id
        fields = {"c": "$connection_id", "k": "$category", "w": {"$first": "$waits_for"}, "r": "$run_id"}
        found = await self._changes.aggregate([{"$match": match}, {"$group": {"_id": fields}}])
        return [_load(row["_id"]) async for row in found]

    async def weigh(self, load: Load, limits: Limits, above: Above = NEVER) -> list[Entry]:
        """Let all go, or hold all, once it is known how many there are; hands out what may go now."""
        counts = load.brake is not Brake.RATES
        if counts and load.run_id is not None and not await self._is_planned(load):
            return []

        async def work(session: Session) -> list[int]:
            return await self._decide(load, limits.get(load.brake, 0), above, session)

        ids = await self._database.transaction(work)
        opened = self._changes.find({"_id": {"$in": ids}, "state": State.OPEN.value}, {"snapshot": 0}).sort("_id")
        return [entry_of(row) async for row in opened] if ids else []

    async def _is_planned(self, load: Load) -> bool:
        """Whether the run is read and everything it read of the category was planned at least once."""
        run = await self._runs.find_one({"_id": str(load.run_id)}, {"state": 1})
        if run is not None and run["state"] == RunState.READING.value:
            return False
        of: Document = {"run_id": str(load.run_id), "category": load.category.value}
        untried: Document = {"state": State.OPEN.value, "attempts": 0, marks(load.brake)[0]: None}
        unplanned = {**of, "$or": [{"state": State.RECORDED.value}, untried]}
        return await self._changes.find_one(unplanned, {"_id": 1}) is None

    async def _decide(self, load: Load, limit: int, above: Above, session: Session) -> list[int]:
        await self._brakes.update_one({"_id": load.turn}, {"$inc": {"turns": 1}}, upsert=True, session=session)
        found = self._changes.find(load.match, {"snapshot": 0}, session=session)
        entries = [entry_of(row) async for row in found]
        if not entries:
            return []
        if load.brake is Brake.RATES and await self._rates.given(load.connection_id, session):
            return await self._open_again(entries, {}, session)  # answered meanwhile: planned with the answer
        hold = await self._open_hold(load, session)
        if hold is None and await self._is_usual(load, entries, limit, above, session):
            return await self._clear(load, entries, session)
        await self._hold(hold or await self._begin_hold(load, limit, above, session), entries, session)
        return []

    async def _is_usual(self, load: Load, entries: Sequence[Entry], limit: int, above: Above, session: Session) -> bool:
        match load.brake:
            case Brake.RATES:
                return False
            case Brake.VOLUME:
                now = self._clock.now()
                more = await self._volume.besides(load.connection_id, load.category, load.run_id, now, session)
                return not above.is_exceeded(size_of([*entries, *more]))
            case _:
                return await self._counted(load, session) + len(entries) <= limit

    async def _counted(self, load: Load, session: Session) -> int:
        """How many of the same run, or of the last minutes, were let go before."""
        match: Document = {
            "connection_id": load.connection_id,
            "category": load.category.value,
            "brake": load.brake.value,
            "cleared": Cleared.COUNTED.value,
            "run_id": str(load.run_id) if load.run_id else None,
            "cleared_at": {"$gt": EPOCH if load.run_id else self._clock.now() - WINDOW},
        }
        return await self._changes.count_documents(match, session=session)

    async def _clear(self, load: Load, entries: Sequence[Entry], session: Session) -> list[int]:
        mark, at = marks(load.brake)
        cleared = {mark: Cleared.COUNTED.value, at: self._clock.now()}
        return await self._open_again(entries, {"brake": load.brake.value, **cleared}, session)

    async def _open_again(self, entries: Sequence[Entry], said: Document, session: Session) -> list[int]:
        ids = [entry.id for entry in entries]
        fields: Document = {"state": State.OPEN.value, "rung_at": self._clock.now(), "due_at": None, **said}
        await self._changes.update_many(
            {"_id": {"$in": ids}}, {"$set": fields, "$unset": {"waits_for": ""}}, session=session
        )
        return ids

    async def _open_hold(self, load: Load, session: Session) -> Hold | None:
        """One that keeps nothing any more, since all of it went or changed otherwise, has nothing to ask about."""
        row = await self._holds.find_one(
            {
                "connection_id": load.connection_id,
                "category": load.of.value if load.of else None,
                "brake": load.brake.value,
                "open": True,
            },
            session=session,
        )
        if row is None:
            return None
        hold = hold_of(row)
        if await self._changes.find_one(kept_by(hold), {"_id": 1}, session=session):
            return hold
        await self._holds.update_one({"_id": hold.id}, {"$set": {"open": False}}, session=session)
        return None

    async def _begin_hold(self, load: Load, limit: int, above: Above, session: Session) -> Hold:
        row: Document = {
            "_id": uuid4().hex,
            "connection_id": load.connection_id,
            "category": load.of.value if load.of else None,
            "brake": load.brake.value,
            "run_id": str(load.run_id) if load.run_id else None,
            **row_of_limits(limit, above if load.brake is Brake.VOLUME else NEVER),
            "since": self._clock.now(),
            "open": True,
        }
        await self._holds.insert_one(row, session=session)
        return hold_of(row)

    async def _hold(self, hold: Hold, entries: Sequence[Entry], session: Session) -> None:
        # written, so that a decision at this very moment is a conflict
        await self._holds.update_one({"_id": hold.id}, {"$inc": {"joined": len(entries)}}, session=session)
        await self._changes.update_many(
            {"_id": {"$in": [entry.id for entry in entries]}},
            {"$set": {"waits_for": [held(hold.id)], "parked": True, "brake": hold.brake.value}},
            session=session,
        )
        problems = [problem_update(problem_of_held(hold, entry), self._clock.now()) for entry in entries]
        await self._problems.bulk_write(problems, ordered=False, session=session)
        await self._action_ends.rest([entry.key for entry in entries], session)


def _load(key: Document) -> Load:
    return Load(key["c"], Category(key["k"]), TOKENS[key["w"]], UUID(key["r"]) if key.get("r") else None)
