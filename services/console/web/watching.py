"""Runs as they begin, move on and end: open pages are told."""

from collections.abc import Callable

import structlog

from shared.clock import Clock
from shared.store.database import TRANSIENT
from shared.store.runs import Runs

log = structlog.get_logger(__name__)

RETRY_SECONDS = 2.0


class Watching:
    """Follows the store's own news of runs; `began` is called whenever it begins to, for what went by until then."""

    def __init__(
        self, runs: Runs, happened: Callable[[str], None], clock: Clock, *, began: Callable[[], None] = lambda: None
    ) -> None:
        self._runs = runs
        self._happened = happened
        self._began = began
        self._clock = clock

    async def run(self) -> None:
        """Until cancelled; comes back by itself when MongoDB does."""
        while True:
            try:
                async for connection_id in self._runs.moves(self._began):
                    self._happened(connection_id)
            except TRANSIENT as error:
                log.warning("watching.mongodb_away", error=type(error).__name__)
            await self._clock.sleep(RETRY_SECONDS)
