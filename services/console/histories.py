"""Everything that ever happened to one object, newest first."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from shared.contracts.envelope import Category
from shared.store.everything import Store
from shared.store.records import Call, Entry, Link, ObjectKey, Problem


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call that carried this object."""

    call_id: str
    at: dt.datetime
    system: str
    method: str
    path: str
    state: str
    sends: int
    """How often the same bytes went out."""
    objects: int
    """How many objects shared the call."""
    status: int | None
    """What the other system answered, if it answered clearly."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the object and what became of it."""

    entry: int
    recorded_at: dt.datetime
    finished_at: dt.datetime | None
    state: str
    reason: str | None
    asked: str | None
    deleted: bool
    wrote: bool
    due_at: dt.datetime | None
    waits_for: tuple[str, ...]
    decided_by: str | None
    """Who released or refused it, where it was held, and why."""
    decided_why: str | None
    notices: tuple[str, ...]
    """What crossed otherwise than it stood in the source."""
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class History:
    """One object."""

    category: Category
    system: str
    object_id: str
    number: str
    link: Link | None
    problem: Problem | None
    versions: tuple[Version, ...]


class Histories:
    """Finds objects by what people call them, or by either id."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def find(self, connection_id: str, category: Category, name: str, *, limit: int) -> list[History]:
        """Every object of that number, name or id; empty where there is none."""
        keys = await self._store.changes.keys_by_number(connection_id, category, name)
        keys += [ObjectKey(connection_id, category, "scoro", name), ObjectKey(connection_id, category, "xero", name)]
        keys += await self._counterparts(connection_id, category, name)
        found = [await self._history(key, limit) for key in dict.fromkeys(keys)]
        return [history for history in found if history.versions]

    async def _counterparts(self, connection_id: str, category: Category, name: str) -> list[ObjectKey]:
        """Where the name is the id of what an object became on the other side."""
        from_xero = (await self._store.links.by_xero(connection_id, category, [name])).get(name)
        from_scoro = (await self._store.links.by_scoro(connection_id, category, [name])).get(name)
        keys = [ObjectKey(connection_id, category, "scoro", from_xero.scoro_id)] if from_xero else []
        return keys + ([ObjectKey(connection_id, category, "xero", from_scoro.xero_id)] if from_scoro else [])

    async def of(self, key: ObjectKey, *, limit: int) -> History | None:
        """One object; None where it was never seen."""
        found = await self._history(key, limit)
        return found if found.versions else None

    async def _history(self, key: ObjectKey, limit: int) -> History:
        entries = await self._store.changes.versions(key, limit)
        return History(
            category=key.category,
            system=key.system,
            object_id=key.object_id,
            number=entries[0].number if entries else "",
            link=await self._link(key),
            problem=await self._store.problems.of(key),
            versions=tuple([await self._version(entry) for entry in entries]),
        )

    async def _link(self, key: ObjectKey) -> Link | None:
        find = self._store.links.by_scoro if key.system == "scoro" else self._store.links.by_xero
        return (await find(key.connection_id, key.category, [key.object_id])).get(key.object_id)

    async def _version(self, entry: Entry) -> Version:
        calls = await self._store.calls.of_entry(entry.id)
        return Version(
            entry=entry.id,
            recorded_at=entry.recorded_at,
            finished_at=entry.finished_at,
            state=entry.state.value,
            reason=entry.reason,
            asked=entry.asked,
            deleted=entry.deleted,
            wrote=entry.wrote,
            due_at=entry.due_at,
            waits_for=entry.waits_for,
            decided_by=entry.decided_by,
            decided_why=entry.decided_why,
            notices=_notices(entry, calls),
            attempts=tuple([await self._attempt(call) for call in calls]),
        )

    async def _attempt(self, call: Call) -> Attempt:
        status, _ = await self._store.calls.answer_of(call.id)
        return Attempt(
            call_id=call.id,
            at=call.sent_at,
            system=call.system,
            method=call.method,
            path=call.path,
            state=call.state.value,
            sends=call.sends,
            objects=len(call.entries),
            status=status,
        )


def _notices(entry: Entry, calls: Sequence[Call]) -> tuple[str, ...]:
    """Of all calls that carried this version, each once."""
    memos = [one.memo for call in calls for one in call.entries if one.entry_id == entry.id]
    notices = [notice for memo in memos for notice in memo.get("notices", ())]
    return tuple(dict.fromkeys(f"{one['field']}: {one['detail']}" for one in notices))
