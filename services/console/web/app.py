"""The console as an application."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles

from services.console.web import errors, rendering
from services.console.web.pages import (
    acting,
    audit,
    choose,
    connecting,
    dead_letters,
    health,
    history_load,
    live,
    objects,
    overview,
    people,
    preview,
    problems,
    reconcile,
    runs,
    settings,
    signing_in,
    undo,
)
from services.console.web.parts import Parts

STATIC = Path(__file__).with_name("static")
PAGES = (
    signing_in,
    choose,
    overview,
    live,
    objects,
    acting,
    problems,
    reconcile,
    runs,
    settings,
    connecting,
    audit,
    history_load,
    preview,
    undo,
    dead_letters,
    health,
    people,
)
"""Every module with routes; a page joins the console here and by a line in `menu`."""
KEPT = "public, max-age=31536000, immutable"
"""Files under `static` carry their version in their name."""


def create_app(given: Parts, healthy: Callable[[], Awaitable[bool]]) -> FastAPI:
    """All pages over these parts."""
    app = FastAPI(title="Scoro–Xero Sync console", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.parts = given
    errors.install(app)
    app.middleware("http")(_guarded)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for part in PAGES:
        app.include_router(part.router)

    async def probe() -> Response:
        return Response(status_code=204 if await healthy() else 503)

    app.add_api_route("/health", probe, methods=["GET"], response_class=Response, status_code=204)
    return app


async def _guarded(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Nothing from elsewhere, nothing kept by browsers but what never changes."""
    answer = await call_next(request)
    for name, value in rendering.HEADERS.items():
        answer.headers.setdefault(name, value)
    if request.url.path.startswith("/static/") and answer.status_code == 200:  # noqa: PLR2004 OK
        answer.headers["Cache-Control"] = KEPT
    return answer
