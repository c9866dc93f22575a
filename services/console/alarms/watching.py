"""Looking once a minute whether somebody should be told; of several consoles one does."""

from collections.abc import Sequence
from uuid import uuid4

import structlog

from services.console.alarms import conditions
from services.console.alarms.sending import Receivers, Tell
from services.console.glances import Glancing
from shared.clock import Clock
from shared.messaging.middleware import caught
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
        """Once; hands out how many alarms were told. A way that leads nowhere keeps nobody else from being told."""
        present = await self._present()
        await self._store.alarms.forget_all_but(present)
        told: set[str] = set()
        for way, tell in self._receivers.ways.items():
            untold = await self._store.alarms.untold(present, way)
            if untold and await self._reached(untold, way, tell):
                told |= {one.key for one in untold}
        return len(told)

    async def _reached(self, untold: Sequence[Alarm], way: str, tell: Tell) -> bool:
        failure = await caught(tell(untold, self._receivers))
        if failure is not None:
            log.warning("alarms.not_told", way=way, count=len(untold), error=logged(failure))
            return False
        await self._store.alarms.told(untold, way)
        log.info("alarms.told", way=way, count=len(untold))
        return True

    async def _present(self) -> list[Alarm]:
        found = conditions.of_the_house(await self._store.dead_letters.open())
        glancing = Glancing(self._store, self._clock)
        async for one in glancing.every(await self._store.connections.find()):
            causes = await self._store.problems.causes(one.connection_id) if one.needs_attention else []
            found += conditions.of_connection(one, causes, self._clock.now())
        return found
