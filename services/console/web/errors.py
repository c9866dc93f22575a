"""Errors as pages: what happened in one sentence, and where to go from there."""

from http import HTTPStatus
from typing import cast

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from services.console.choices import ChoicesRefusedError
from services.console.web import rendering
from services.console.web.access import ForbiddenError, NotThereError, SignInNeededError, Visitor, sign_in_path
from shared.errors import AwayError, InvalidChoiceError, MendedBy, SyncError
from shared.redaction import without_secrets
from shared.store.connections import UnknownConnectionError
from shared.store.database import TRANSIENT

log = structlog.get_logger(__name__)

UNKNOWN = "the address leads nowhere; it may have been cut off when it was copied"
TITLES = {
    HTTPStatus.BAD_REQUEST: "That does not fit",
    HTTPStatus.FORBIDDEN: "Not allowed",
    HTTPStatus.NOT_FOUND: "There is no such page",
    HTTPStatus.CONFLICT: "It was refused",
    HTTPStatus.SERVICE_UNAVAILABLE: "Something is away",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something we did not expect",
}


def status_of(error: Exception) -> HTTPStatus:
    """What HTTP calls it."""
    match error:
        case NotThereError() | UnknownConnectionError():
            return HTTPStatus.NOT_FOUND
        case ForbiddenError():
            return HTTPStatus.FORBIDDEN
        case InvalidChoiceError() | ChoicesRefusedError() | RequestValidationError():
            return HTTPStatus.BAD_REQUEST
        case AwayError() | TimeoutError() | OSError():
            return HTTPStatus.SERVICE_UNAVAILABLE
        case SyncError():
            later = error.mended_by is MendedBy.TIME
            return HTTPStatus.SERVICE_UNAVAILABLE if later else HTTPStatus.CONFLICT
    return HTTPStatus.SERVICE_UNAVAILABLE if isinstance(error, TRANSIENT) else HTTPStatus.INTERNAL_SERVER_ERROR


async def error_page(request: Request, status: int, said: str) -> Response:
    """The same for all of them. It asks the store for nothing, which may be what is away."""
    visitor = cast("Visitor | None", getattr(request.state, "visitor", None))
    title = TITLES.get(HTTPStatus(status), "It did not work")
    return rendering.bare(request, "error.html", visitor, status=status, title=title, said=without_secrets(said))


async def _sign_in(_request: Request, error: Exception) -> Response:
    needed = cast("SignInNeededError", error)
    return RedirectResponse(sign_in_path(needed.path), status_code=HTTPStatus.SEE_OTHER)


async def _refused(request: Request, error: Exception) -> Response:
    return await error_page(request, status_of(error), str(error))


async def _malformed(request: Request, error: Exception) -> Response:
    """The form lacks a field, or says something impossible in one."""
    wrong = cast("RequestValidationError", error)
    fields = ", ".join(dict.fromkeys(str(item["loc"][-1]) for item in wrong.errors()))
    return await error_page(request, HTTPStatus.BAD_REQUEST, f"these fields do not fit: {fields}")


async def _http(request: Request, error: Exception) -> Response:
    found = cast("HTTPException", error)
    is_unknown = found.status_code == HTTPStatus.NOT_FOUND
    return await error_page(request, found.status_code, UNKNOWN if is_unknown else str(found.detail))


async def _away(request: Request, error: Exception) -> Response:
    log.warning("console.store_away", error=type(error).__name__)
    return await error_page(request, HTTPStatus.SERVICE_UNAVAILABLE, "the database does not answer; try again soon")


async def _defect(request: Request, error: Exception) -> Response:
    log.error("console.defect", path=request.url.path, exc_info=error)
    return await error_page(request, HTTPStatus.INTERNAL_SERVER_ERROR, "it is in the log of the console")


def install(app: FastAPI) -> None:
    """Every error of a page becomes a page."""
    app.add_exception_handler(SignInNeededError, _sign_in)
    for kind in (SyncError, ForbiddenError, NotThereError):
        app.add_exception_handler(kind, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    for away in TRANSIENT:
        app.add_exception_handler(away, _away)
    app.add_exception_handler(Exception, _defect)
