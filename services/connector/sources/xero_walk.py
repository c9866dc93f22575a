"""Reading what changed of one of Xero's resources, and recording what crosses to Scoro.

The walk does not count pages: each request begins where the last object of the page before was last changed. Xero
sorts by that moment, and an object that is changed moves to the end of the list, so nothing can slip over an edge.
Page numbers are used only within one second, where a bulk import left more objects than fit on a page.

One reading serves every category whose objects the resource holds (`design.md` §5). Which categories those were, each
with its start date, is the scope of the cursor: where another one joins them or begins earlier, be it between two
pages, the list is read again from the start of that one.
"""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence

from services.connector.sources.page import Read, Turn
from services.connector.sources.xero_rows import Kind, Row, change, changed_at
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.store.records import NewChange
from shared.sync.settings import Direction
from shared.xero import wire
from shared.xero.client import MAX_PAGE_SIZE

ORDER = "UpdatedDateUTC ASC"
OVERLAP = dt.timedelta(seconds=120)
Companion = Callable[[Turn, Sequence[Row]], Awaitable[None]]
"""What else is kept of a page before it is recorded."""
Starts = Mapping[str, dt.datetime]
Parts = Callable[[Turn, Sequence[Row], Starts, dt.datetime], Awaitable[Sequence[NewChange]]]
"""Objects inside those of a page; given from when on changes of each category count, and when it was read."""


class XeroWalk:
    """Reads one resource, page by page."""

    def __init__(
        self,
        kind: Kind,
        *,
        clock: Clock,
        also: Companion | None = None,
        parts: Parts | None = None,
        listens: Sequence[Category] = (),
        records: bool = True,
        is_whole: bool = False,
        page_size: int = MAX_PAGE_SIZE,
    ) -> None:
        """`listens`: categories that want to know of these objects without having entries of them.

        Without `records` the list is read as a whole and only `also` keeps anything of it. `is_whole`: every reading
        reads everything, however old it is; what was recorded already is not recorded again.
        """
        self._kind = kind
        self._clock = clock
        self._also = also
        self._parts = parts
        self._interested = (*kind.categories, *listens) if records else ()
        self._page_size = page_size
        self._is_whole = is_whole

    async def __call__(self, turn: Turn) -> Read:
        """One page."""
        starts = self._starts(turn)
        scopes = {_scope(turn, category) for category in starts}
        covered = sorted(scopes & set(turn.chain.memo.get("covered", scopes)))
        since, number = (None, 1) if self._is_whole else self._place(turn, starts)
        started_at = self._clock.now()
        rows, is_last = await self._rows(turn, since, number)
        if self._also is not None and rows:
            await self._also(turn, rows)
        changes = tuple(self._changes(turn, rows, starts, started_at))
        if self._parts is not None and rows:
            changes += tuple(await self._parts(turn, rows, starts, started_at))
        if is_last or not rows:
            return Read(changes, len(rows), scope=",".join(covered))
        newest = _second(wire.moment(str(rows[-1]["UpdatedDateUTC"])))
        stands = since is not None and newest <= since
        memo = {"since": since.isoformat(), "page": number + 1} if stands and since else _memo(newest)
        return Read(changes, len(rows), memo={**memo, "covered": covered})

    async def _rows(self, turn: Turn, since: dt.datetime | None, number: int) -> tuple[Sequence[Row], bool]:
        resource, params, lane = self._kind.resource, self._kind.params, turn.budget_lane
        if not self._kind.is_paged:
            return await turn.xero.whole(resource, lane=lane, modified_since=since, params=params), True
        page = await turn.xero.page(
            resource, number, lane=lane, page_size=self._page_size, modified_since=since, order=ORDER, params=params
        )
        return page.items, page.is_last

    def _starts(self, turn: Turn) -> dict[str, dt.datetime]:
        """Category → from when on its changes count, for those that come to Scoro (R28, R31, R36)."""
        connection = turn.connection
        first = connection.first_connected_at or turn.chain.started_at
        starts: dict[str, dt.datetime] = {}
        for category in self._interested:
            choices = turn.settings.of(category)
            if choices.enabled and choices.direction is Direction.TO_SCORO:
                starts[category.value] = choices.begins_at(connection.time_zone) or first
        return starts

    def _place(self, turn: Turn, starts: dict[str, dt.datetime]) -> tuple[dt.datetime | None, int]:
        memo, since = turn.chain.memo, turn.chain.since
        if memo:
            return dt.datetime.fromisoformat(memo["since"]), int(memo["page"])
        covered = set((turn.chain.scope or "").split(","))
        joined = [start for category, start in starts.items() if _scope(turn, category) not in covered]
        begins = [*joined, *([since] if since else [])]
        return (_second(min(begins)) if begins else None), 1

    def _changes(
        self, turn: Turn, rows: Sequence[Row], starts: dict[str, dt.datetime], started_at: dt.datetime
    ) -> list[NewChange]:
        """What crosses, of the categories whose start it is not older than."""
        changes: list[NewChange] = []
        for row in rows:
            category = self._kind.category_of(row)
            moment = changed_at(row)
            if category is None or category.value not in starts or not self._kind.id_of(row):
                continue
            if self._is_whole or moment is None or moment >= starts[category.value]:
                changes.append(
                    change(
                        self._kind,
                        row,
                        category,
                        connection_id=turn.connection.id,
                        read_started_at=started_at,
                        lane=turn.lane,
                    )
                )
        return changes


def _scope(turn: Turn, category: str) -> str:
    """What a reading covers of a category."""
    return f"{category}@{turn.settings.of(Category(category)).start_date}"


def _memo(newest: dt.datetime) -> dict[str, object]:
    return {"since": newest.isoformat(), "page": 1}


def _second(moment: dt.datetime) -> dt.datetime:
    """Whole seconds are all that Xero compares."""
    return moment.replace(microsecond=0)
