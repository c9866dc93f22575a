"""Errors as answers: `{code, message, field?}` with a fitting status, nothing of the inside."""

import structlog
from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from services.connector.actions.errors import (
    ActionOverError,
    ConnectionRestsError,
    ObjectNotFoundError,
    OtherDirectionError,
    SeveralFoundError,
    UnknownActionError,
    WishDiffersError,
)
from services.connector.errors import OrganisationTakenError, OtherOrganisationError
from services.connector.web.models import ProblemOut
from services.connector.webhooks.errors import UnknownHookError, WrongSignatureError
from shared.errors import InvalidChoiceError, MendedBy, SyncError
from shared.redaction import logged, without_secrets
from shared.store.connections import UnknownConnectionError
from shared.store.database import TRANSIENT

log = structlog.get_logger(__name__)

RETRY_AFTER = {"Retry-After": "5"}
UNREADABLE = 400
DEFECT = 500
LATER = 503


class OtherConnectionError(SyncError):
    """A key opens one connection alone."""

    code = "other_connection"
    mended_by = MendedBy.OPERATOR

    def __init__(self) -> None:
        super().__init__("this key is for another connection")


_STATUS: tuple[tuple[type[SyncError], int], ...] = (
    (UnknownConnectionError, 404),
    (UnknownHookError, 404),
    (WrongSignatureError, 401),
    (OrganisationTakenError, 409),
    (OtherOrganisationError, 409),
    (OtherConnectionError, 403),
    (ObjectNotFoundError, 404),
    (UnknownActionError, 404),
    (SeveralFoundError, 409),
    (OtherDirectionError, 409),
    (ActionOverError, 409),
    (ConnectionRestsError, 409),
    (WishDiffersError, 422),
    (InvalidChoiceError, 400),
)


class NotAllowedError(SyncError):
    """The internal key is missing or wrong."""

    code = "not_allowed"
    mended_by = MendedBy.OPERATOR


def status_of(error: SyncError) -> int:
    """What HTTP calls it: 503 where time mends it, 502 where the other system refuses, 500 where we are to blame."""
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return status
    return {MendedBy.TIME: LATER, MendedBy.OPERATOR: 502, MendedBy.DEVELOPER: DEFECT}[error.mended_by]


def problem(code: str, message: str, *, status: int, field: str | None = None) -> JSONResponse:
    """The one shape."""
    body = ProblemOut(code=code, message=without_secrets(message), field=field)
    headers = RETRY_AFTER if status == LATER else None
    return JSONResponse(jsonable_encoder(body, exclude_none=True), status_code=status, headers=headers)


def install(app: FastAPI) -> None:
    """Teach an application to answer so."""
    app.add_exception_handler(SyncError, _sync_error)
    app.add_exception_handler(RequestValidationError, _unfit)
    app.add_exception_handler(HTTPException, _plain)
    for kind in (*TRANSIENT, TimeoutError):
        app.add_exception_handler(kind, _later)


async def _sync_error(_request: Request, error: Exception) -> JSONResponse:
    if isinstance(error, NotAllowedError):
        refused = problem(error.code, str(error), status=401)
        refused.headers["WWW-Authenticate"] = "Bearer"
        return refused
    if isinstance(error, InvalidChoiceError):
        return problem(error.code, error.reason, status=status_of(error), field=error.field)
    if not isinstance(error, SyncError) or status_of(error) == DEFECT:
        log.error("web.defect", error=logged(error))
        return problem("defect", "something went wrong here; the log says what", status=DEFECT)
    return problem(error.code, str(error), status=status_of(error))


async def _unfit(_request: Request, error: Exception) -> JSONResponse:
    """Validation errors quote their input, which may be a key: place and reason only."""
    first = error.errors()[0] if isinstance(error, RequestValidationError) and error.errors() else {}
    place = ".".join(str(part) for part in first.get("loc", ()) if part not in {"body", "query", "path"})
    text = str(first.get("msg", "does not fit")).removeprefix("Value error, ")
    return problem("malformed_request", text, status=422, field=place or None)


async def _plain(_request: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else DEFECT
    text = str(error.detail) if isinstance(error, HTTPException) else "something went wrong"
    return problem("malformed_request" if status == UNREADABLE else f"http_{status}", text, status=status)


async def _later(_request: Request, _error: Exception) -> JSONResponse:
    return problem("away", "the database or the broker does not answer; try again soon", status=LATER)
