"""Weighing what waits for the rest of its run, and ending holds that keep nothing any more (design §3.9)."""

import structlog

from shared.clock import Clock
from shared.messaging.publisher import Publishes
from shared.store.everything import Store
from shared.sync.brakes import Weighing
from shared.sync.telling import Telling

log = structlog.get_logger()


class BrakeSweep:
    """Weighs again what its last planner or the end of reading could not let go yet."""

    def __init__(self, store: Store, publisher: Publishes, clock: Clock) -> None:
        self._store = store
        self._weighing = Weighing(store)
        self._telling = Telling(store, publisher, clock)

    async def weigh(self) -> None:
        """Everything that waits for it."""
        loads = await self._store.brakes.loads()
        opened = await self._weighing.all_of(loads)
        await self._telling.ring(opened)
        if opened:
            log.info("sweep.weighed", loads=len(loads), opened=len(opened))

    async def tidy(self) -> None:
        """End holds without anything to decide."""
        await self._store.holds.close_empty()
