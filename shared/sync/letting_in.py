"""Letting recorded changes in: the one place that knows what keeps them back.

A change that was recorded lies in the log until it is opened; only then it is rung for and may be claimed. Kept back
are whatever is behind a closed gate or paused (`Connection.stopped`), news in Manual mode (R20), news of a category
whose bookmark is gone (R121-b), what a stopped run left until a later one takes it over, and of the backfill what is
beyond a hundred unfinished (design §4).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from shared.clock import Clock
from shared.contracts.envelope import Category, Lane
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.store.records import HISTORIC, Entry
from shared.store.runs import RUN_STOPPED
from shared.sync.settings import ORDER, Mode, SyncSettings

BACKFILL_AT_ONCE = 100
MANUAL = "manual"


def kept_back(entry: Entry, connection: Connection, settings: SyncSettings, now: dt.datetime) -> str | None:
    """The code of what keeps a recorded change from being let in; None where nothing does.

    In Manual mode that is news: what nobody asked for and no run read.
    """
    if gate := connection.stopped(now, entry.key.category, entry.lane):
        return gate.code
    if entry.laid_back:
        return RUN_STOPPED
    if entry.asked is not None:
        return None
    if gate := connection.holds_news(entry.key.category):
        return gate.code
    return MANUAL if settings.mode is Mode.MANUAL and entry.run_id is None else None


class LettingIn:
    """Opens entries; whoever asks rings for them."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def let_in(self, entries: Sequence[Entry]) -> list[Entry]:
        """Open those that nothing keeps back; hands out what was opened, which may be other entries of a backfill."""
        by_connection: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            by_connection[entry.key.connection_id].append(entry)
        opened: list[Entry] = []
        for connection_id, group in by_connection.items():
            opened += await self._of_connection(connection_id, group)
        return opened

    async def _of_connection(self, connection_id: str, entries: Sequence[Entry]) -> list[Entry]:
        connection = await self._store.connections.get(connection_id)
        settings = await self._store.settings.get(connection_id)
        now = self._clock.now()
        free = [entry for entry in entries if kept_back(entry, connection, settings, now) is None]
        at_once = [entry.id for entry in free if not is_backfill(entry)]
        opened = await self._store.changes.open(at_once) if at_once else []
        if len(at_once) < len(free):
            opened += await self._backfill(connection)
        return opened

    async def more_of_backfill(self, connection_id: str) -> list[Entry]:
        """Some of it finished: open as many more."""
        return await self._backfill(await self._store.connections.get(connection_id))

    async def _backfill(self, connection: Connection) -> list[Entry]:
        now = self._clock.now()
        categories = [one for one in ORDER if is_let_in(connection, one, now)]
        return await self._store.backfill.open(connection.id, categories, at_most=BACKFILL_AT_ONCE)


def is_let_in(connection: Connection, category: Category, now: dt.datetime) -> bool:
    """Whether nothing keeps the backfill of a whole category back."""
    stopped = connection.stopped(now, category, Lane.BULK)
    return stopped is None and connection.holds_news(category) is None


def is_backfill(entry: Entry) -> bool:
    """Read for the first time or as part of a historic load, and nobody waits for it."""
    return entry.lane is Lane.BULK and entry.asked in {None, HISTORIC}
