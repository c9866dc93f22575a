"""What nothing can be done for now; asked seldom."""

from shared.clock import Clock
from shared.store.connections import Connections
from shared.store.gates import Closed

SECONDS = 5.0


class Resting:
    """Remembers for a few seconds which gates are closed."""

    def __init__(self, connections: Connections, clock: Clock) -> None:
        self._connections = connections
        self._clock = clock
        self._known: dict[bool, tuple[float, Closed]] = {}

    async def closed(self, *, reading: bool = False) -> Closed:
        """Connections that are broken, blocked or not connected, and what is behind other gates or paused.

        `reading`: what somebody paused is read all the same, and calls under way are brought to their end.
        """
        now = self._clock.monotonic()
        asked_at, closed = self._known.get(reading, (None, Closed()))
        if asked_at is None or now - asked_at >= SECONDS:
            closed = await self._connections.closed(self._clock.now(), reading=reading)
            self._known[reading] = (now, closed)
        return closed
