"""Reading single objects that somebody waits for: a document its contact, a webhook its news, a person their click.

Wishes that arrive together are read together: each object once, as many as fit in one call. A dependency is recorded
even where it is equal to what was seen before, because its category may have left it out then. Behind a closed gate
nothing is read: documents ask for their parents again once it is open, and changes are found by the next reading.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from services.connector.wanted_from_scoro import FromScoro
from services.connector.wanted_from_xero import FromXero
from services.connector.wishes import URGENCY, Wish, merged
from shared.clock import Clock
from shared.contracts.envelope import Category, Lane, System
from shared.contracts.sync import ObjectWanted
from shared.errors import SyncError
from shared.store.connections import UnknownConnectionError
from shared.store.everything import Store
from shared.store.gates import Gate, GateClosedError
from shared.sync.gates import Gatekeeper

log = structlog.get_logger()

WINDOWS: dict[System, float] = {"scoro": 0.03, "xero": 2.0}
"""Seconds in which wishes are collected. Nobody waits for news of Xero, and much of it are echoes of our own writes."""
MOST: dict[System, int] = {"scoro": 25, "xero": 40}
"""Objects of one reading: what fits into one detailed list of Scoro, into one address of Xero."""


@dataclass(frozen=True, slots=True)
class Group:
    """Wishes that may be read together; whoever waits before a screen does not wait behind the others."""

    connection_id: str
    category: Category
    system: System
    is_click: bool


@dataclass(slots=True)
class _Batch:
    """Wishes that are read together; `done` says so to all who wait."""

    wishes: dict[str, Wish] = field(default_factory=dict)
    full: asyncio.Event = field(default_factory=asyncio.Event)
    reading: asyncio.Task[None] | None = None


class Wanted:
    """Collects wishes of one connection, system and category."""

    def __init__(
        self, store: Store, from_scoro: FromScoro, from_xero: FromXero, gates: Gatekeeper, clock: Clock
    ) -> None:
        self._store = store
        self._gates = gates
        self._from_scoro = from_scoro
        self._from_xero = from_xero
        self._clock = clock
        self._collecting: dict[Group, _Batch] = {}
        self._turns: defaultdict[Group, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def object(self, event: ObjectWanted) -> None:
        """Returns once the object is read and recorded. Raises what kept it from that."""
        group = Group(event.connection_id, event.category, event.system, event.lane is Lane.NOW)
        batch = self._collecting.get(group)
        if batch is None:
            batch = self._collecting[group] = _Batch()
            batch.reading = asyncio.create_task(self._read(group, batch))
        batch.wishes[event.object_id] = merged(batch.wishes.get(event.object_id), Wish.of(event))
        if len(batch.wishes) >= MOST[event.system]:
            self._collecting.pop(group, None)
            batch.full.set()
        if batch.reading is not None:
            await asyncio.shield(batch.reading)

    async def _read(self, group: Group, batch: _Batch) -> None:
        window = asyncio.ensure_future(self._clock.sleep(WINDOWS[group.system]))
        full = asyncio.ensure_future(batch.full.wait())
        try:
            await asyncio.wait({window, full}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            window.cancel()
            full.cancel()
        if self._collecting.get(group) is batch:
            del self._collecting[group]
        async with self._turns[group]:
            await self._now(group, list(batch.wishes.values()))

    async def _now(self, group: Group, wishes: Sequence[Wish]) -> None:
        try:
            connection = await self._store.connections.get(group.connection_id)
        except UnknownConnectionError:
            log.info("wanted.skipped", connection_id=group.connection_id, reason="connection_gone")
            return
        if (gate := connection.stopped(self._clock.now(), group.category, _lane(wishes))) is not None:
            self._skip(group, wishes, gate)
            return
        source = self._from_xero if group.system == "xero" else self._from_scoro
        try:
            await source.read(connection, group.category, wishes)
        except SyncError as error:
            gate = await self._gates.closed(connection.id, error, category=group.category, lane=_lane(wishes))
            if gate is None:
                raise
            self._skip(group, wishes, gate)

    def _skip(self, group: Group, wishes: Sequence[Wish], gate: Gate) -> None:
        """Only what a person wished is kept for later, where time opens the gate: all else comes by itself."""
        log.info("wanted.skipped", connection_id=group.connection_id, reason=gate.code, count=len(wishes))
        if gate.until is not None and any("person" in wish.whys for wish in wishes):
            raise GateClosedError(gate)


def _lane(wishes: Sequence[Wish]) -> Lane:
    """Of the most urgent one."""
    return min((one.lane for one in wishes), key=URGENCY.index)
