"""The way in for every accounting call: token, organisation, scope, limits, idempotency, then the books."""

import asyncio
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote

from starlette.types import Message, Receive, Scope, Send

from services.sandbox.common.clock import SandboxClock
from services.sandbox.common.requestlog import entry_of
from services.sandbox.xero.api import limits, refusals, routes, xml
from services.sandbox.xero.api.call import JSON, Answer, Call
from services.sandbox.xero.api.refusals import CallRefusedError
from services.sandbox.xero.api.routes import Route
from services.sandbox.xero.books.problems import NotFoundError, RequestRefusedError
from services.sandbox.xero.identity.connections import bearer_grant, tenant_of
from services.sandbox.xero.runtime import Runtime
from services.sandbox.xero.traffic import TENANT
from services.sandbox.xero.world import Grant

PREFIX = "/api.xro/2.0"
_XML = "application/xml; charset=utf-8"


class Gate:
    """A plain ASGI app mounted at PREFIX: nothing between the socket and the books that is not needed."""

    def __init__(self, runtime: Runtime, clock: SandboxClock) -> None:
        self._runtime = runtime
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        key: tuple[str, str] | None = None
        try:
            grant, tenant_id = self._known(headers)
            key = (grant.client_id, tenant_id)
            if entry := entry_of(scope):
                entry.notes[TENANT] = tenant_id
            answer = await self._admitted(scope, receive, headers, grant, tenant_id)
        except CallRefusedError as refusal:
            answer = refusal.answer
        extra = limits.headers(self._runtime.world, key) if key else {}
        await _send(answer, extra, headers, send)

    def _known(self, headers: Mapping[str, str]) -> tuple[Grant, str]:
        world = self._runtime.world
        grant = bearer_grant(world, headers, self._clock.now())
        return grant, tenant_of(world, grant, headers)

    async def _admitted(
        self, scope: Scope, receive: Receive, headers: Mapping[str, str], grant: Grant, tenant_id: str
    ) -> Answer:
        world, gauge = self._runtime.world, self._runtime.traffic.gauge
        key = (grant.client_id, tenant_id)
        limits.admit(world, gauge, key, self._clock.now())
        gauge.enter(key)
        try:
            route = self._route(scope, grant)
            body = await _read(receive)
            call = self._call(scope, headers, body, grant, tenant_id)
            return await self._runtime.replays.once(
                world, call, f"{scope['path']}?{scope['query_string'].decode('latin-1')}",
                answer=lambda: self._late(route, call, world.limits_of(tenant_id).latency_seconds),
            )  # fmt: skip
        finally:
            gauge.leave(key)

    def _route(self, scope: Scope, grant: Grant) -> Route:
        route = routes.find(_segments(scope))
        if route == 404:  # noqa: PLR2004 HTTP's own number
            raise CallRefusedError(refusals.not_found())
        if isinstance(route, int):
            raise CallRefusedError(refusals.not_implemented(route))
        if scope["method"] not in route.verbs:
            raise CallRefusedError(refusals.not_implemented(405))
        if not routes.has_scope(route.resource, scope["method"], frozenset(grant.scope.split())):
            status = self._runtime.world.missing_scope_status
            raise CallRefusedError(refusals.unauthorised(status, refusals.NO_SCOPE))
        return route

    def _call(self, scope: Scope, headers: Mapping[str, str], body: bytes, grant: Grant, tenant_id: str) -> Call:
        world = self._runtime.world
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        return Call(
            method=scope["method"],
            segments=_segments(scope),
            query={name.lower(): value for name, value in pairs},
            headers=headers,
            body=body,
            ledger=world.books[tenant_id],
            client_id=grant.client_id,
            app_name=world.apps[grant.client_id].name,
            now=self._clock.now(),
        )

    async def _late(self, route: Route, call: Call, latency: float) -> Answer:
        if latency:
            await asyncio.sleep(latency)
        return carried_out(self._runtime, route, call)


def carried_out(runtime: Runtime, route: Route, call: Call) -> Answer:
    """The books' answer; what changed is announced to webhooks."""
    ledger = call.ledger
    ledger.begin(call.now)
    try:
        with ledger.changes.all_or_nothing():
            answer = route.verbs[call.method](call)
    except RequestRefusedError as refusal:
        answer = refusals.exception(refusal)
    except NotFoundError:
        answer = refusals.not_found()
    except CallRefusedError as refusal:
        answer = refusal.answer
    if happenings := ledger.changes.taken():
        runtime.deliverer.announce(ledger.organisation.id, happenings)
    return answer


def _segments(scope: Scope) -> tuple[str, ...]:
    """Of the raw path, so that an encoded slash stays inside its segment."""
    raw = scope.get("raw_path") or scope["path"].encode()
    below = raw.decode("latin-1").partition(PREFIX)[2].partition("?")[0]
    return tuple(unquote(part) for part in below.split("/") if part)


async def _read(receive: Receive) -> bytes:
    parts: list[bytes] = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body", False):
            return b"".join(parts)


async def _send(answer: Answer, extra: Mapping[str, str], asked: Mapping[str, str], send: Send) -> None:
    body, content_type = _represented(answer, asked.get("accept", ""))
    headers = {**extra, **answer.headers, "Content-Length": str(len(body))}
    if content_type:
        headers["Content-Type"] = content_type
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    start: Message = {"type": "http.response.start", "status": answer.status, "headers": raw}
    await send(start)
    await send({"type": "http.response.body", "body": body})


def _represented(answer: Answer, accept: str) -> tuple[bytes, str]:
    """XML is Xero's default; refused tokens are always JSON."""
    if answer.content is None:
        return answer.body, answer.content_type
    if "json" in accept or "Title" in answer.content:
        return answer.as_json(), JSON
    return xml.encode(answer.content), _XML
