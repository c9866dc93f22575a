"""`GET /health`: 204 while the process can do its work, 503 while it cannot."""

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


def health_app(healthy: Callable[[], Awaitable[bool]]) -> Starlette:
    """An ASGI application that answers /health alone."""

    async def health(_request: Request) -> Response:
        return Response(status_code=204 if await healthy() else 503)

    return Starlette(routes=[Route("/health", health)])
