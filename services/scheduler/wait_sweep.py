"""Looking again at what waits: the parent may be there, the turn may have come, nobody may have asked (design §3.5)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

import structlog

from services.scheduler.resting import Resting
from shared.clock import Clock
from shared.contracts.envelope import Category, Lane, System
from shared.contracts.sync import ObjectWanted
from shared.messaging.publisher import Publishes
from shared.store.everything import Store
from shared.store.records import UNFINISHED, Entry, LinkState, ObjectKey, State
from shared.store.waits import parse_wait, serial_of
from shared.sync.telling import bell
from shared.sync.wishes import wish

log = structlog.get_logger()

SECONDS = 30.0
FAILED_FOR = dt.timedelta(hours=1)
"""A parent that needs a person is read again after so long: its category may be off, and Scoro may tell nobody."""
URGENCY = list(Lane)
ON_ITS_WAY = frozenset(UNFINISHED) - {State.RECORDED}
"""States in which a parent comes by itself; one that only lies recorded may be kept back (R20)."""


class WaitSweep:
    """Re-checks waits that have lasted."""

    def __init__(self, store: Store, publisher: Publishes, clock: Clock, resting: Resting, *, batch: int) -> None:
        self._store = store
        self._publisher = publisher
        self._clock = clock
        self._resting = resting
        self._batch = batch

    async def look_again(self) -> None:
        """Every wait that nobody looked at for a while."""
        before = self._clock.now() - dt.timedelta(seconds=SECONDS)
        entries = await self._store.waits.overdue(before, limit=self._batch)
        by_connection: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            by_connection[entry.key.connection_id].append(entry)
        closed = await self._resting.closed()
        for connection_id, waiting in by_connection.items():
            if not closed.holds(connection_id):
                await self._look(connection_id, waiting)
        await self._store.waits.touched([entry.id for entry in entries])

    async def _look(self, connection_id: str, waiting: Sequence[Entry]) -> None:
        lanes = _lanes(waiting)
        over = await self._turns(connection_id, lanes) | await self._linked(connection_id, lanes)
        if over:
            opened = await self._store.waits.release(connection_id, sorted(over))
            log.info("sweep.released", connection_id=connection_id, count=len(opened))
            await self._publisher.publish_all([bell(entry, self._clock) for entry in opened])
        await self._ask(connection_id, {wait: lane for wait, lane in lanes.items() if wait not in over})

    async def _turns(self, connection_id: str, waits: Iterable[str]) -> set[str]:
        """Turns that have come: the older version of the object, or the call before this one, has its outcome."""
        over: set[str] = set()
        for wait in waits:
            if (name := serial_of(wait)) is not None:
                if not await self._store.calls.serials_busy(connection_id, [name]):
                    over.add(wait)
                continue
            key, is_turn = parse_wait(connection_id, wait)
            if is_turn and not await self._store.calls.in_flight([key]):
                over.add(wait)
        return over

    async def _linked(self, connection_id: str, waits: Iterable[str]) -> set[str]:
        """Parents that have their twin by now."""
        over: set[str] = set()
        for (category, system), ids in _parents(connection_id, waits).items():
            links = await self._store.links.by_source(connection_id, category, system, ids)
            over |= {
                str(ObjectKey(connection_id, category, system, object_id))
                for object_id, link in links.items()
                if link.state is LinkState.ACTIVE
            }
        return over

    async def _ask(self, connection_id: str, waits: dict[str, Lane]) -> None:
        """Parents that nobody works on are asked for again; waits for one that needs a person are parked meanwhile."""
        wanted: list[ObjectWanted] = []
        for wait, lane in waits.items():
            if serial_of(wait) is not None:
                continue
            key, is_turn = parse_wait(connection_id, wait)
            if is_turn:
                continue
            newest = await self._store.changes.newest(key)
            if newest is not None and newest.state is State.FAILED and self._is_young(newest):
                await self._store.waits.park(key, newest.reason or "unknown")
            elif newest is not None and newest.state is State.WAITING:
                problem = await self._store.problems.of(key)
                if problem is not None:
                    await self._store.waits.park(key, problem.code)
            elif newest is None or newest.state not in ON_ITS_WAY:
                wanted.append(wish(key, self._clock, lane=lane, why="dependency"))
        await self._publisher.publish_all(wanted)

    def _is_young(self, failed: Entry) -> bool:
        """Whether a parent failed so lately that asking for it again is too early."""
        return failed.finished_at is None or self._clock.now() - failed.finished_at < FAILED_FOR


def _lanes(waiting: Iterable[Entry]) -> dict[str, Lane]:
    """What is waited for → the most urgent lane of those who wait."""
    lanes: dict[str, Lane] = {}
    for entry in waiting:
        for wait in entry.waits_for:
            lanes[wait] = min(lanes.get(wait, entry.lane), entry.lane, key=URGENCY.index)
    return lanes


def _parents(connection_id: str, waits: Iterable[str]) -> dict[tuple[Category, System], list[str]]:
    groups: dict[tuple[Category, System], list[str]] = defaultdict(list)
    for wait in waits:
        if serial_of(wait) is not None:
            continue
        key, is_turn = parse_wait(connection_id, wait)
        if not is_turn:
            groups[key.category, key.system].append(key.object_id)
    return groups
