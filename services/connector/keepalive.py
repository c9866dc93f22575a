"""Keeps sign-ins alive: access tokens fresh while work goes on, refresh tokens long before they die."""

import datetime as dt
from collections.abc import Iterable

import structlog

from services.connector.breaking import DISCONNECTED, SIGN_IN_LOST
from services.connector.oauth import OAuth
from shared.clock import Clock
from shared.errors import SyncError
from shared.store.connections import Connection, ConnectionState
from shared.store.database import TRANSIENT
from shared.store.everything import Store
from shared.store.tokens import UNUSED_LIFE, Age

log = structlog.get_logger(__name__)

AHEAD = dt.timedelta(minutes=5)
"""An access token that runs out within this is renewed before anybody has to ask."""
IDLE = UNUSED_LIFE / 3
"""Unused refresh tokens are renewed after that long."""
LONGEST_WAIT = dt.timedelta(minutes=4)
"""New sign-ins are noticed this late; shorter than `AHEAD`."""
AGAIN = dt.timedelta(minutes=1)
LOST_AT_XERO = (SIGN_IN_LOST, DISCONNECTED)


class KeepAlive:
    """A background job."""

    def __init__(self, store: Store, oauth: OAuth, clock: Clock) -> None:
        self._store = store
        self._oauth = oauth
        self._clock = clock

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                following = await self.once()
            except TRANSIENT as error:
                log.warning("keepalive.mongodb_away", error=type(error).__name__)
                following = self._clock.now() + AGAIN
            await self._clock.sleep((following - self._clock.now()).total_seconds())

    async def once(self) -> dt.datetime:
        """Refresh what is due; tells when to look again."""
        at_work, kept = token_sets(await self._store.connections.find())
        now = self._clock.now()
        following = now + LONGEST_WAIT
        for age in await self._store.tokens.ages(at_work | kept):
            due = due_at(age, at_work=age.id in at_work)
            if due > now:
                following = min(following, due)
            elif not await self._refreshed(age):
                following = min(following, now + AGAIN)
        return following

    async def _refreshed(self, age: Age) -> bool:
        try:
            await self._oauth.ensure_newer_than(age.id, age.generation)
            await self._oauth.verify(age.id)
        except SyncError as error:
            log.warning("keepalive.not_refreshed", token_set=age.id, code=error.code)
            return False
        return True


def token_sets(connections: Iterable[Connection]) -> tuple[set[str], set[str]]:
    """Those of working connections, and those to be kept although nothing happens now.

    One that is paused, blocked, waits for a Scoro key or is still to be ended at Xero needs its sign-in later.
    """
    at_work, kept = set(), set()
    for connection in connections:
        if connection.token_set is None or any(gate.code in LOST_AT_XERO for gate in connection.gates):
            continue
        if connection.works:
            at_work.add(connection.token_set)
        elif connection.state is not ConnectionState.DISCONNECTED or "xero" in connection.farewell:
            kept.add(connection.token_set)
    return at_work, kept - at_work


def due_at(age: Age, *, at_work: bool) -> dt.datetime:
    """The moment by which a set is refreshed."""
    idle = age.refreshed_at + IDLE
    return min(age.expires_at - AHEAD, idle) if at_work else idle
