"""When each system last announced something of a connection: as long as it does, lists are read seldom."""

import datetime as dt

from shared.clock import Clock
from shared.contracts.envelope import System
from shared.store.connections import Connection
from shared.store.database import Database
from shared.store.gates import CONNECTIONS

GRAIN = dt.timedelta(minutes=10)
"""News that comes so soon after other news costs no write."""


class Heard:
    """Remembers announcements, not what they say."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._connections = database.collection(CONNECTIONS)
        self._clock = clock

    async def note(self, connection: Connection, system: System) -> None:
        """That system just announced something."""
        now, before = self._clock.now(), connection.heard.get(system)
        if before is None or now - before >= GRAIN:
            await self._connections.update_one({"_id": connection.id}, {"$set": {f"heard.{system}": now}})
