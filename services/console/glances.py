"""Many connections at once, each just closely enough to say whether it works."""

import asyncio
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
from shared.store.holds import Held
from shared.store.names import Named
from shared.store.pauses import Pause
from shared.store.runs import Run, RunState
from shared.sync.settings import SyncSettings


@dataclass(frozen=True, slots=True)
class CategoryGlance:
    """Whether one category keeps its time, and what lies in its way."""

    category: Category
    pace: Pace
    needs_attention: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What the sentence about a connection needs."""

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
    """When a run last came to its end."""
    failed: str | None
    """Code of what kept the last run from reading everything."""
    categories: tuple[CategoryGlance, ...]
    kept_back: int = 0
    """Changes that lie recorded until somebody synchronizes: in Manual mode (R20)."""
    stopped: Gate | None = None
    """What keeps everything from crossing now."""
    gates: tuple[Gate, ...] = ()
    """What keeps parts of it from crossing now."""
    farewell: tuple[str, ...] = ()
    """Systems that still have to be told that it was ended."""
    first_connected: dt.datetime | None = None

    @property
    def needs_attention(self) -> int:
        """Objects that need a person, in all categories."""
        return sum(category.needs_attention for category in self.categories)

    @property
    def waiting(self) -> int:
        """Objects on their way, in all categories."""
        return sum(category.waiting for category in self.categories)


@dataclass(frozen=True, slots=True)
class Known:
    """What the store holds of one connection beside itself."""

    settings: SyncSettings
    runs: Sequence[Run]
    """The newest, newest first."""
    unfinished: Mapping[tuple[str, str], int]
    """(category, state) → number of entries."""
    attention: Mapping[str, int]
    """Category → number of objects."""
    holds: Sequence[Held]

    @property
    def done(self) -> list[Run]:
        """The runs that came to their end."""
        return [run for run in self.runs if run.state is RunState.DONE]

    def last(self, category: Category) -> dt.datetime | None:
        """When it was last read to the end."""
        return next((run.finished_at for run in self.done if category in run.categories), None)


def glance(one: Connection, known: Known, now: dt.datetime) -> Glance:
    """What is to be said of it now; pure."""
    done = known.done
    return Glance(
        connection_id=one.id,
        scoro=side(one.company, f"entity {one.entity} of {one.site_url}"),
        xero=side(one.organisation, "no organisation yet"),
        time_zone=one.time_zone,
        state=one.state.value,
        works=one.works,
        pauses=one.pauses,
        holds=tuple(hold_status(held, one) for held in known.holds),
        broken=one.broken,
        missing_currencies=one.missing_currencies,
        mode=known.settings.mode.value,
        running=next((run.id for run in known.runs if run.state is not RunState.DONE), None),
        last=done[0].finished_at if done else None,
        failed=done[0].failed if done else None,
        categories=tuple(_category(one, known, of, now) for of in Category),
        kept_back=kept_back(known.settings, known.unfinished),
        stopped=one.stopped(now),
        gates=tuple(gate for gate in one.gates if gate.until is None or gate.until > now),
        farewell=one.farewell,
        first_connected=one.first_connected_at,
    )


def _category(one: Connection, known: Known, of: Category, now: dt.datetime) -> CategoryGlance:
    return CategoryGlance(
        category=of,
        pace=pace(one, known.settings, of, last=known.last(of), now=now),
        needs_attention=known.attention.get(of, 0),
        waiting=sum(count for (category, _), count in known.unfinished.items() if category == of),
    )


def fitting(connections: Sequence[Named], wanted: str) -> list[Named]:
    """Those whose id begins so, or whose name on either side holds it; pure."""
    text = wanted.strip().casefold()
    return [one for one in connections if text in between(one).casefold() or one.id.startswith(text)]


class Glancing:
    """Looks at those of one page alone, however many there are."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def page(self, connections: Sequence[Named], number: int = 1) -> Portion[Glance]:
        """First where somebody is needed, then by name. A page beyond the last one is the last."""
        attention = await self._store.problems.counts()

        def place(one: Named) -> tuple[int, str, str]:
            needed = 0 if one.is_stopped else 1 if attention.get(one.id) else 2
            return needed, between(one).casefold(), one.id

        shown = portion(sorted(connections, key=place), number)
        full = await self._of([one.id for one in shown.items])
        rows = await self._rows([full[one.id] for one in shown.items if one.id in full], attention)
        return Portion(tuple(rows), shown.number, shown.pages, shown.count)

    async def _of(self, ids: Sequence[str]) -> dict[str, Connection]:
        return {one.id: one for one in await self._store.connections.find(_id={"$in": list(ids)})}

    async def every(self, connections: Sequence[Connection]) -> AsyncIterator[Glance]:
        """All of them, in their order."""
        attention = await self._store.problems.counts()
        for start in range(0, len(connections), ON_A_PAGE):
            for one in await self._rows(connections[start : start + ON_A_PAGE], attention):
                yield one

    async def _rows(self, shown: Sequence[Connection], attention: Mapping[str, Mapping[str, int]]) -> list[Glance]:
        ids = [one.id for one in shown]
        unfinished, held, settings, runs = await asyncio.gather(
            self._store.counts.unfinished_of(ids),
            self._store.holds.among(ids),
            self._store.settings.of(ids),
            self._store.runs.newest_of(ids),
        )
        now = self._clock.now()
        return [
            glance(
                one,
                Known(
                    settings=settings[one.id],
                    runs=runs.get(one.id, []),
                    unfinished=unfinished.get(one.id, {}),
                    attention=attention.get(one.id, {}),
                    holds=await self._store.holds.open(one.id) if one.id in held else [],
                ),
                now,
            )
            for one in shown
        ]
