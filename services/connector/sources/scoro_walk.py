"""Reading a list of Scoro's objects completely, although its pages shift while it is read.

Scoro pages by number and tells no order. An object that is changed, or leaves a bookmark, during the walk may move all
that stand behind it one place forward, over the edge of a page that was read already. So a list of more than one page
is walked again, by slim rows, until a pass finds nothing that was missed; one page alone cannot shift. What changes
during the walk itself is found by the next reading, which begins an overlap before this one began.
"""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

import structlog

from services.connector import bookmarks
from services.connector.bookmarks import Selection
from services.connector.sources.page import Read, Turn
from services.connector.sources.scoro_objects import by_ids
from services.connector.sources.scoro_rows import Kind, Row, change, changed_at, id_of, is_deleted
from shared.clock import Clock
from shared.dates import day_of
from shared.scoro.client import MAX_DETAILED_ROWS, MAX_ROWS, Page, modified_from
from shared.store.changes import Changes, Seen
from shared.store.links import Links
from shared.store.records import ObjectKey
from shared.sync.settings import Direction

log = structlog.get_logger()

OVERLAP = dt.timedelta(seconds=120)
"""How far clocks may differ, and how old an object must have been when it was read for its date to be proof."""
PASSES = 5
ONE_DAY = dt.timedelta(days=1)
Companion = Callable[[Turn, Sequence[Row]], Awaitable[None]]
"""What else is read for changed objects before they are recorded; a first load has read it all just before."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the walk stands."""

    selection: Selection
    everything: bool
    """The list is read from the start date on, not from the cursor."""
    scope: str = ""
    """What this reading covers: the selection, and the start date that counted when it began."""
    turn: int = 1
    """The first pass reads, further ones look for what it missed."""
    page: int = 1
    missed: int = 0

    def memo(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, memo: dict[str, Any]) -> Self:
        return cls(**{**memo, "selection": Selection.of(memo["selection"])})


class ScoroWalk:
    """Reads what changed of one kind of objects."""

    def __init__(
        self, kind: Kind, *, changes: Changes, links: Links, clock: Clock, also: Companion | None = None
    ) -> None:
        self._kind = kind
        self._also = also
        self._changes = changes
        self._links = links
        self._clock = clock

    async def __call__(self, turn: Turn) -> Read:
        """One page, with the details of what is new on it; nothing once the category travels the other way (R28)."""
        if turn.settings.of(self._kind.category).direction is not Direction.FROM_SCORO:
            return Read(scope=turn.chain.scope, is_complete=False)
        place = Place.of(turn.chain.memo) if turn.chain.memo else await self._start(turn)
        is_detailed = place.everything and place.turn == 1
        started_at = self._clock.now()
        page = await turn.scoro.list_page(
            self._kind.module,
            place.page,
            lane=turn.budget_lane,
            per_page=MAX_DETAILED_ROWS if is_detailed else MAX_ROWS,
            detailed=is_detailed,
            filters=modified_from(self._from_day(turn, place)),
            include_deleted=True,
            bookmark=place.selection.bookmark,
        )
        wanted, seen = await self._wanted(turn, place, page.rows)
        if not is_detailed and wanted:
            started_at = self._clock.now()
            wanted = (await by_ids(turn.scoro, self._kind, wanted, lane=turn.budget_lane)).rows
            if self._also is not None:
                await self._also(turn, list(wanted.values()))
        place = replace(place, missed=place.missed + _missed(turn, place, wanted, seen))
        return self._read(turn, place, page, list(wanted.values()), started_at)

    async def _start(self, turn: Turn) -> Place:
        choices = turn.settings.of(self._kind.category)
        selection = await bookmarks.selection(turn.scoro, self._kind, choices.bookmark, lane=turn.budget_lane)
        scope = f"{selection.scope}@{choices.start_date}"
        is_other = turn.chain.scope not in {None, scope}
        return Place(selection, everything=turn.chain.since is None or is_other, scope=scope)

    def _from_day(self, turn: Turn, place: Place) -> dt.date:
        """The start date counts from 00:00 in the site's zone (R36), which is what a bare day means to Scoro."""
        zone = turn.connection.time_zone
        begins = turn.settings.of(self._kind.category).begins_at(zone) or turn.connection.first_connected_at
        if place.everything or turn.chain.since is None:
            return day_of(begins or turn.chain.started_at, zone)
        return max(day_of(turn.chain.since, zone) - ONE_DAY, day_of(begins or turn.chain.since, zone))

    def _since(self, turn: Turn, place: Place) -> dt.datetime | None:
        """What changed before this is known, or was before the direction was turned (R28)."""
        known = None if place.everything else turn.chain.since
        turned = turn.settings.of(self._kind.category).turned_second
        return max((moment for moment in (known, turned) if moment), default=None)

    async def _wanted(
        self, turn: Turn, place: Place, rows: Sequence[Row]
    ) -> tuple[Mapping[str, Row], Mapping[str, Seen]]:
        """Id → row of what is to be recorded, and what the log knows of those."""
        since = self._since(turn, place)
        zone = turn.connection.time_zone
        named = {known: row for row in rows if (known := id_of(self._kind, row))}
        if len(named) < len(rows):
            log.warning("scoro.rows_without_id_or_doubled", module=self._kind.module, count=len(rows) - len(named))
        chosen = {
            known: row
            for known, row in named.items()
            if place.selection.accepts(row) and _is_since(changed_at(row, zone), since)
        }
        keys = [ObjectKey(turn.connection.id, self._kind.category, "scoro", known) for known in chosen]
        seen = await self._changes.versions_seen(keys)
        strangers = await self._strangers(turn, chosen, seen)
        wanted = {
            known: row
            for known, row in chosen.items()
            if known not in strangers and not _is_known(row, seen.get(known), zone, strictly=place.turn == 1)
        }
        return wanted, seen

    async def _strangers(self, turn: Turn, rows: Mapping[str, Row], seen: Mapping[str, Seen]) -> set[str]:
        """What was deleted before anybody saw it."""
        idle = {known for known, row in rows.items() if is_deleted(row)} - seen.keys()
        return (
            idle - (await self._links.by_scoro(turn.connection.id, self._kind.category, idle)).keys() if idle else idle
        )

    def _read(self, turn: Turn, place: Place, page: Page, rows: Sequence[Row], started_at: dt.datetime) -> Read:
        changes = tuple(
            change(
                self._kind,
                row,
                connection_id=turn.connection.id,
                zone_name=turn.connection.time_zone,
                read_started_at=started_at,
                lane=turn.lane,
            )
            for row in rows
        )
        following = _following(place, is_last=page.is_last)
        seen = len(page.rows) if place.turn == 1 else 0
        if following is not None:
            return Read(changes, seen, memo=following.memo())
        is_complete = not (place.turn == PASSES and place.missed)
        if not is_complete:
            log.warning("scoro.list_does_not_settle", module=self._kind.module, passes=PASSES)
        return Read(changes, seen, scope=place.scope, is_complete=is_complete)


def _following(place: Place, *, is_last: bool) -> Place | None:
    """The next page, the next pass, or None where the walk is done."""
    if not is_last:
        return replace(place, page=place.page + 1)
    if place.page == 1 or (place.turn > 1 and not place.missed) or place.turn == PASSES:
        return None
    return replace(place, turn=place.turn + 1, page=1, missed=0)


def _missed(turn: Turn, place: Place, read: Mapping[str, Row], seen: Mapping[str, Seen]) -> int:
    """How many an earlier pass should have found: nobody touched them since the walk began."""
    if place.turn == 1:
        return 0
    before = turn.chain.started_at - OVERLAP
    moments = {known: changed_at(row, turn.connection.time_zone) for known, row in read.items()}
    return sum(1 for known, moment in moments.items() if (known not in seen if moment is None else moment < before))


def _is_since(moment: dt.datetime | None, since: dt.datetime | None) -> bool:
    return since is None or moment is None or moment >= since


def _is_known(row: Row, seen: Seen | None, zone_name: str, *, strictly: bool) -> bool:
    """Whether the log has this version.

    Dates count whole seconds: what was read within the overlap after it was changed may have been changed once more in
    that second, so a first pass does not trust its date.
    """
    if seen is None or seen.modified_at is None or seen.deleted != is_deleted(row):
        return False
    if seen.modified_at != changed_at(row, zone_name):
        return False
    return not strictly or seen.read_started_at - seen.modified_at > OVERLAP
