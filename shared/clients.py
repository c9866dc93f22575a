"""The API clients of a connection, built once and shared: one transport per address, one budget per limit."""

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from shared.budget import Budget, Limits
from shared.clock import Clock
from shared.config import XeroSettings
from shared.contracts.connection import AccessNeeded
from shared.contracts.envelope import System
from shared.ending import Ending
from shared.errors import AccessLostError
from shared.http import HttpTransport, Patience
from shared.messaging.publisher import Publishes
from shared.scoro.client import ScoroClient
from shared.scoro.limits import listen_site, site_limits
from shared.store.budgets import XERO_APP, mongo_budget, scoro_key, xero_key
from shared.store.connections import Connection, ConnectionState
from shared.store.everything import Store
from shared.store.tokens import TokenSet
from shared.trail_witness import TrailWitness
from shared.turns import CombinedBudget, Listen
from shared.xero.client import XeroClient
from shared.xero.errors import AccessExpiredError
from shared.xero.limits import APP_LIMITS, connection_limits, listen_app, listen_connection
from shared.xero.tokens import AccessToken, AccessTokens

USER_AGENT = "Scoro-Xero-Sync/0.1"
"""Stable and not empty: Scoro's edge turns unnamed programs away."""
XERO_PATH = "/api.xro/2.0"
APP_SHARE = 0.95
"""Of the app's limit, which is only counted roughly."""
WAIT_SECONDS = 20.0
OUTLIVES = 1.5
"""So many times the longest answer may a slot stay with an owner that says nothing."""

Access = Callable[[Connection], AccessTokens]


@dataclass(frozen=True, slots=True)
class Who:
    """A Xero organisation as a user's tokens open it."""

    connection_id: str
    token_set: str
    tenant_id: str


class StoredAccess:
    """Reads the stored token and asks the connector for a newer one; never refreshes."""

    def __init__(self, who: Who, store: Store, publisher: Publishes, clock: Clock, ending: Ending) -> None:
        self._who = who
        self._ending = ending
        self._store = store
        self._publisher = publisher
        self._clock = clock
        self._turn = asyncio.Lock()

    async def current(self) -> AccessToken:
        """See `AccessTokens`; one that has run out is renewed rather than tried."""
        tokens = await self._stored()
        if tokens.expires_at <= self._clock.now():
            return await self.renewed(tokens.generation)
        return self._token(tokens)

    async def renewed(self, stale_generation: int) -> AccessToken:
        """See `AccessTokens`; many who wait ask once, and nobody waits in a process that was told to end."""
        async with self._turn:
            tokens = await self._stored()
            if tokens.generation > stale_generation:
                return self._token(tokens)
            await self._publisher.publish(
                AccessNeeded(
                    at=self._clock.now(), connection_id=self._who.connection_id, stale_generation=stale_generation
                )
            )
            newer = await self._ending.unless_told(
                self._store.tokens.newer(self._who.token_set, stale_generation, WAIT_SECONDS)
            )
            return self._token(newer) if newer else await self._none_came()

    async def _stored(self) -> TokenSet:
        tokens = await self._store.tokens.get(self._who.token_set)
        if tokens is None:
            raise AccessLostError("nobody is signed in at Xero for this connection")
        return tokens

    async def _none_came(self) -> AccessToken:
        connection = await self._store.connections.get(self._who.connection_id)
        if connection.state is ConnectionState.BROKEN:
            raise AccessLostError("the sign-in at Xero is lost; connect again")
        raise AccessExpiredError(f"no newer token came within {WAIT_SECONDS:.0f} seconds")

    def _token(self, tokens: TokenSet) -> AccessToken:
        return AccessToken(tokens.access_token, tokens.generation, self._who.tenant_id)


class Clients:
    """What every service needs in order to call; `access` is the connector's own way to tokens."""

    def __init__(
        self,
        store: Store,
        settings: XeroSettings,
        clock: Clock,
        publisher: Publishes,
        *,
        access: Access | None = None,
        ending: Ending | None = None,
    ) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._ending = ending or Ending()
        self._access = access or (
            lambda connection: StoredAccess(who(connection), store, publisher, clock, self._ending)
        )
        self._transports: dict[str, HttpTransport] = {}
        self._budgets: dict[str, Budget] = {}
        self._scoro: dict[str, tuple[object, ScoroClient]] = {}
        self._xero: dict[str, tuple[object, XeroClient]] = {}
        self.http_timeout = settings.http_timeout
        """Seconds that any call may take."""

    async def scoro(self, connection: Connection) -> ScoroClient:
        """The entity of a connection."""
        key = (connection.site_url, connection.entity, connection.api_key)
        known = self._scoro.get(connection.id)
        if known is None or known[0] != key:
            self._scoro[connection.id] = known = (key, self._new_scoro(connection))
        return known[1]

    async def xero(self, connection: Connection) -> XeroClient:
        """The organisation of a connection.

        Raises AccessLostError where none was chosen yet.
        """
        key = who(connection)
        known = self._xero.get(connection.id)
        if known is None or known[0] != key:
            self._xero[connection.id] = known = (key, self._new_xero(connection, key.tenant_id))
        return known[1]

    def _transport(self, base_url: str, system: System) -> HttpTransport:
        """The one transport to an address."""
        if base_url not in self._transports:
            self._transports[base_url] = transport(base_url, self._settings, self._clock, system=system)
        return self._transports[base_url]

    async def close(self) -> None:
        """Hang up everywhere."""
        for transport in self._transports.values():
            await transport.close()
        self._transports.clear()

    def _new_scoro(self, connection: Connection) -> ScoroClient:
        limits = site_limits(self._settings.scoro_day_limit, self._settings.scoro_window_limit)
        return ScoroClient(
            self._transport(connection.site_url, "scoro"),
            api_key=self._store.connections.api_key(connection),
            entity=connection.entity,
            budget=self._budget(scoro_key(connection.site_url), limits, listen_site),
            clock=self._clock,
            witness=TrailWitness(self._store.trail, connection.id, "scoro"),
        )

    def _new_xero(self, connection: Connection, tenant_id: str) -> XeroClient:
        settings = self._settings
        own = replace(
            connection_limits(settings.xero_day_limit),
            per_window=settings.xero_minute_limit,
            at_once=settings.xero_concurrent_limit,
        )
        everybody = replace(APP_LIMITS, per_window=max(1, int(settings.xero_app_minute_limit * APP_SHARE)))
        budget = CombinedBudget(
            self._budget(xero_key(tenant_id), own, listen_connection),
            self._budget(XERO_APP, everybody, listen_app),
        )
        to_xero = self._transport(settings.xero_api_url.rstrip("/") + XERO_PATH, "xero")
        seen = TrailWitness(self._store.trail, connection.id, "xero")
        return XeroClient(to_xero, self._access(connection), budget=budget, clock=self._clock, witness=seen)

    def _budget(self, name: str, limits: Limits, listen: Listen) -> Budget:
        """A slot of a process that died is free again as soon as no request of it can still be running."""
        limits = replace(limits, slot_life=dt.timedelta(seconds=self._settings.http_timeout * OUTLIVES))
        if name not in self._budgets:
            self._budgets[name] = mongo_budget(self._store.database, name, limits, listen, self._clock, self._ending)
        return self._budgets[name]


def transport(base_url: str, settings: XeroSettings, clock: Clock, *, system: str) -> HttpTransport:
    """To one address, with our name and the patience of the settings."""
    seconds = settings.http_timeout
    patience = Patience(read=max(seconds - 10, seconds / 2), total=seconds)
    return HttpTransport(
        base_url,
        user_agent=USER_AGENT,
        clock=clock,
        system=system,
        patience=patience,
        public_only=system == "scoro" and not settings.scoro_private_addresses,
    )


def who(connection: Connection) -> Who:
    """Whose organisation.

    Raises AccessLostError where none was chosen yet.
    """
    if connection.token_set is None or connection.tenant_id is None:
        raise AccessLostError("no Xero organisation is connected yet")
    return Who(connection.id, connection.token_set, connection.tenant_id)
