"""Finding out why a system did not let us in (R10, R152).

Whoever was refused has closed a gate for a minute. Here the system is asked what is true: the sign-in or the key is
lost, which breaks the connection; only a right is missing, which closes the category it concerns until somebody grants
it; or nothing is wrong, and the gate opens.
"""

import datetime as dt

import structlog

from services.connector.asking import Asking
from services.connector.breaking import SIGN_IN_LOST, Breaking
from services.connector.oauth import OAuth
from shared.clock import Clock
from shared.contracts.connection import AccessDoubted
from shared.contracts.envelope import System
from shared.errors import AccessLostError, InvalidChoiceError
from shared.scoro.errors import ScoroAddressWrongError, ScoroEdgeRefusedError, ScoroKeyRefusedError
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.store.gates import Gate
from shared.xero.errors import XeroPermissionMissingError

log = structlog.get_logger(__name__)

PROBE = dt.timedelta(minutes=15)
"""A missing right may be granted any time, and nobody tells us: so often somebody tries."""
SOON = dt.timedelta(minutes=1)
"""A page of somebody else may be gone in a moment: each time it is waited for as long as it has been there, from this
to `PROBE`."""
ENTITY_GONE = "scoro_entity_gone"
MISSING: dict[System, str] = {"xero": XeroPermissionMissingError.code, "scoro": "scoro_permission_missing"}
SCORO_ACCESS = (
    ScoroKeyRefusedError.code, ScoroAddressWrongError.code, ScoroEdgeRefusedError.code, ENTITY_GONE, MISSING["scoro"],
)  # fmt: skip
"""What a key that works opens."""


class Doubts:
    """Settles doubts; every doubt may come twice or late."""

    def __init__(self, store: Store, *, oauth: OAuth, asking: Asking, breaking: Breaking, clock: Clock) -> None:
        self._store = store
        self._oauth = oauth
        self._asking = asking
        self._breaking = breaking
        self._clock = clock

    async def settle(self, event: AccessDoubted) -> None:
        """Ask, and close or open what follows from the answer. Raises what time mends."""
        connection = await self._store.connections.get(event.connection_id)
        if connection.broken is not None:
            return
        if event.system == "scoro":
            await self._scoro(connection, event)
        elif connection.token_set is not None:
            await self._xero(connection, connection.token_set, event)

    async def _xero(self, connection: Connection, token_set: str, event: AccessDoubted) -> None:
        try:
            await self._oauth.verify(token_set)
        except AccessLostError as error:
            await self._breaking.broken(connection, SIGN_IN_LOST, said=str(error))
            return
        if (await self._store.connections.get(connection.id)).broken is None:
            await self._let_in(connection, event, only_a_right=event.code == XeroPermissionMissingError.code)

    async def _scoro(self, connection: Connection, event: AccessDoubted) -> None:
        try:
            await self._asking.company(connection)
        except ScoroKeyRefusedError as error:
            await self._breaking.broken(connection, error.code, "scoro", said=str(error))
        except InvalidChoiceError as error:
            await self._breaking.broken(connection, ENTITY_GONE, "scoro", said=error.reason)
        except AccessLostError as error:  # a page of somebody else, who may go away again
            await self._wait(connection, error.code, event, so_far=self._since(connection, error.code))
        else:
            await self._let_in(connection, event, only_a_right=event.code == ScoroKeyRefusedError.code)

    async def _let_in(self, connection: Connection, event: AccessDoubted, *, only_a_right: bool) -> None:
        """The system answers: either nothing was wrong, or one kind of object is closed to us."""
        if only_a_right:
            await self._wait(connection, MISSING[event.system], event)
        if event.code != MISSING[event.system]:
            await self._store.gates.open(connection.id, [event.code])
        log.info("access.settled", connection_id=connection.id, code=event.code, only_a_right=only_a_right)

    def _since(self, connection: Connection, code: str) -> dt.timedelta:
        """How long it has been so."""
        now = self._clock.now()
        mine = [gate for gate in connection.gates if gate.code == code and (gate.until is None or gate.until > now)]
        return max((now - (gate.since or now) for gate in mine), default=SOON)

    async def _wait(
        self, connection: Connection, code: str, event: AccessDoubted, *, so_far: dt.timedelta = PROBE
    ) -> None:
        until = self._clock.now() + min(max(so_far, SOON), PROBE)
        gate = Gate(code, event.system, until=until, category=event.category, text=event.said)
        await self._store.gates.close(connection.id, gate)
