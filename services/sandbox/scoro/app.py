"""The ASGI application of the Scoro sandbox."""

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI
from starlette.routing import Route

from services.sandbox.scoro.api import ScoroApi, wrong_site
from services.sandbox.scoro.buttons import button_router
from services.sandbox.scoro.control import scoro_control_router
from services.sandbox.scoro.sandbox import ScoroSandbox
from services.sandbox.scoro.settings import ScoroSettings

VERBS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]


def settings_from_environment() -> ScoroSettings:
    return ScoroSettings()


def create_app(settings: ScoroSettings) -> FastAPI:
    """`app.state.sandbox` is the running sandbox, for tests in the same process."""
    sandbox = ScoroSandbox(settings)

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await sandbox.sender.close()

    app = FastAPI(
        title="Scoro sandbox", lifespan=lifespan, docs_url="/_sandbox/docs", openapi_url="/_sandbox/openapi.json"
    )
    app.state.sandbox = sandbox
    sandbox.controls.attach(app, sandbox)
    app.include_router(scoro_control_router(sandbox))
    app.include_router(button_router(sandbox))
    app.router.routes.append(Route("/api/v2/{rest:path}", ScoroApi(sandbox).handle, methods=VERBS))
    app.router.routes.append(Route("/{rest:path}", wrong_site, methods=VERBS))
    return app
