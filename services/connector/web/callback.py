"""The page on which a sign-in at Xero ends: connected, choose, or what is wrong and what to do."""

from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import SecretStr

from services.connector.accounts import Arrived
from services.connector.settings import CALLBACK_PATH
from services.connector.web import advice, pages
from services.connector.web.parts import Given, Parts
from services.connector.web.problems import LATER, status_of
from shared.errors import InvalidChoiceError, SyncError
from shared.store.connections import Connection, ConnectionState
from shared.store.database import TRANSIENT

log = structlog.get_logger(__name__)

PAGES: dict[int | str, dict[str, Any]] = {
    status: {"description": f"A page that says {what}", "content": {"text/html": {}}}
    for status, what in (
        (400, "that the sign-in was cancelled, is over or was never begun"),
        (404, "that the connection is no longer there"),
        (409, "that the organisation is connected already"),
        (500, "that something went wrong here"),
        (502, "what Xero refused"),
        (503, "that something is away, and to try again soon"),
    )
}
router = APIRouter(tags=["sign-in"], default_response_class=HTMLResponse, responses=PAGES)

AWAY: tuple[type[Exception], ...] = (*TRANSIENT, TimeoutError)
Short = Annotated[str, Query(max_length=4000)]
Field = Annotated[str, Form(max_length=200)]


@router.get(CALLBACK_PATH)
async def callback(given: Given, state: Short = "", code: Short = "", error: Short = "") -> HTMLResponse:
    """Where Xero sends the browser after a sign-in."""
    try:
        return await _arrived(given, SecretStr(state), SecretStr(code), error)
    except SyncError as failure:
        return _wrong(failure)
    except AWAY as failure:
        return _away(failure)


@router.post("/oauth/xero/organisation")
async def chosen(_request: Request, given: Given, ticket: Field, tenant_id: Field) -> HTMLResponse:
    """The organisation chosen on the page; its ticket is good once."""
    try:
        return _done(await given.accounts.choose_with(SecretStr(ticket), tenant_id))
    except SyncError as failure:
        return _wrong(failure)
    except AWAY as failure:
        return _away(failure)


async def _arrived(given: Parts, state: SecretStr, code: SecretStr, error: str) -> HTMLResponse:
    consent = await given.oauth.end(state)
    if error or not code.get_secret_value():
        log.info("xero.sign_in_declined", connection_id=consent.connection_id, said=error[:100])
        await given.accounts.refused(consent, "sign_in_declined", "the sign-in was cancelled at Xero")
        return pages.render("wrong.html", status=400, **advice.DECLINED.fields())
    return _done(await given.accounts.arrive(consent, code))


def _done(arrived: Arrived) -> HTMLResponse:
    connection = arrived.connection
    if arrived.ticket is not None:
        return pages.render(
            "choose.html",
            status=status_of(arrived.refused) if arrived.refused else 200,
            ticket=arrived.ticket.get_secret_value(),
            candidates=arrived.candidates,
            entity=_entity(connection),
            said=_said(arrived.refused) if arrived.refused else "",
        )
    shown: dict[str, Any] = {
        "connection": connection,
        "entity": _entity(connection),
        "organisation": connection.organisation.get("name", ""),
        "again": arrived.again,
    }
    if connection.state is ConnectionState.BLOCKED_CURRENCY:
        return pages.render("blocked.html", **shown)
    return pages.render("connected.html", **shown)


def _entity(connection: Connection) -> str:
    """What people call the Scoro side."""
    return str(connection.company.get("entity_name") or f"entity {connection.entity}")


def _away(failure: Exception) -> HTMLResponse:
    log.warning("xero.sign_in_failed", error=type(failure).__name__)
    return pages.render("wrong.html", status=LATER, **advice.ANYTHING.fields(said="The database does not answer."))


def _wrong(failure: SyncError) -> HTMLResponse:
    log.warning("xero.sign_in_failed", code=failure.code, error=type(failure).__name__)
    return pages.render("wrong.html", status=status_of(failure), **advice.of(failure.code).fields(said=_said(failure)))


def _said(failure: SyncError) -> str:
    return failure.reason if isinstance(failure, InvalidChoiceError) else str(failure)
