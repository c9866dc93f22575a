"""Codes, token pairs, rotation with its grace, revocation. All times come from the sandbox clock."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import secrets

from services.sandbox.xero.world import AccessToken, App, Code, Grant, RefreshToken, World, fresh_id

ACCESS_LIFETIME = dt.timedelta(seconds=1800)
ID_LIFETIME = dt.timedelta(minutes=5)
CODE_LIFETIME = dt.timedelta(minutes=5)
REFRESH_IDLE_LIFETIME = dt.timedelta(days=60)
GRACE = dt.timedelta(minutes=30)
ISSUER = "https://identity.xero.com"


class TokenRefusedError(Exception):
    """The token endpoint's 400; `error` is OAuth's word."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


class Mint:
    """Makes and checks tokens. `signing_key` is this sandbox's own; nobody outside checks the signature."""

    def __init__(self, world: World, signing_key: bytes) -> None:
        self._world = world
        self._key = signing_key

    def exchange(self, app: App, code: str, redirect_uri: str, verifier: str, now: dt.datetime) -> dict[str, object]:
        """A code is gone after the first try, right or wrong."""
        known = self._world.codes.pop(code, None)
        if known is None or known.client_id != app.client_id or now > known.expires:
            raise TokenRefusedError("invalid_grant")
        if known.redirect_uri != redirect_uri or not _verifies(known, verifier):
            raise TokenRefusedError("invalid_grant")
        grant = Grant(fresh_id(), known.client_id, known.user_id, known.scope, known.auth_event_id)
        self._world.grants[grant.id] = grant
        return self.issue(grant, now)

    def refresh(self, app: App, token: str, now: dt.datetime) -> dict[str, object]:
        """The old token stays usable for half an hour, for the case that this answer gets lost."""
        known = self._world.refresh_tokens.get(token)
        grant = self._world.grants.get(known.grant_id) if known else None
        if known is None or grant is None or grant.is_dead or grant.client_id != app.client_id:
            raise TokenRefusedError("invalid_grant")
        is_over_grace = known.superseded is not None and now - known.superseded > GRACE
        if is_over_grace or now - known.issued > REFRESH_IDLE_LIFETIME:
            raise TokenRefusedError("invalid_grant")
        known.superseded = known.superseded or now
        return self.issue(grant, now)

    def for_client(self, app: App, scope: str, now: dt.datetime) -> dict[str, object]:
        """A custom connection: no user, no refresh token."""
        live = self._world.live_connections(app.client_id)
        if not app.may_use_client_credentials or not live:
            raise TokenRefusedError("unauthorized_client")
        grant = Grant(fresh_id(), app.client_id, live[0].user_id, scope, live[0].auth_event_id)
        self._world.grants[grant.id] = grant
        return self.issue(grant, now, refreshable=False)

    def issue(self, grant: Grant, now: dt.datetime, *, refreshable: bool = True) -> dict[str, object]:
        """A new pair, with exactly the documented keys."""
        scopes = grant.scope.split()
        answer: dict[str, object] = {}
        if "openid" in scopes:
            answer["id_token"] = self._signed(grant, now, ID_LIFETIME, audience=grant.client_id)
        access = self._signed(grant, now, ACCESS_LIFETIME, audience=f"{ISSUER}/resources", scope=scopes)
        self._world.access_tokens[access] = AccessToken(grant.id, now + ACCESS_LIFETIME)
        seconds = int(ACCESS_LIFETIME.total_seconds())
        answer |= {"access_token": access, "expires_in": seconds, "token_type": "Bearer"}
        if refreshable and "offline_access" in scopes:
            refresh = secrets.token_urlsafe(32)
            self._world.refresh_tokens[refresh] = RefreshToken(grant.id, now)
            answer["refresh_token"] = refresh
        return answer | {"scope": grant.scope}

    def revoke(self, app: App, token: str) -> None:
        """Ends the grant and removes all of the user's connections to the app; unknown tokens are no error."""
        known = self._world.refresh_tokens.get(token)
        grant = self._world.grants.get(known.grant_id) if known else None
        if grant is None or grant.client_id != app.client_id:
            return
        for connection in self._world.live_connections(grant.client_id, grant.user_id):
            connection.is_live = False
        self.end_grants(grant.client_id, grant.user_id)

    def end_grants(self, client_id: str, user_id: str, *, access_too: bool = True) -> None:
        for grant in self._world.grants.values():
            if grant.client_id == client_id and grant.user_id == user_id:
                grant.is_dead = True
        if access_too:
            dead = {grant.id for grant in self._world.grants.values() if grant.is_dead}
            tokens = self._world.access_tokens
            for token in [token for token, known in tokens.items() if known.grant_id in dead]:
                del tokens[token]

    def _signed(
        self,
        grant: Grant,
        now: dt.datetime,
        lifetime: dt.timedelta,
        *,
        audience: str,
        scope: list[str] | None = None,
    ) -> str:
        begins = int(now.timestamp())
        claims: dict[str, object] = {
            "iss": ISSUER,
            "aud": audience,
            "client_id": grant.client_id,
            "sub": hashlib.sha256(grant.user_id.encode()).hexdigest()[:32],
            "xero_userid": grant.user_id,
            "authentication_event_id": grant.auth_event_id,
            "nbf": begins,
            "exp": begins + int(lifetime.total_seconds()),
            "jti": secrets.token_hex(16),
        }
        if scope is not None:
            claims["scope"] = scope
        unsigned = b".".join(_base64(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
        return b".".join((unsigned, _base64(hmac.digest(self._key, unsigned, "sha256")))).decode()


def _verifies(code: Code, verifier: str) -> bool:
    """PKCE, S256: required as soon as the authorise request carried a challenge."""
    if not code.challenge:
        return True
    hashed = _base64(hashlib.sha256(verifier.encode()).digest()).decode()
    return VERIFIER_LENGTH[0] <= len(verifier) <= VERIFIER_LENGTH[1] and hmac.compare_digest(hashed, code.challenge)


VERIFIER_LENGTH = (43, 128)


def _base64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
