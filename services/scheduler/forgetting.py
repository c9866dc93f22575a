"""Letting what is long over lose its content, a portion at a time."""

import structlog

from shared.clock import Clock
from shared.store.everything import Store
from shared.store.retention import Retention

log = structlog.get_logger()


class Forgetting:
    """Goes through the log again and again."""

    def __init__(self, store: Store, clock: Clock, days: int) -> None:
        self._retention = Retention(store.database, clock)
        self._days = days

    async def once(self) -> None:
        """One portion."""
        done = await self._retention.age_out(self._days)
        if done.versions or done.calls:
            log.info("retention.forgot", versions=done.versions, calls=done.calls)
