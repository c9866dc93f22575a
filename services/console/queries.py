"""What people want to know, read from the store; nothing here writes or asks anybody."""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any
from uuid import UUID

from services.console.chooser import chosen
from services.console.glances import CategoryGlance, Glance, Known, glance
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.errors import InvalidChoiceError
from shared.store.budgets import granted, scoro_key, xero_key
from shared.store.connections import Connection
from shared.store.counts import OfRun
from shared.store.everything import Store
from shared.store.problems import Cause
from shared.store.records import FINAL, State
from shared.store.runs import Run, RunState
from shared.sync.settings import Mode

WAITING = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryStatus(CategoryGlance):
    """One category of a connection."""

    enabled: bool
    direction: str
    last: dt.datetime | None
    in_sync: int
    left_out: int
    reasons: dict[str, int] = field(default_factory=dict)
    """Why objects are left out: rule → how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status(Glance):
    """One connection, looked at closely."""

    categories: tuple[CategoryStatus, ...]
    next_tick: dt.datetime | None = None
    calls: dict[str, dict[str, int]] = field(default_factory=dict)
    """System → lane → calls ever made; those to Scoro are the whole site's."""


@dataclass(frozen=True, slots=True)
class CategorySoFar:
    """How far a run is in one category."""

    category: Category
    seen: int = 0
    left_out: int = 0
    needs_attention: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class SoFar:
    """How far a run is."""

    state: RunState
    categories: tuple[CategorySoFar, ...]


@dataclass(frozen=True, slots=True)
class CategoryReport(CategorySoFar):
    """What a run did in one category."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    overtaken: int = 0
    """A newer version came before these were worked on; it belongs to the run that read it."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did, or has done so far."""

    run_id: UUID
    state: RunState
    trigger: str
    started_at: dt.datetime
    finished_at: dt.datetime | None
    read: int
    failed: str | None
    categories: tuple[CategoryReport, ...]
    write_calls: int
    stopped_by: str | None = None
    held_up: dict[str, int] = field(default_factory=dict)
    """Why objects are not done yet: code of the last attempt, or `waiting` for what comes before them → how many."""

    @property
    def needs_attention(self) -> int:
        """Objects that need a person, in all categories."""
        return sum(category.needs_attention for category in self.categories)


class Queries:
    """Answers, each from one or a few indexed reads."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def connection(self, wanted: str | None) -> Connection:
        """The one that is named, or the only one there is; see `chooser.chosen`."""
        return chosen(await self._store.connections.find(), wanted)

    async def status(self, connection: Connection) -> Status:
        """Whether it is working."""
        known, linked, left_out, calls = await asyncio.gather(
            self._known(connection),
            self._store.links.counts(connection.id),
            self._store.counts.left_out(connection.id),
            self._calls(connection),
        )
        seen = glance(connection, known, self._clock.now())
        is_automatic = known.settings.mode is Mode.AUTOMATIC and known.settings.enabled()
        closely: dict[str, Any] = {
            "categories": tuple(self._category(one, known, linked, left_out) for one in seen.categories),
            "next_tick": connection.next_tick if is_automatic else None,
            "calls": calls,
        }
        return Status(**_fields(seen) | closely)

    async def _known(self, connection: Connection) -> Known:
        settings, runs, unfinished, attention, holds = await asyncio.gather(
            self._store.settings.get(connection.id),
            self._store.runs.newest(connection.id),
            self._store.counts.unfinished(connection.id),
            self._store.problems.counts([connection.id]),
            self._store.holds.open(connection.id),
        )
        return Known(settings, runs, unfinished, attention.get(connection.id, {}), holds)

    async def _calls(self, connection: Connection) -> dict[str, dict[str, int]]:
        keys = {"scoro": scoro_key(connection.site_url)}
        if connection.tenant_id:
            keys["xero"] = xero_key(connection.tenant_id)
        return {system: await granted(self._store.database, key) for system, key in keys.items()}

    def _category(
        self, seen: CategoryGlance, known: Known, linked: Mapping[str, int], left_out: Mapping[tuple[str, str], int]
    ) -> CategoryStatus:
        own = known.settings.of(seen.category)
        reasons = {reason: count for (of, reason), count in left_out.items() if of == seen.category}
        return CategoryStatus(
            **_fields(seen),
            enabled=own.enabled,
            direction=own.direction.value,
            last=known.last(seen.category),
            in_sync=linked.get(seen.category, 0),
            left_out=sum(reasons.values()),
            reasons=reasons,
        )

    async def so_far(self, run: Run) -> SoFar:
        """How far a run is; costs little however much it brings."""
        counts = await self._store.counts.so_far(run.id)
        of = _categories(run, {category for category, _ in counts})
        return SoFar(run.state, tuple(_category_so_far(one, counts) for one in of))

    async def report(self, run: Run) -> Report:
        """What a run did so far."""
        return (await self.reports([run]))[0]

    async def reports(self, runs: Sequence[Run]) -> list[Report]:
        """The same of several, from one look."""
        found = await self._store.counts.of_runs([run.id for run in runs])
        return [_report(run, found[run.id]) for run in runs]

    async def causes(self, connection: Connection, *, ignored: bool = False) -> list[Cause]:
        """Open problems, one per cause, newest first."""
        return await self._store.problems.causes(connection.id, ignored=ignored)

    async def causes_named(self, connection: Connection, name: str) -> list[Cause]:
        """Open causes by their own name, by their code, or by the number of a document that has them.

        Raises InvalidChoiceError where nothing fits.
        """
        causes = await self.causes(connection) + await self.causes(connection, ignored=True)
        named = {problem.cause for problem in await self._store.problems.numbered(connection.id, name)}
        found = [cause for cause in causes if name in (cause.cause, cause.code) or cause.cause in named]
        if not found:
            raise InvalidChoiceError("cause", f"no open problem is named {name!r}; `problems list` names them")
        return found


def _report(run: Run, found: OfRun) -> Report:
    order = _categories(run, {of for of, _, _, _ in found.outcomes})
    return Report(
        run_id=run.id,
        state=run.state,
        trigger=run.trigger,
        started_at=run.started_at,
        finished_at=run.finished_at,
        read=run.read,
        failed=run.failed,
        stopped_by=run.stopped_by,
        categories=tuple(_category_report(category, found.outcomes, found.written) for category in order),
        write_calls=found.calls,
        held_up=_held_up(found.outcomes),
    )


def _categories(run: Run, touched: Collection[str]) -> list[Category]:
    return [category for category in Category if category in touched or category in run.categories]


def _fields(seen: Glance | CategoryGlance) -> dict[str, Any]:
    return {one.name: getattr(seen, one.name) for one in fields(seen)}


def _held_up(counts: Mapping[tuple[str, str, str, bool], int]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for (_, state, reason, _), count in counts.items():
        if state == State.WAITING:
            found[WAITING] += count
        elif state == State.OPEN and reason:
            found[reason] += count
    return dict(found)


def _category_so_far(category: Category, counts: Mapping[tuple[str, str], int]) -> CategorySoFar:
    states = Counter({state: count for (of, state), count in counts.items() if of == category})
    return CategorySoFar(
        category=category,
        seen=states.total(),
        left_out=states[State.LEFT_OUT],
        needs_attention=states[State.FAILED],
        waiting=_waiting(states),
    )


def _waiting(states: Counter[str]) -> int:
    return states.total() - sum(states[state] for state in FINAL)


def _category_report(
    category: Category, counts: Mapping[tuple[str, str, str, bool], int], written: Mapping[tuple[str, str], int]
) -> CategoryReport:
    states: Counter[str] = Counter()
    for (of, state, _, _), count in counts.items():
        if of == category:
            states[state] += count
    created = written.get((category.value, "PUT"), 0)
    updated = sum(count for (of, method), count in written.items() if of == category and method != "PUT")
    return CategoryReport(
        category=category,
        seen=states.total(),
        created=created,
        updated=updated,
        unchanged=max(0, states[State.SYNCED] - created - updated),
        left_out=states[State.LEFT_OUT],
        needs_attention=states[State.FAILED],
        waiting=_waiting(states),
        overtaken=states[State.SUPERSEDED],
    )
