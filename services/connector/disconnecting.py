"""Ending a connection (R10, R11): stopped here at once, then both systems are told, now or as soon as they answer.

Links, settings, cursors and history stay, and what was on its way waits: connecting the same organisation again goes on
where it ended. Nothing is deleted on either side.
"""

import structlog

from services.connector.announcing import Announcing
from services.connector.oauth import OAuth
from shared.clock import Clock
from shared.contracts.envelope import System
from shared.errors import AccessLostError, SyncError
from shared.redaction import logged
from shared.store.connections import Connection, ConnectionState
from shared.store.consents import Purpose
from shared.store.database import TRANSIENT
from shared.store.everything import Store

log = structlog.get_logger(__name__)

AGAIN_SECONDS = 60.0
ENDED = (ConnectionState.DISCONNECTED, ConnectionState.AUTHORISING)


class Disconnecting:
    """Ends connections, and keeps telling whoever could not be told."""

    def __init__(self, store: Store, *, oauth: OAuth, announcing: Announcing, clock: Clock) -> None:
        self._store = store
        self._oauth = oauth
        self._announcing = announcing
        self._clock = clock

    async def disconnect(self, connection_id: str) -> Connection:
        """End it; what is left to tell is in its `farewell`. Safe to repeat."""
        connection = await self._store.connections.get(connection_id)
        if connection.state is not ConnectionState.DISCONNECTED:
            farewell: list[System] = ["scoro", "xero"] if connection.token_set else []
            await self._store.connections.change(
                connection_id, state=ConnectionState.DISCONNECTED, farewell=farewell, next_tick=None
            )
            await self._store.gates.open_ways(connection_id)
            await self._store.consents.drop(connection_id, list(Purpose))
            log.info("connection.disconnected", connection_id=connection_id, was=connection.state)
        return await self._tell(await self._store.connections.get(connection_id))

    async def run(self) -> None:
        """Until cancelled: tell whoever could not be told."""
        while True:
            try:
                await self.once()
            except TRANSIENT as error:
                log.warning("farewell.mongodb_away", error=type(error).__name__)
            await self._clock.sleep(AGAIN_SECONDS)

    async def once(self) -> None:
        """All that is left, except where a person is just connecting again."""
        for connection in await self._store.connections.ended():
            if connection.state in ENDED and not await self._store.consents.under_way(connection_id=connection.id):
                await self._tell(connection)

    async def _tell(self, connection: Connection) -> Connection:
        for system in connection.farewell:
            try:
                await self._tell_one(connection, system)
            except AccessLostError as error:
                log.info("farewell.needless", connection_id=connection.id, system=system, code=error.code)
                await self._store.connections.told(connection.id, system, forget_sign_in=system == "xero")
            except SyncError as error:
                log.warning("farewell.later", connection_id=connection.id, system=system, error=logged(error))
        return await self._store.connections.get(connection.id)

    async def _tell_one(self, connection: Connection, system: System) -> None:
        if system == "scoro":
            await self._announcing.unsubscribe(connection)
            await self._store.connections.told(connection.id, system)
        elif connection.token_set is not None:
            await self._oauth.disconnect(connection.token_set, connection.tenant_id or "")
            if not await self._is_needed(connection.token_set, connection):
                await self._oauth.end_sign_in(connection.token_set)
            await self._store.connections.told(connection.id, system, forget_sign_in=True)

    async def _is_needed(self, token_set: str, ended: Connection) -> bool:
        """Whether another connection lives on this sign-in, or a person is just making one."""
        others = [one for one in await self._store.connections.find(token_set=token_set) if one.id != ended.id]
        return bool(others) or await self._store.consents.under_way(token_set=token_set)
