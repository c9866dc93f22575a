"""Many connections at once, each just closely enough to say whether it works."""

import datetime as dt
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.console.chooser import between, side
from services.console.held import HoldStatus, hold_status
from services.console.pace import Pace, kept_back, pace
from services.console.paging import ON_A_PAGE, Portion, portion
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.store.gates import Gate
from shared.store.pauses import Pause
from shared.store.runs import RunState

Unfinished = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class CategoryGlance:
    """Whether one category keeps its time."""

    category: Category
    pace: Pace


@dataclass(frozen=True, slots=True)
class Glance:
    """What the sentence about a connection needs; the same names as in its whole status."""

    connection_id: str
    scoro: str
    xero: str
    time_zone: str
    state: str
    works: bool
    pauses: tuple[Pause, ...]
    holds: tuple[HoldStatus, ...]
    broken: str | None
    missing_currencies: tuple[str, ...]
    mode: str
    running: UUID | None
    last: dt.datetime | None
    failed: str | None
    categories: tuple[CategoryGlance, ...]
    needs_attention: int
    waiting: int
    kept_back: int
    stopped: Gate | None
    gates: tuple[Gate, ...]
    farewell: tuple[str, ...]
    first_connected: dt.datetime | None


def fitting(connections: Sequence[Connection], wanted: str) -> list[Connection]:
    """Those whose id begins so, or whose name on either side holds it; pure."""
    text = wanted.strip().casefold()
    return [one for one in connections if text in between(one).casefold() or one.id.startswith(text)]


class Glancing:
    """Looks at those of one page alone, however many there are."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def page(self, connections: Sequence[Connection], number: int = 1) -> Portion[Glance]:
        """First where somebody is needed, then by name. A page beyond the last one is the last."""
        attention = await self._store.problems.counts()
        now = self._clock.now()

        def place(one: Connection) -> tuple[int, str, str]:
            needed = 0 if _is_stopped(one, now) else 1 if attention.get(one.id) else 2
            return needed, between(one).casefold(), one.id

        shown = portion(sorted(connections, key=place), number)
        rows = await self._rows(shown.items, attention)
        return Portion(tuple(rows), shown.number, shown.pages, shown.count)

    async def every(self, connections: Sequence[Connection]) -> AsyncIterator[Glance]:
        """All of them, in their order."""
        attention = await self._store.problems.counts()
        for start in range(0, len(connections), ON_A_PAGE):
            for one in await self._rows(connections[start : start + ON_A_PAGE], attention):
                yield one

    async def _rows(self, shown: Sequence[Connection], attention: Mapping[str, int]) -> list[Glance]:
        ids = [one.id for one in shown]
        unfinished = await self._store.counts.unfinished_of(ids)
        held = await self._store.holds.among(ids)
        return [
            await self._glance(one, unfinished.get(one.id, {}), attention.get(one.id, 0), is_held=one.id in held)
            for one in shown
        ]

    async def _glance(self, one: Connection, unfinished: Unfinished, attention: int, *, is_held: bool) -> Glance:
        now = self._clock.now()
        settings = await self._store.settings.get(one.id)
        runs = await self._store.runs.newest(one.id)
        done = [run for run in runs if run.state is RunState.DONE]
        lasts = {of: next((run.finished_at for run in done if of in run.categories), None) for of in Category}
        holds = await self._store.holds.open(one.id) if is_held else []
        return Glance(
            connection_id=one.id,
            scoro=side(one.company, f"entity {one.entity} of {one.site_url}"),
            xero=side(one.organisation, "no organisation yet"),
            time_zone=one.time_zone,
            state=one.state.value,
            works=one.works,
            pauses=one.pauses,
            holds=tuple(hold_status(held, one) for held in holds),
            broken=one.broken,
            missing_currencies=one.missing_currencies,
            mode=settings.mode.value,
            running=next((run.id for run in runs if run.state is not RunState.DONE), None),
            last=done[0].finished_at if done else None,
            failed=done[0].failed if done else None,
            categories=tuple(
                CategoryGlance(of, pace(one, settings, of, last=last, now=now)) for of, last in lasts.items()
            ),
            needs_attention=attention,
            waiting=sum(unfinished.values()),
            kept_back=kept_back(settings, unfinished),
            stopped=one.stopped(now),
            gates=tuple(gate for gate in one.gates if gate.until is None or gate.until > now),
            farewell=one.farewell,
            first_connected=one.first_connected_at,
        )


def _is_stopped(one: Connection, now: dt.datetime) -> bool:
    """Until a person does something."""
    gate = one.stopped(now)
    return gate is not None and gate.until is None
