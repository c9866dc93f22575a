"""Undoing a run or chosen objects: a plan from the connector, a person's word, and how far it got."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from services.console import prerequisites
from shared.clock import Clock
from shared.contracts.envelope import Lane
from shared.errors import InvalidChoiceError
from shared.messaging.publisher import Publishes
from shared.store.connections import Connection
from shared.store.database import Session
from shared.store.decisions import Act, Decision
from shared.store.everything import Store
from shared.store.records import UNDO, Entry, NewChange
from shared.store.undoings import Progress, Undoing, UndoLine, UndoPhase
from shared.sync.bells import Bells
from shared.sync.undoings import entries_of, states

LOOK_EVERY = 0.5


class TakenBefore(Exception):  # noqa: N818 - a turn of events, not a failure
    """Somebody confirmed it at the same moment."""


class WorksOut(Protocol):
    """Knows what Xero says right now."""

    async def undoing(self, connection_id: str, wish: Mapping[str, Any]) -> str:
        """Work out a plan; its id."""
        ...


@dataclass(frozen=True, slots=True)
class ShownUndoing:
    """A plan as people look at it, or how it goes."""

    of: Undoing
    lines: Sequence[UndoLine]
    states: Mapping[int, str]
    """Place → `planned`, `under_way`, `done` or `refused`."""
    reasons: Mapping[int, str]
    """Place → code of what kept it from being undone after all."""

    @property
    def going(self) -> list[UndoLine]:
        return [line for line in self.lines if line.goes]

    @property
    def staying(self) -> list[UndoLine]:
        return [line for line in self.lines if not line.goes]

    @property
    def progress(self) -> Progress:
        said = list(self.states.values())
        return Progress(said.count("done"), said.count("under_way") + said.count("planned"), said.count("refused"))

    @property
    def is_over(self) -> bool:
        """Confirmed, and nothing more happens by itself."""
        return self.of.phase is not UndoPhase.PLANNED and self.progress.is_over


class Undone:
    """Asks for plans, shows them, and lets them happen."""

    def __init__(self, store: Store, publisher: Publishes, clock: Clock, connector: WorksOut) -> None:
        self._store = store
        self._clock = clock
        self._connector = connector
        self._bells = Bells(store, publisher, clock)

    async def plan(self, connection: Connection, wish: Mapping[str, Any]) -> ShownUndoing:
        """What it takes, in which order, and what cannot be undone; nothing is touched."""
        return await self.shown(connection, await self._connector.undoing(connection.id, wish))

    async def shown(self, connection: Connection, undoing_id: str) -> ShownUndoing:
        """Raises InvalidChoiceError where this connection has no such undoing."""
        of = await self._store.undoings.get(undoing_id)
        if of is None or of.connection_id != connection.id:
            raise InvalidChoiceError("undoing", "there is none of this connection with that id")
        lines = await self._store.undoings.lines(of.id)
        entries = await entries_of(self._store, of, [line for line in lines if line.goes])
        said = states(of, lines, entries)
        reasons = {place: entry.reason or "" for place, entry in entries.items() if entry and said[place] == "refused"}
        return ShownUndoing(of, lines, said, reasons)

    async def confirm(self, connection: Connection, undoing_id: str, *, by: str, why: str) -> ShownUndoing:
        """Let exactly this happen; once. What changed since the plan is judged again, object by object.

        Where RabbitMQ is away it goes all the same, once the sweeper rings.

        Raises InvalidChoiceError where it cannot be confirmed.
        """
        said = prerequisites.reason(why)
        prerequisites.no_gate(connection, self._clock.now(), "undoing")
        plan = await self.shown(connection, undoing_id)
        if not plan.going:
            raise InvalidChoiceError("undoing", "nothing of it can be undone")
        try:
            entries = await self._record(plan, by=by, why=said)
        except TakenBefore:
            raise InvalidChoiceError("undoing", "it was confirmed before") from None
        await self._bells.ring(entries)
        return await self.shown(connection, undoing_id)

    async def _record(self, plan: ShownUndoing, *, by: str, why: str) -> list[Entry]:
        """A version of each object that asks for its undoing, and who wants it and why: all or nothing."""
        newest = {line.place: await self._store.changes.newest(line.key) for line in plan.going}
        going = [line for line in plan.going if newest[line.place] is not None]
        keys = [str(line.key) for line in going]
        decision = Decision(
            Act.UNDID, by, why, plan.of.connection_id, tuple(dict.fromkeys(line.key.category for line in going)),
            count=len(going), about=plan.of.id,
        )  # fmt: skip

        async def inside(session: Session) -> None:
            if not await self._store.undoings.confirm(plan.of, going, by=by, why=why, session=session):
                raise TakenBefore
            await self._store.decisions.keep(decision, session)
            await self._store.trail.act(
                plan.of.connection_id, "undo", by, session,
                why=why, undoing=plan.of.id, run=plan.of.run_id or "", objects=keys,
            )  # fmt: skip

        batch = [_asked(entry) for line in going if (entry := newest[line.place]) is not None]
        recorded = await self._store.changes.record(batch, inside=inside)
        entries = await self._store.recorded.named(recorded.entries)
        by_key = {entry.key: entry.id for entry in entries}
        places = {line.place: by_key[line.key] for line in going if line.key in by_key}
        stale = [line.place for line in plan.going if line.place not in places]
        await self._store.undoings.recorded(plan.of, places, stale=stale)
        return entries

    async def until_over(
        self, connection: Connection, undoing_id: str, looked: Callable[[ShownUndoing], None], *, seconds: float
    ) -> ShownUndoing:
        """Watch until each object has its end; hands out the last look where time ran out. Truth is in the store."""
        began = self._clock.monotonic()
        shown = await self.shown(connection, undoing_id)
        while not shown.is_over and self._clock.monotonic() - began < seconds:
            await self._clock.sleep(LOOK_EVERY)
            shown = await self.shown(connection, undoing_id)
            looked(shown)
        return shown


def _asked(entry: Entry) -> NewChange:
    """The newest version once more, as something to be undone."""
    return NewChange(
        key=entry.key,
        snapshot=entry.snapshot,
        read_started_at=entry.read_started_at,
        modified_at=entry.modified_at,
        number=entry.number,
        deleted=entry.deleted,
        lane=Lane.NOW,
        asked=UNDO,
    )
