"""Reading a historic load: one chain, month by month backwards, first to count and then, after a yes, to bring across.

What is linked is in step and is not recorded again. A list of more than one page is read again until a pass finds
nothing that was missed, since pages may shift while they are read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import Any, Self

import structlog

from services.connector import bookmarks
from services.connector.bookmarks import Selection
from services.connector.renewing import Renewing
from services.connector.sources import historic_lists, historic_twins, scoro_products
from services.connector.sources.historic_lists import Found
from services.connector.sources.historic_steps import Step, steps
from services.connector.sources.page import Read, Turn
from services.connector.sources.scoro_rows import KINDS
from shared.clock import Clock
from shared.store.database import Session
from shared.store.everything import Store
from shared.store.historic import SOURCE, HistoricLoad, Phase, Tally
from shared.store.records import HISTORIC, LinkState, NewChange, ObjectKey

log = structlog.get_logger()

NAME = SOURCE
PASSES = 5


@dataclass(frozen=True, slots=True)
class Place:
    """Where the chain stands."""

    phase: str
    """Of the load: what was noted while it was counted is not where it is read."""
    step: int = 0
    page: int = 1
    turn: int = 1
    """The first pass reads, further ones look for what it missed."""
    missed: int = 0
    selection: dict[str, Any] = field(default_factory=dict)
    """What the bookmark selects, found out at the first page of a step."""

    def memo(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, memo: Mapping[str, Any]) -> Self:
        return cls(**memo)

    def following(self, *, is_last: bool, missed: int) -> "Place":
        """The next page, pass or step. Counting makes one pass: it is an estimate."""
        if not is_last:
            return replace(self, page=self.page + 1, missed=self.missed + missed)
        is_settled = self.page == 1 or self.turn == PASSES or (self.turn > 1 and self.missed + missed == 0)
        if is_settled or self.phase == Phase.COUNTING:
            return Place(self.phase, self.step + 1)
        return replace(self, page=1, turn=self.turn + 1, missed=0)


class HistoricWalk:
    """Counts or records one page."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def __call__(self, turn: Turn) -> Read:
        """Nothing where the load was stopped or is over; the place is kept."""
        run_id = turn.chain.run_id
        load = await self._store.historic.get(run_id) if run_id else None
        if load is None or not load.is_active:
            return Read(is_complete=False)
        todo = steps(load)
        memo = turn.chain.memo
        place = Place.of(memo) if memo.get("phase") == load.phase else Place(load.phase.value)
        step = todo[place.step]
        place = replace(place, selection=await self._selection(turn, step, place))
        started_at = self._clock.now()
        found = await historic_lists.page(turn, step, place.page, detailed=load.phase is Phase.READING)
        chosen = {known: row for known, row in found.rows.items() if Selection.of(place.selection).accepts(row)}
        links = await self._linked(turn, step, chosen)
        fresh = {known: row for known, row in chosen.items() if known not in links}
        if load.phase is Phase.READING and place.turn > 1:
            fresh = await self._unseen(turn, load, step, fresh)
        changes = self._changes(turn, load, step, replace(found, rows=fresh), started_at)
        if changes and step.is_dated and step.source == "scoro":
            await scoro_products.renew(
                turn.scoro, Renewing(self._store), turn.connection.id, list(fresh.values()), turn.budget_lane
            )
        following = place.following(is_last=found.is_last, missed=len(fresh))
        is_over = following.step >= len(todo)
        tally = Tally(len(fresh))
        if load.phase is Phase.COUNTING:
            twins, taken = await historic_twins.count(turn, self._store.links, step, list(fresh.values()))
            tally = Tally(len(chosen), len(links), twins, taken)
        inside = partial(self._noted, load, step, tally, is_over)
        return Read(
            changes, len(found.rows), memo=None if is_over else following.memo(), is_complete=False, inside=inside
        )

    async def _noted(self, load: HistoricLoad, step: Step, tally: Tally, is_over: bool, session: Session) -> None:  # noqa: FBT001 - `partial`
        await self._store.historic.page(load, step.category, tally, is_last=is_over, session=session)

    async def _selection(self, turn: Turn, step: Step, place: Place) -> dict[str, Any]:
        """A bookmark counts for history too: only the start date is lifted (R34, R120)."""
        if step.source != "scoro" or place.selection or place.page > 1:
            return place.selection
        bookmark = turn.settings.of(step.category).bookmark
        chosen = await bookmarks.selection(turn.scoro, KINDS[step.category], bookmark, lane=turn.budget_lane)
        return chosen.memo()

    async def _linked(self, turn: Turn, step: Step, rows: Mapping[str, Any]) -> set[str]:
        links, ids = self._store.links, list(rows)
        by = links.by_scoro if step.source == "scoro" else links.by_xero
        return {
            known
            for known, link in (await by(turn.connection.id, step.category, ids)).items()
            if link.state is LinkState.ACTIVE
        }

    async def _unseen(
        self, turn: Turn, load: HistoricLoad, step: Step, rows: Mapping[str, Any]
    ) -> dict[str, Mapping[str, Any]]:
        """What no earlier pass of this load recorded."""
        keys = [ObjectKey(turn.connection.id, step.category, step.source, known) for known in rows]
        seen = await self._store.changes.versions_seen(keys)
        since = load.reading_since or load.asked_at
        return {known: row for known, row in rows.items() if known not in seen or seen[known].read_started_at < since}

    def _changes(
        self, turn: Turn, load: HistoricLoad, step: Step, found: Found, started_at: Any
    ) -> tuple[NewChange, ...]:
        if load.phase is not Phase.READING:
            return ()
        made: Sequence[NewChange] = historic_lists.changes(turn, step, found, started_at)
        return tuple(replace(change, asked=HISTORIC) for change in made)


def reader(store: Store, clock: Clock) -> HistoricWalk:
    """Reads whatever load the chain is of."""
    return HistoricWalk(store, clock)
