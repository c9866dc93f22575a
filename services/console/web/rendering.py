"""How pages look: templates, times and money in the words of `spelling`, headers that let nothing in from elsewhere."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from services.console import run_words, spelling
from services.console.spelling import Times
from services.console.web.access import Place, Visitor, cookie_name
from services.console.web.menu import house, menu
from services.console.web.parts import Parts
from shared.store.connections import Connection
from shared.store.people import Role
from shared.words import advice
from shared.words.advice_words import sentence, without_commands

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
VISIT_SECONDS = 7 * 24 * 3600
DONE = "done"
"""The parameter under which a page that was led to says what became of a form."""
LONGEST_DONE = 300

templates = Environment(
    loader=PackageLoader("services.console.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
templates.globals.update(advice=advice.of, Role=Role, menu=menu, house=house, trigger=run_words.trigger)
templates.filters.update(plural=spelling.plural, money=spelling.money)
templates.filters["sentence"] = lambda said: sentence(without_commands(str(said)))
templates.filters["buttons"] = lambda said: without_commands(str(said))
"""Advice for people who have buttons: what is to be typed is left to the command line."""


def _when(times: Times) -> Any:
    def shown(moment: dt.datetime | None) -> Markup:
        """Short, in the site's zone; exact and in UTC for whoever points at it."""
        if moment is None:
            return Markup("–")
        utc = moment.astimezone(dt.UTC)
        return Markup('<time datetime="{}" title="{}">{}</time>').format(
            utc.isoformat(), f"{utc:%Y-%m-%d %H:%M:%S} UTC", times.short(moment)
        )

    return shown


async def page(
    request: Request,
    template: str,
    at: Place | Visitor | None = None,
    *,
    status: int = 200,
    **values: Any,
) -> Response:
    """A whole page; `at` is where somebody stands: their name, the connection, what its menu counts."""
    given: Parts = request.app.state.parts
    visitor = at.visitor if isinstance(at, Place) else at
    connection = at.connection if isinstance(at, Place) else None
    counts = await _counts(given, visitor, connection.id if connection else None)
    made = _made(request, template, visitor, connection, counts, status, values)
    return with_visit(made, visitor, given)


def bare(request: Request, template: str, visitor: Visitor | None, *, status: int, **values: Any) -> Response:
    """A page that asks the store for nothing."""
    return _made(request, template, visitor, None, {}, status, values)


def _made(
    request: Request,
    template: str,
    visitor: Visitor | None,
    connection: Connection | None,
    counts: Mapping[str, int],
    status: int,
    values: Mapping[str, Any],
) -> Response:
    given: Parts = request.app.state.parts
    zone = connection.time_zone if connection else "UTC"
    context = {
        "me": visitor,
        "connection": connection,
        "when": _when(Times(given.clock.now(), zone)),
        "zone": zone,
        "path": request.url.path,
        "done": request.query_params.get(DONE, "")[:LONGEST_DONE],
        "is_sandbox": given.settings.console_is_sandbox,
        "counts": {"problems": 0, "dead_letters": 0, **counts},
    }
    return HTMLResponse(templates.get_template(template).render(**context, **values), status_code=status)


def fragment(template: str, *, zone: str, now: dt.datetime, **values: Any) -> str:
    """A part of a page, for a stream."""
    return templates.get_template(template).render(when=_when(Times(now, zone)), **values)


def leads_to(path: str, done: str = "") -> Response:
    """After a form: the page that shows what became of it, which may be loaded again without sending it again."""
    mark = "&" if "?" in path else "?"
    return RedirectResponse(f"{path}{mark}{urlencode({DONE: done})}" if done else path, status_code=303)


def quoted(text: str) -> str:
    """As a part of an address."""
    return quote(text, safe="")


def with_visit(answer: Response, visitor: Visitor | None, given: Parts) -> Response:
    """Bring a visit that began with this request to the browser."""
    if visitor is not None and visitor.begun is not None:
        set_visit(answer, given, visitor.begun.get_secret_value())
    return answer


def set_visit(answer: Response, given: Parts, secret: str) -> None:
    """The cookie: not for scripts, not for other sites."""
    answer.set_cookie(
        cookie_name(given),
        secret,
        max_age=VISIT_SECONDS,
        path="/",
        secure=given.settings.is_secure,
        httponly=True,
        samesite="lax",
    )


async def _counts(given: Parts, visitor: Visitor | None, connection_id: str | None) -> dict[str, int]:
    """What the menu shows beside its words."""
    found: dict[str, int] = {}
    if connection_id is not None:
        found["problems"] = await given.store.problems.count(connection_id)
    if visitor is not None and visitor.may(Role.OPERATOR):
        found["dead_letters"] = (await given.store.dead_letters.open()).count
    return found
