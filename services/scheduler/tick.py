"""Asks connections to synchronize when their moment has come."""

import datetime as dt

import structlog

from services.scheduler import plan
from services.scheduler.leader import Leader
from services.scheduler.steady import Steady, all_of
from shared.clock import Clock
from shared.contracts.sync import SyncRequested
from shared.messaging.publisher import NotPublishedError, Publishes
from shared.store.connections import Connection
from shared.store.everything import Store

log = structlog.get_logger()

LONGEST_SLEEP = 5.0
"""So late at most does a new connection get its first moment."""
SHORTEST_SLEEP = 0.05
AT_ONCE = 50


class Ticker:
    """The five-minute clock of all connections."""

    def __init__(self, store: Store, publisher: Publishes, clock: Clock, leader: Leader) -> None:
        self._store = store
        self._publisher = publisher
        self._clock = clock
        self._leader = leader
        self._steady = Steady("tick")

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            went_well = await self._steady.do(self.once)
            await self._clock.sleep(await self._pause() if went_well else LONGEST_SLEEP)

    async def once(self) -> None:
        """Ask everybody who is due, if this process leads."""
        if not await self._leader.leads():
            return
        now = self._clock.now()
        await self._give_first_moments(now)
        due = [connection async for connection in self._store.connections.due(now, AT_ONCE)]
        while due:
            await all_of(self._tick(connection, now) for connection in due)
            if len(due) < AT_ONCE or not await self._leader.leads():
                return
            due = [connection async for connection in self._store.connections.due(now, AT_ONCE)]

    async def _give_first_moments(self, now: dt.datetime) -> None:
        for connection in await self._store.connections.without_tick(AT_ONCE):
            await self._store.connections.ticked(connection.id, None, plan.following(connection.id, now))

    async def _tick(self, connection: Connection, now: dt.datetime) -> None:
        following = plan.following(connection.id, now)
        if not await self._store.connections.ticked(connection.id, connection.next_tick, following):
            return
        choices = await self._store.settings.get(connection.id)
        if not plan.takes_part(choices, stopped=connection.stopped(now, reading=True) is not None):
            return
        trigger = plan.trigger(connection.time_zone, connection.next_tick or now, now)
        try:
            await self._publisher.publish(SyncRequested(at=now, connection_id=connection.id, trigger=trigger))
        except NotPublishedError:
            await self._store.connections.ticked(connection.id, following, connection.next_tick or now)
            raise
        log.info("connection.ticked", connection_id=connection.id, trigger=trigger, following=following.isoformat())

    async def _pause(self) -> float:
        """Seconds until the next moment of anybody, within bounds."""
        if not self._leader.leading:
            return LONGEST_SLEEP
        coming: dt.datetime | None = None

        async def look() -> None:
            nonlocal coming
            coming = await self._store.connections.earliest_tick()

        if not await self._steady.do(look) or coming is None:
            return LONGEST_SLEEP
        return min(LONGEST_SLEEP, max(SHORTEST_SLEEP, (coming - self._clock.now()).total_seconds()))
