"""Token, revocation, discovery and connections endpoints."""

import base64
import binascii
import hmac
from urllib.parse import unquote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.sandbox.common.clock import SandboxClock
from services.sandbox.common.json import encode
from services.sandbox.xero.api.refusals import CallRefusedError, unauthorised
from services.sandbox.xero.identity import scopes
from services.sandbox.xero.identity.connections import bearer_grant, shown
from services.sandbox.xero.identity.tokens import ISSUER, TokenRefusedError
from services.sandbox.xero.runtime import Runtime
from services.sandbox.xero.world import App, Grant

_FORM = "application/x-www-form-urlencoded"
_NO_STORE = {"Cache-Control": "no-store"}


class IdentityEndpoints:
    def __init__(self, runtime: Runtime, clock: SandboxClock) -> None:
        self._runtime = runtime
        self._clock = clock

    async def token(self, request: Request) -> Response:
        try:
            form = await _form(request)
            return JSONResponse(self._granted(form, self._client(request, form)), headers=_NO_STORE)
        except TokenRefusedError as refusal:
            return JSONResponse({"error": refusal.error}, status_code=400, headers=_NO_STORE)

    async def revoke(self, request: Request) -> Response:
        """200 with an empty body, also for a token nobody knows."""
        try:
            form = await _form(request)
            self._runtime.mint.revoke(self._client(request, form), str(form.get("token", "")))
        except TokenRefusedError as refusal:
            return JSONResponse({"error": refusal.error}, status_code=400)
        return Response(status_code=200)

    async def connections(self, request: Request) -> Response:
        try:
            grant = self._grant(request)
        except CallRefusedError as refusal:
            return _json(refusal.answer.content, refusal.answer.status)
        live = self._runtime.world.live_connections(grant.client_id, grant.user_id)
        event_id = request.query_params.get("authEventId")
        return _json([shown(self._runtime.world, one) for one in live if event_id in {None, one.auth_event_id}])

    async def disconnect(self, request: Request) -> Response:
        try:
            grant = self._grant(request)
        except CallRefusedError as refusal:
            return _json(refusal.answer.content, refusal.answer.status)
        world = self._runtime.world
        one = world.connections.get(request.path_params["connection_id"].lower())
        if one is None or not one.is_live or (one.client_id, one.user_id) != (grant.client_id, grant.user_id):
            return _json(unauthorised(404, "Connection not found").content, 404)
        one.is_live = False
        if not world.live_connections(grant.client_id, grant.user_id):
            self._runtime.mint.end_grants(grant.client_id, grant.user_id, access_too=False)
        return Response(status_code=204)

    async def discovery(self, request: Request) -> Response:
        own = str(request.base_url).rstrip("/")
        return JSONResponse(
            {
                "issuer": ISSUER,
                "authorization_endpoint": f"{own}/identity/connect/authorize",
                "token_endpoint": f"{own}/connect/token",
                "revocation_endpoint": f"{own}/connect/revocation",
                "code_challenge_methods_supported": ["S256"],
                "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
                "response_types_supported": ["code"],
                "scopes_supported": sorted(scopes.KNOWN),
            }
        )

    def _granted(self, form: FormData, app: App) -> dict[str, object]:
        mint, now = self._runtime.mint, self._clock.now()

        def sent(name: str) -> str:
            return str(form.get(name, ""))

        match sent("grant_type"):
            case "authorization_code":
                return mint.exchange(app, sent("code"), sent("redirect_uri"), sent("code_verifier"), now)
            case "refresh_token":
                return mint.refresh(app, sent("refresh_token"), now)
            case "client_credentials":
                if not app.may_use_client_credentials:
                    raise TokenRefusedError("unauthorized_client")
                if scopes.refused(sent("scope").split(), app.scopes):
                    raise TokenRefusedError("invalid_scope")
                return mint.for_client(app, sent("scope"), now)
            case "":
                raise TokenRefusedError("invalid_request")
        raise TokenRefusedError("unsupported_grant_type")

    def _client(self, request: Request, form: FormData) -> App:
        """By HTTP Basic or by form fields; a PKCE app sends its id alone."""
        client_id, secret = _credentials(request, form)
        if not client_id:
            raise TokenRefusedError("invalid_request")
        app = self._runtime.world.apps.get(client_id)
        if app is None or not hmac.compare_digest(app.client_secret.encode(), secret.encode()):
            raise TokenRefusedError("invalid_client")
        return app

    def _grant(self, request: Request) -> Grant:
        return bearer_grant(self._runtime.world, request.headers, self._clock.now())


async def _form(request: Request) -> FormData:
    if not request.headers.get("content-type", "").startswith(_FORM):
        raise TokenRefusedError("invalid_request")
    return await request.form()


def _credentials(request: Request, form: FormData) -> tuple[str, str]:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return str(form.get("client_id", "")), str(form.get("client_secret", ""))
    try:
        client_id, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise TokenRefusedError("invalid_client") from None
    return unquote(client_id), unquote(secret)


def _json(content: object, status: int = 200) -> Response:
    return Response(encode(content), status, media_type="application/json; charset=utf-8")
