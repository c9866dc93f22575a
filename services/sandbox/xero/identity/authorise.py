"""The consent page. A request that cannot be trusted ends on an error page and is never redirected."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from services.sandbox.common.clock import SandboxClock
from services.sandbox.xero.identity import scopes
from services.sandbox.xero.identity.connections import connect
from services.sandbox.xero.identity.tokens import CODE_LIFETIME
from services.sandbox.xero.runtime import Runtime
from services.sandbox.xero.world import App, Code, World, fresh_id

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=select_autoescape(), trim_blocks=True
)


class AuthoriseRefusedError(Exception):
    """Shown to the person; `error` is OAuth's word."""

    def __init__(self, error: str, reason: str) -> None:
        super().__init__(reason)
        self.error = error
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that may be answered."""

    app: App
    redirect_uri: str
    scope: str
    state: str | None
    challenge: str


def checked(world: World, query: Mapping[str, str]) -> Asked:
    app = world.apps.get(query.get("client_id", ""))
    if app is None:
        raise AuthoriseRefusedError("unauthorized_client", "Unknown client or client not enabled")
    redirect_uri = query.get("redirect_uri", "")
    if redirect_uri not in app.redirect_uris:
        raise AuthoriseRefusedError("unauthorized_client", "Invalid redirect_uri")
    if query.get("response_type") != "code":
        raise AuthoriseRefusedError("unsupported_response_type", "response_type must be code")
    asked = query.get("scope", "").split()
    if scopes.refused(asked, app.scopes):
        raise AuthoriseRefusedError("invalid_scope", "Invalid scope for client")
    challenge = query.get("code_challenge", "")
    if challenge and query.get("code_challenge_method") != "S256":
        raise AuthoriseRefusedError("invalid_request", "Transform algorithm not supported")
    if not challenge and not app.client_secret:
        raise AuthoriseRefusedError("invalid_request", "code challenge required")
    return Asked(app, redirect_uri, " ".join(asked), query.get("state"), challenge)


class ConsentPage:
    def __init__(self, runtime: Runtime, clock: SandboxClock) -> None:
        self._runtime = runtime
        self._clock = clock

    async def show(self, request: Request) -> Response:
        world = self._runtime.world
        try:
            asked = checked(world, request.query_params)
        except AuthoriseRefusedError as refusal:
            return _error_page(refusal)
        organisations = [ledger.organisation for ledger in world.books.values()]
        page = _PAGES.get_template("authorise.html").render(
            app=asked.app,
            users=list(world.users.values()),
            organisations=organisations,
            preselected={organisations[0].id} if organisations else set(),
            scopes=asked.scope.split(),
        )
        return HTMLResponse(page)

    async def decide(self, request: Request) -> Response:
        world = self._runtime.world
        try:
            asked = checked(world, request.query_params)
        except AuthoriseRefusedError as refusal:
            return _error_page(refusal)
        form = await request.form()
        if form.get("decision") != "allow":
            return _redirect(asked, {"error": "access_denied"})
        user_id = str(form.get("user", ""))
        chosen = [str(one) for one in form.getlist("organisation")]
        if user_id not in world.users or not chosen or not set(chosen) <= set(world.books):
            return _error_page(AuthoriseRefusedError("invalid_request", "Select at least one organisation"))
        return self._allowed(asked, user_id, chosen)

    def _allowed(self, asked: Asked, user_id: str, chosen: list[str]) -> Response:
        world, now, event_id = self._runtime.world, self._clock.now(), fresh_id()
        connect(world, asked.app.client_id, user_id, chosen, auth_event_id=event_id, now=now)
        code = secrets.token_urlsafe(32)
        world.codes[code] = Code(
            asked.app.client_id,
            user_id,
            asked.redirect_uri,
            asked.scope,
            asked.challenge,
            event_id,
            now + CODE_LIFETIME,
        )
        return _redirect(asked, {"code": code, "scope": asked.scope})


def _redirect(asked: Asked, answer: dict[str, str]) -> Response:
    if asked.state is not None:
        answer["state"] = asked.state
    joint = "&" if "?" in asked.redirect_uri else "?"
    return RedirectResponse(f"{asked.redirect_uri}{joint}{urlencode(answer)}", status_code=302)


def _error_page(refusal: AuthoriseRefusedError) -> Response:
    page = _PAGES.get_template("refused.html").render(error=refusal.error, reason=refusal.reason)
    return HTMLResponse(page, status_code=400)
