"""What nothing can be done for now; asked seldom."""

from shared.clock import Clock
from shared.store.connections import Connections
from shared.store.gates import NOTHING_CLOSED, Closed

SECONDS = 5.0


class Resting:
    """Remembers for a few seconds which gates are closed."""

    def __init__(self, connections: Connections, clock: Clock) -> None:
        self._connections = connections
        self._clock = clock
        self._closed = NOTHING_CLOSED
        self._asked_at: float | None = None

    async def closed(self) -> Closed:
        """Connections that are broken, blocked, paused or not connected, and what is behind other gates."""
        now = self._clock.monotonic()
        if self._asked_at is None or now - self._asked_at >= SECONDS:
            self._closed = await self._connections.closed(self._clock.now())
            self._asked_at = now
        return self._closed
