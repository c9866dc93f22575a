"""Which connections nothing can be done for now; asked seldom."""

from shared.clock import Clock
from shared.store.connections import Connections

SECONDS = 5.0


class Resting:
    """Remembers the answer for a few seconds."""

    def __init__(self, connections: Connections, clock: Clock) -> None:
        self._connections = connections
        self._clock = clock
        self._ids: list[str] = []
        self._asked_at: float | None = None

    async def ids(self) -> list[str]:
        """Ids of connections that are broken, blocked, paused or not connected."""
        now = self._clock.monotonic()
        if self._asked_at is None or now - self._asked_at >= SECONDS:
            self._ids = await self._connections.resting()
            self._asked_at = now
        return self._ids
