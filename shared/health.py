"""`GET /health`: 204 while the process can do its work, 503 while it cannot. `GET /metrics`: what it measures.

Who may read the figures: with `METRICS_KEY` whoever sends it as bearer token; without, only programs on the same
machine that come without a proxy. Everybody else gets 404, as if there were nothing.
"""

import hmac
import ipaddress
from collections.abc import Awaitable, Callable

from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from shared import metrics

FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


def health_app(healthy: Callable[[], Awaitable[bool]]) -> Starlette:
    """An ASGI application that answers /health alone."""

    async def health(_request: Request) -> Response:
        return Response(status_code=204 if await healthy() else 503)

    return Starlette(routes=[Route("/health", health)])


class WithMetrics:
    """Answers /metrics before the application behind it; all else is the application's."""

    def __init__(self, behind: ASGIApp, key: SecretStr) -> None:
        self._behind = behind
        self._key = key.get_secret_value()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/metrics":
            await self._behind(scope, receive, send)
            return
        request = Request(scope)
        if request.method not in {"GET", "HEAD"} or not self._may_read(request):
            await Response(status_code=404)(scope, receive, send)
            return
        answer = Response(metrics.exposition(), media_type=metrics.CONTENT_TYPE)
        await answer(scope, receive, send)

    def _may_read(self, request: Request) -> bool:
        if self._key:
            given = request.headers.get("authorization", "")
            return hmac.compare_digest(given.encode(), f"Bearer {self._key}".encode())
        return _is_near(request.client.host if request.client else "") and not any(
            name in request.headers for name in FORWARDED
        )


def _is_near(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
