"""Directions that were turned while calls were under way (R28): what those opened again is closed."""

import structlog

from shared.store.everything import Store
from shared.sync.directions import Turning

log = structlog.get_logger()


class TurnSweep:
    """Settles turns until nothing of the former direction is left."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turning = Turning(store)

    async def settle(self) -> None:
        """Every turn that is not settled."""
        turns = await self._store.settings.turning()
        if turns:
            closed = await self._turning.settle(turns)
            log.info("sweep.turned", turns=len(turns), closed=closed)
