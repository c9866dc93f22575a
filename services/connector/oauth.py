"""The only place that obtains or refreshes tokens (design §6)."""

import asyncio
import base64
import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from uuid import uuid4

import structlog
from pydantic import SecretStr

from services.connector.breaking import DISCONNECTED, SIGN_IN_LOST, Breaking
from services.connector.oauth_http import Grant, Granted, GrantRefusedError, Identity, claims, expires_at
from shared.clock import Clock
from shared.errors import AccessLostError, AwayError, InvalidChoiceError
from shared.store.consents import Consent, Purpose
from shared.store.everything import Store
from shared.store.tokens import TokenSet
from shared.xero.errors import AccessExpiredError, XeroSignInLostError
from shared.xero.tokens import AccessToken

log = structlog.get_logger(__name__)

SIGN_IN_TIME = dt.timedelta(minutes=15)
RETRY_SECONDS = (1.0, 3.0)
"""An answer that got lost: the old refresh token still works for 30 minutes."""
REFRESH_SECONDS = 90.0
"""How long one refresher keeps others away, if it dies."""
WAIT_SECONDS = 20.0


class SignInExpiredError(InvalidChoiceError):
    """The state of a callback is unknown, used or too old."""

    code = "sign_in_expired"

    def __init__(self) -> None:
        super().__init__("state", "this sign-in was used already or took too long; start it again")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a finished sign-in gave."""

    connection_id: str
    token_set: str
    grants: tuple[Grant, ...]


class OAuth:
    """Signs in, hands out tokens, refreshes them once for everybody."""

    def __init__(self, identity: Identity, store: Store, breaking: Breaking, clock: Clock) -> None:
        self._identity = identity
        self._store = store
        self._breaking = breaking
        self._clock = clock
        self._owner = uuid4().hex
        self._turns: dict[str, asyncio.Lock] = {}

    async def begin(self, connection_id: str) -> str:
        """The address at which a person lets us in; good once and for a quarter of an hour."""
        state, verifier = SecretStr(secrets.token_urlsafe(32)), SecretStr(secrets.token_urlsafe(64))
        until = self._clock.now() + SIGN_IN_TIME
        await self._store.consents.add(state, Consent(connection_id, Purpose.SIGN_IN, until, verifier))
        return self._identity.authorise_url(state=state.get_secret_value(), challenge=challenge(verifier))

    async def end(self, state: SecretStr) -> Consent:
        """Use up the state of a callback.

        Raises SignInExpiredError.
        """
        consent = await self._store.consents.take(state, Purpose.SIGN_IN)
        if consent is None:
            raise SignInExpiredError
        return consent

    async def exchange(self, consent: Consent, code: SecretStr) -> SignedIn:
        """Turn a code into stored tokens and tell what they open.

        Raises GrantRefusedError, AppRefusedError or an AwayError.
        """
        asked_at = self._clock.now()
        granted = await self._identity.exchange(code, consent.verifier)
        known = claims(granted.access_token)
        await self._store.tokens.put(self._token_set(known.xero_userid, 1, granted, asked_at), replaces=None)
        grants = await self._granted(granted.access_token, known.authentication_event_id)
        return SignedIn(consent.connection_id, known.xero_userid, tuple(grants))

    async def _granted(self, access_token: SecretStr, event: str | None) -> list[Grant]:
        """What this consent connected; all there is where it connected nothing new."""
        return await self._identity.grants(access_token, event) or await self._identity.grants(access_token, None)

    async def verify(self, token_set: str) -> None:
        """Stop the connections whose organisation Xero no longer lists: a person disconnected it there."""
        there = {grant.tenant_id for grant in await self.grants(token_set)}
        for connection in await self._store.connections.find(token_set=token_set):
            if connection.tenant_id not in there:
                await self._breaking.broken(connection, DISCONNECTED)

    async def grants(self, token_set: str) -> list[Grant]:
        """All organisations that this user lets us into.

        Raises as `ensure_newer_than`; XeroSignInLostError where Xero does not even know a fresh token.
        """
        tokens = await self.current(token_set)
        try:
            return await self._identity.grants(tokens.access_token, None)
        except (AccessExpiredError, XeroSignInLostError):
            tokens = await self.ensure_newer_than(token_set, tokens.generation)
            return await self._identity.grants(tokens.access_token, None)

    async def disconnect(self, token_set: str, tenant_id: str) -> None:
        """End the connection of this organisation at Xero, where there is one still. Raises as `grants`."""
        for grant in await self.grants(token_set):
            if grant.tenant_id == tenant_id:
                await self._identity.disconnect((await self.current(token_set)).access_token, grant.id)
                log.info("xero.disconnected", tenant_id=tenant_id)

    async def end_sign_in(self, token_set: str) -> None:
        """Revoke the tokens of a user and forget them: nothing of that user is connected any more.

        Raises AppRefusedError, or an AwayError where no clear answer came.
        """
        tokens = await self._store.tokens.get(token_set)
        if tokens is not None:
            await self._identity.revoke(tokens.refresh_token)
            await self._store.tokens.forget(token_set)
            log.info("xero.sign_in_ended", token_set=token_set)

    async def current(self, token_set: str) -> TokenSet:
        """Tokens that are good now, refreshed where they are not.

        Raises AccessLostError where nobody is signed in.
        """
        tokens = await self._store.tokens.get(token_set)
        if tokens is None:
            raise AccessLostError("nobody is signed in at Xero for this connection")
        if tokens.expires_at > self._clock.now():
            return tokens
        return await self.ensure_newer_than(token_set, tokens.generation)

    async def ensure_newer_than(self, token_set: str, stale_generation: int) -> TokenSet:
        """Tokens younger than that generation: refreshed here, or by whoever is at it.

        Raises AccessLostError where the sign-in is lost, AccessExpiredError or an AwayError where time mends it.
        """
        async with self._turns.setdefault(token_set, asyncio.Lock()):
            if (known := await self._store.tokens.get(token_set)) and known.generation > stale_generation:
                return known
            if not await self._store.tokens.begin_refresh(token_set, self._owner, REFRESH_SECONDS):
                return await self._from_another(token_set, stale_generation)
            try:
                return await self._refreshed(token_set, stale_generation)
            finally:
                await self._store.tokens.end_refresh(token_set, self._owner)

    async def _from_another(self, token_set: str, stale_generation: int) -> TokenSet:
        if await self._store.tokens.get(token_set) is None:
            raise AccessLostError("nobody is signed in at Xero for this connection")
        found = await self._store.tokens.newer(token_set, stale_generation, WAIT_SECONDS)
        if found is None:
            raise AccessExpiredError("another process refreshes the tokens and has not finished")
        return found

    async def _refreshed(self, token_set: str, stale_generation: int) -> TokenSet:
        """We are the only one now; what another stored before that is looked at first."""
        present = await self._store.tokens.get(token_set)
        if present is None or present.generation > stale_generation:
            return present or await self._lost(token_set)
        asked_at = self._clock.now()
        try:
            granted = await self._ask(present)
        except GrantRefusedError:
            newer = await self._store.tokens.get(token_set)
            if newer is not None and newer.generation > stale_generation:
                return newer
            return await self._lost(token_set)
        fresh = self._token_set(token_set, present.generation + 1, granted, asked_at)
        if await self._store.tokens.put(fresh, replaces=present.generation):
            log.info("xero.tokens_refreshed", token_set=token_set, generation=fresh.generation)
            return fresh
        return await self._store.tokens.get(token_set) or await self._lost(token_set)

    async def _ask(self, present: TokenSet) -> Granted:
        for seconds in RETRY_SECONDS:
            try:
                return await self._identity.refresh(present.refresh_token)
            except AwayError as error:
                log.warning("xero.refresh_unanswered", token_set=present.id, error=error.code, again_in=seconds)
                await self._clock.sleep(seconds)
        return await self._identity.refresh(present.refresh_token)

    async def _lost(self, token_set: str) -> TokenSet:
        """Every organisation of this user stops until a person signs in again; links and settings stay (R10)."""
        for connection in await self._store.connections.find(token_set=token_set):
            await self._breaking.broken(connection, SIGN_IN_LOST)
        raise AccessLostError("the sign-in at Xero is lost; connect again")

    def _token_set(self, token_set: str, generation: int, granted: Granted, asked_at: dt.datetime) -> TokenSet:
        return TokenSet(
            id=token_set,
            generation=generation,
            access_token=granted.access_token,
            refresh_token=granted.refresh_token,
            expires_at=expires_at(granted, asked_at),
            refreshed_at=asked_at,
        )


class DirectAccess:
    """The connector's own `AccessTokens`: nobody has to be asked."""

    def __init__(self, oauth: OAuth, token_set: str, tenant_id: str) -> None:
        self._oauth = oauth
        self._token_set = token_set
        self._tenant_id = tenant_id

    async def current(self) -> AccessToken:
        """See `AccessTokens`."""
        return self._token(await self._oauth.current(self._token_set))

    async def renewed(self, stale_generation: int) -> AccessToken:
        """See `AccessTokens`."""
        return self._token(await self._oauth.ensure_newer_than(self._token_set, stale_generation))

    def _token(self, tokens: TokenSet) -> AccessToken:
        return AccessToken(tokens.access_token, tokens.generation, self._tenant_id)


def challenge(verifier: SecretStr) -> str:
    """PKCE, S256."""
    digest = hashlib.sha256(verifier.get_secret_value().encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
