"""Scoro's API: edge, envelope, key, limits, entity, then the action."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from services.sandbox.common import json
from services.sandbox.common.requestlog import entry_of
from services.sandbox.scoro import access, listing, records, reference, subscriptions
from services.sandbox.scoro.call import Call
from services.sandbox.scoro.errors import (
    ApiError,
    BadRequestError,
    BrokenBodyError,
    ForbiddenError,
    NotFoundError,
    TooManyRequestsError,
    UnknownPathError,
)
from services.sandbox.scoro.module import Change, Module
from services.sandbox.scoro.sandbox import MODULES, ScoroSandbox
from services.sandbox.scoro.settings import UserAgentCheck
from services.sandbox.scoro.state import Entity

SITE_MODULES = frozenset({"companyAccount", "users"})
"""About the site: work without naming an entity."""
SIGNING_IN = ["userAuth", "modify"]
LIBRARY_AGENTS = ("python-httpx", "python-requests", "python-urllib", "aiohttp", "go-http-client", "curl", "okhttp")
WRONG_SITE = (
    "<!DOCTYPE html><html><head><title>Scoro</title></head><body><h1>This site does not exist</h1></body></html>"
)


class ScoroApi:
    def __init__(self, sandbox: ScoroSandbox) -> None:
        self._sandbox = sandbox

    async def handle(self, request: Request) -> Response:
        """`POST /api/v2/{module}/{action}[/{id}]`."""
        if self._is_refused_at_the_edge(request):
            return PlainTextResponse("error code: 1010", status_code=403)
        if request.method != "POST":
            return PlainTextResponse("Method Not Allowed", status_code=405, headers={"allow": "POST"})
        path = [part for part in request.path_params["rest"].split("/") if part]
        body = await request.body()
        try:
            data = await self._answer(path, body, request)
        except ApiError as error:
            return self._refusal(path, error)
        return self._envelope(path, {"status": "OK", "statusCode": 200, "messages": None, "data": data})

    def _is_refused_at_the_edge(self, request: Request) -> bool:
        agent = request.headers.get("user-agent", "").strip().lower()
        match self._sandbox.settings.user_agent_check:
            case UserAgentCheck.OFF:
                return False
            case UserAgentCheck.MISSING:
                return not agent
            case UserAgentCheck.LIBRARY:
                return not agent or agent.startswith(LIBRARY_AGENTS)

    async def _answer(self, path: list[str], raw: bytes, request: Request) -> Any:
        body = _object(raw)
        signs_in = path[:2] == SIGNING_IN
        user = None if signs_in else access.caller(body, self._sandbox.site, self._sandbox.settings)
        if not self._sandbox.limits.admit(self._sandbox.controls.clock.now(), self._sandbox.settings):
            raise TooManyRequestsError("Too many requests")
        if signs_in:
            return access.new_token(body, self._sandbox.site, self._sandbox.settings)
        module, action, row_id = _route(path)
        entity = self._entity(body, module)
        if entry := entry_of(request.scope):
            entry.notes["entity"] = entity.entity_id
        actor_id = user["id"] if user else 0
        call = self._sandbox.call(entity, body, action=action, user=user, actor_id=actor_id)
        return await self._act(module, action, row_id, call)

    def _entity(self, body: Mapping[str, Any], module: str) -> Entity:
        entities = self._sandbox.site.entities
        wanted = body.get("company_account_id")
        if not wanted:
            if module in SITE_MODULES:
                return next(iter(entities.values()))
            raise BadRequestError("company_account_id is required")
        if not isinstance(wanted, str) or wanted not in entities:
            raise ForbiddenError("Company account not found")
        return entities[wanted]

    async def _act(self, name: str, action: str, row_id: int, call: Call) -> Any:
        if name == "companyAccount" and action == "list":
            return reference.company_account(call)
        if (module := MODULES.get(name)) is None:
            raise UnknownPathError("Unknown module")
        access.check(name, action, call)
        if name == subscriptions.TABLE and action == "subscribe":
            return await subscriptions.subscribe(call, self._sandbox.sender)
        return self._act_on_rows(module, action, row_id, call)

    def _act_on_rows(self, module: Module, action: str, row_id: int, call: Call) -> Any:
        match action:
            case "list":
                return listing.listed(module, call)
            case "view" if module.can_view:
                return self._view(module, row_id, call)
            case "modify" if module.save and module.is_open(call.settings):
                return self._modify(module, row_id, call)
            case "delete" if module.can_delete and module.is_open(call.settings):
                self._announce(records.deleted(module, row_id, call), call)
                return []
            case "settings" if module is reference.USERS_MODULE:
                return reference.user_settings(records.found(module, row_id, call), call)
            case "unsubscribe" if module is subscriptions.MODULE:
                subscriptions.unsubscribe(call, row_id)
                return []
        raise UnknownPathError("Unknown action")

    def _view(self, module: Module, row_id: int, call: Call) -> Any:
        deleted_too = call.settings.view_shows_deleted or call.wants_deleted
        row = records.found(module, row_id, call, deleted_too=deleted_too)
        return module.shown(row, call, detailed=True)

    def _modify(self, module: Module, row_id: int, call: Call) -> Any:
        """Without `return_data` only the id comes back."""
        change = records.saved(module, row_id, call)
        self._announce(change, call)
        if call.asks("return_data"):
            return module.shown(change.row, call, detailed=True)
        return {module.key: change.row[module.key]}

    def _announce(self, change: Change, call: Call) -> None:
        if call.settings.own_writes_fire_hooks:
            self._sandbox.announce(change, call)

    def _refusal(self, path: list[str], error: ApiError) -> Response:
        status = error.http_status or error.code
        is_missing_object = isinstance(error, NotFoundError) and not isinstance(error, UnknownPathError)
        if is_missing_object and not self._sandbox.settings.not_found_is_http_404:
            status = 200
        body = {"status": "ERROR", "statusCode": error.code, "messages": error.messages}
        return self._envelope(path, body, status)

    def _envelope(self, path: list[str], body: dict[str, Any], status: int = 200) -> Response:
        settings = self._sandbox.settings
        if settings.odd_formats and path and path[0] in settings.string_status_code_modules:
            body["statusCode"] = str(body["statusCode"])
        headers = self._sandbox.limits.headers(self._sandbox.controls.clock.now(), settings)
        return Response(json.encode(body), status, headers, media_type="application/json")


async def wrong_site(_request: Request) -> Response:
    """Whatever is not this site's API answers with a web page, as a wrong site name does."""
    return HTMLResponse(WRONG_SITE, status_code=404)


def _object(raw: bytes) -> dict[str, Any]:
    try:
        body = json.decode(raw)
    except json.NotJsonError as error:
        raise BrokenBodyError("Request body is not valid JSON") from error
    if not isinstance(body, dict):
        raise BrokenBodyError("Request body must be a JSON object")
    return body


def _route(path: list[str]) -> tuple[str, str, int]:
    """`invoices/view/17`; without an action it lists, without an id it is 0."""
    match path:
        case [module]:
            return module, "list", 0
        case [module, action]:
            return module, action, 0
        case [module, action, row_id] if row_id.isascii() and row_id.isdecimal():
            return module, action, int(row_id)
    raise UnknownPathError("Unknown path")
