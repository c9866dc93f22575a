"""Stopping a connection until a person has mended it (R10)."""

import structlog

from shared.clock import Clock
from shared.contracts.connection import ConnectionBroken
from shared.contracts.envelope import System
from shared.messaging.publisher import Publishes
from shared.store.connections import Connection, ConnectionState
from shared.store.everything import Store
from shared.store.gates import Gate

log = structlog.get_logger(__name__)

SIGN_IN_LOST, DISCONNECTED = "xero_sign_in_lost", "xero_disconnected"


class Breaking:
    """Closes a gate that no time opens, and says so."""

    def __init__(self, store: Store, publisher: Publishes, clock: Clock) -> None:
        self._store = store
        self._publisher = publisher
        self._clock = clock

    async def broken(self, connection: Connection, code: str, system: System = "xero", *, said: str = "") -> None:
        """Stop it; links, settings and what waits are kept. Said again where that failed before."""
        if connection.state in {ConnectionState.DISCONNECTED, ConnectionState.AUTHORISING}:
            return
        await self._store.gates.close(connection.id, Gate(code, system, text=said))
        log.error("connection.broken", connection_id=connection.id, code=code)
        await self._publisher.publish(ConnectionBroken(at=self._clock.now(), connection_id=connection.id, code=code))
