"""After something was undone, both books are read in full and compared."""

import structlog

from shared.clock import Clock
from shared.messaging.publisher import Publishes
from shared.store.everything import Store
from shared.store.undoings import Undoing
from shared.sync.proofs import Proofs
from shared.sync.settings import WITH_MONEY
from shared.sync.undoings import is_over

log = structlog.get_logger()


class UndoSweep:
    """Asks for the proof of each undoing of which every object has its end; once."""

    def __init__(self, store: Store, publisher: Publishes, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._proofs = Proofs(store, publisher, clock)

    async def prove(self) -> None:
        """Those that were confirmed and not proved yet."""
        for one in await self._store.undoings.not_proved():
            if await is_over(self._store, one) and await self._began(one):
                await self._store.undoings.done(one.id)
                log.info("sweep.undone", undoing=one.id, connection_id=one.connection_id)

    async def _began(self, one: Undoing) -> bool:
        """False where it has to wait: nothing can be read now, or a proof is under way that began before."""
        connection = await self._store.connections.get(one.connection_id)
        settings = await self._store.settings.get(one.connection_id)
        if not any(settings.of(category).enabled for category in WITH_MONEY):
            return True
        if connection.stopped(self._clock.now(), reading=True) is not None:
            return False
        return await self._proofs.begin(one.connection_id)
