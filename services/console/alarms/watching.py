"""Looking once a minute whether somebody should be told; of several consoles one does."""

from uuid import uuid4

import structlog

from services.console.alarms import conditions, sending
from services.console.alarms.sending import Receivers
from services.console.glances import Glancing
from shared.clock import Clock
from shared.errors import SyncError
from shared.redaction import logged
from shared.store.alarms import Alarm
from shared.store.database import TRANSIENT
from shared.store.everything import Store

log = structlog.get_logger(__name__)

LEASE = "alarms"
AWAY: tuple[type[Exception], ...] = (*TRANSIENT, TimeoutError)
EVERY_SECONDS = 60.0
"""Lateness and silence are told by no event."""


class AlarmWatch:
    """Finds what is wrong and tells it once."""

    def __init__(self, store: Store, receivers: Receivers, clock: Clock) -> None:
        self._store = store
        self._receivers = receivers
        self._clock = clock
        self._owner = uuid4().hex

    async def run(self) -> None:
        """Until cancelled; does nothing where nobody is to be told."""
        while True:
            try:
                if await self._store.leases.take(LEASE, self._owner, EVERY_SECONDS * 2) is not None:
                    await self.look()
            except AWAY as error:
                log.warning("alarms.mongodb_away", error=type(error).__name__)
            await self._clock.sleep(EVERY_SECONDS)

    async def look(self) -> int:
        """Once; hands out how many alarms were told."""
        untold = await self._store.alarms.untold(await self._present())
        if not untold or not self._receivers.has_any:
            return 0
        try:
            await sending.tell(untold, self._receivers)
        except SyncError as error:
            log.warning("alarms.not_told", count=len(untold), error=logged(error))
            return 0
        await self._store.alarms.told(untold)
        log.info("alarms.told", count=len(untold))
        return len(untold)

    async def _present(self) -> list[Alarm]:
        found = conditions.of_the_house(await self._store.dead_letters.open())
        glancing = Glancing(self._store, self._clock)
        async for one in glancing.every(await self._store.connections.find()):
            causes = await self._store.problems.causes(one.connection_id) if one.needs_attention else []
            found += conditions.of_connection(one, causes, self._clock.now())
        return found
