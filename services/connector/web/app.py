"""The application that the service serves."""

from fastapi import FastAPI, Response

from services.connector.web import actions, callback, connections, hooks, problems, undoings
from services.connector.web.parts import Given, Parts

DESCRIPTION = """
Connects Scoro entities with Xero organisations.

`actions` are for programs: a key of the connection opens them, made by `scoro-xero api-keys create`. `connections` is
internal: it needs `Authorization: Bearer <INTERNAL_API_KEY>`. The sign-in page and the webhooks are for the outside.
Every refusal has the form `{code, message, field?}`.
"""


def create_app(given: Parts) -> FastAPI:
    """All routes over these parts."""
    app = FastAPI(
        title="Scoro–Xero Sync connector", version="1", description=DESCRIPTION, docs_url=None, redoc_url=None
    )
    app.state.parts = given
    problems.install(app)
    app.include_router(connections.router)
    app.include_router(undoings.router)
    app.include_router(actions.router)
    app.include_router(callback.router)
    app.include_router(hooks.router)
    app.add_api_route("/health", health, methods=["GET"], status_code=204, tags=["health"], response_class=Response)
    return app


async def health(given: Given) -> Response:
    """204 while broker and database answer, else 503."""
    return Response(status_code=204 if await given.healthy() else 503)
