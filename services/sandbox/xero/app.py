"""The pretend Xero as an ASGI app."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from services.sandbox.xero.api import refusals
from services.sandbox.xero.api.gate import PREFIX, Gate
from services.sandbox.xero.control.routes import control_routes
from services.sandbox.xero.identity.authorise import ConsentPage
from services.sandbox.xero.identity.endpoints import IdentityEndpoints
from services.sandbox.xero.sandbox import XeroSandbox
from services.sandbox.xero.settings import XeroSandboxSettings


def settings_from_environment() -> XeroSandboxSettings:
    return XeroSandboxSettings()


def create_app(settings: XeroSandboxSettings) -> FastAPI:
    """Accounting, identity and control API of one pretend Xero; its state is in `app.state.sandbox`."""
    sandbox = XeroSandbox(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await sandbox.runtime.deliverer.close()

    app = FastAPI(title="Pretend Xero", docs_url="/_sandbox/docs", openapi_url="/_sandbox/openapi.json", redoc_url=None)
    app.router.lifespan_context = lifespan
    app.state.sandbox = sandbox
    app.router.routes.insert(0, Mount(PREFIX, app=Gate(sandbox.runtime, sandbox.controls.clock)))
    _identity(app, sandbox)
    sandbox.controls.attach(app, sandbox)
    app.include_router(control_routes(sandbox))
    app.add_exception_handler(404, _not_found)
    return app


def _identity(app: FastAPI, sandbox: XeroSandbox) -> None:
    clock = sandbox.controls.clock
    page, endpoints = ConsentPage(sandbox.runtime, clock), IdentityEndpoints(sandbox.runtime, clock)
    app.router.routes += [
        Route("/identity/connect/authorize", page.show, methods=["GET"]),
        Route("/identity/connect/authorize", page.decide, methods=["POST"]),
        Route("/connect/token", endpoints.token, methods=["POST"]),
        Route("/connect/revocation", endpoints.revoke, methods=["POST"]),
        Route("/.well-known/openid-configuration", endpoints.discovery, methods=["GET"]),
    ]
    for name in ("connections", "Connections"):
        app.router.routes += [
            Route(f"/{name}", endpoints.connections, methods=["GET"]),
            Route(f"/{name}/{{connection_id}}", endpoints.disconnect, methods=["DELETE"]),
        ]


async def _not_found(request: Request, error: Exception) -> Response:
    """Outside the control API an unknown address gets Xero's page."""
    if request.url.path.startswith("/_sandbox/"):
        return Response(f'{{"detail": "{getattr(error, "detail", "Not Found")}"}}', 404, media_type="application/json")
    answer = refusals.not_found()
    return Response(answer.body, answer.status, media_type=answer.content_type)
