"""How an action stands: ended, or what the change log says of its object now."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from services.connector.actions.kinds import kind_of
from shared.store.actions import WITHOUT_CALL, Action, Ended
from shared.store.everything import Store
from shared.store.records import Entry, ObjectKey, State
from shared.store.waits import is_held, parents_of

UNDER_WAY, WAITING = "under_way", "waiting"


@dataclass(frozen=True, slots=True)
class Parent:
    """Something that must cross first."""

    kind: str
    object_id: str
    number: str
    code: str | None
    """Why it needs a person, where it does."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One action, as it is now."""

    action: Action
    state: str
    """One of `Ended`, or `under_way`, or `waiting`."""
    code: str | None = None
    said: str = ""
    """What a person must know in the words of whoever refused: Xero's, Scoro's or ours."""
    counterpart_id: str | None = None
    """The id of its twin in the other system."""
    waits_for: tuple[Parent, ...] = ()
    due_at: dt.datetime | None = None
    """When it is tried again."""
    is_over: bool = False
    """Whether anything more happens without a person."""


class Standings:
    """Looks actions up."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of(self, action: Action) -> Standing:
        """What became of it so far."""
        if action.ended is Ended.REFUSED:
            return Standing(action, Ended.REFUSED, action.code, action.text, is_over=True)
        entry = await self._carrier(action)
        ended = action.ended or (WITHOUT_CALL.get(entry.state.value) if entry else None)
        if ended is not None:
            return await self._ended(action, ended, entry)
        if entry is not None and any(map(is_held, entry.waits_for)):
            return await self._held(action)
        if entry is not None and (parents := parents_of(entry)):
            return await self._waiting(action, parents)
        due_at = entry.due_at if entry is not None and entry.due_at and entry.due_at > entry.recorded_at else None
        reason = entry.reason if entry is not None and due_at else None
        return Standing(action, UNDER_WAY, reason, due_at=due_at, is_over=action.rests)

    async def _carrier(self, action: Action) -> Entry | None:
        """The entry that it goes with: a newer one where that was superseded."""
        entry = await self._store.changes.get(action.entry) if action.entry is not None else None
        if entry is not None and entry.state is State.SUPERSEDED and action.ended is None:
            return await self._store.changes.newest(action.key)
        return entry

    async def _ended(self, action: Action, ended: Ended, entry: Entry | None) -> Standing:
        code = action.code if action.ended else entry.reason if entry else None
        problem = await self._store.problems.of(action.key) if ended is Ended.NEEDS_ATTENTION else None
        return Standing(
            action,
            ended,
            code,
            problem.text if problem is not None and problem.code == code else "",
            await self._twin(action.key),
            is_over=True,
        )

    async def _held(self, action: Action) -> Standing:
        """A brake keeps it until a person decides; what becomes of it then is told as of any other action."""
        problem = await self._store.problems.of(action.key)
        code, said = (problem.code, problem.text) if problem else (None, "")
        return Standing(action, Ended.NEEDS_ATTENTION, code, said, is_over=True)

    async def _waiting(self, action: Action, parents: Sequence[ObjectKey]) -> Standing:
        """Inherits the problem of what it waits for."""
        problem = await self._store.problems.of(action.key) if action.rests else None
        return Standing(
            action,
            WAITING,
            problem.code if problem else "not_linked_yet",
            problem.text if problem else "",
            waits_for=tuple([await self._parent(key) for key in parents]),
            is_over=action.rests,
        )

    async def _twin(self, key: ObjectKey) -> str | None:
        links = await self._store.links.by_source(key.connection_id, key.category, key.system, [key.object_id])
        return links[key.object_id].counterpart_of(key.system) if key.object_id in links else None

    async def _parent(self, key: ObjectKey) -> Parent:
        newest = await self._store.changes.newest(key)
        problem = await self._store.problems.of(key)
        code = problem.code if problem else None
        return Parent(kind_of(key.category), key.object_id, newest.number if newest else "", code)
