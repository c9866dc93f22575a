"""What needs a person: one entry per cause, with what it holds back and the button that does something about it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from services.console.held import HoldStatus, hold_status
from services.console.spelling import float_free, plural
from services.console.web import rendering
from services.console.web.access import ActingAt, At, NotThereError, Place
from services.console.web.parts import Given, Parts
from shared.contracts.envelope import Category, System
from shared.errors import InvalidChoiceError
from shared.store.connections import Connection
from shared.store.holds import CODES, Held
from shared.store.problems import Cause
from shared.store.rates import Sample
from shared.store.records import Brake, ObjectKey, Problem

router = APIRouter(prefix="/c/{connection_id}/problems")

ON_A_PAGE = 50
Why = Annotated[str, Form(max_length=500)]
Named = Annotated[str, Form(max_length=500)]


@dataclass(frozen=True, slots=True)
class Decided:
    """About which hold, and how many had joined it when the page was made."""

    hold: Named
    joined: Annotated[int, Form()] = 0
    why: Why = ""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What a brake keeps until somebody decides."""

    id: str
    joined: int
    status: HoldStatus
    sample: Sample | None
    """The foreign document of which the rates are shown (R57)."""
    amount: str
    scoro_rate: str
    xero_rate: str


@router.get("")
async def causes(request: Request, given: Given, place: At, *, ignored: bool = False) -> Response:
    """Open ones, or those that somebody ignored."""
    return await _page(request, given, place, ignored=ignored)


@router.get("/cause")
async def cause(
    request: Request, given: Given, place: At, name: str, page: Annotated[int, Query(ge=1, le=100_000)] = 1
) -> Response:
    """One cause with its objects."""
    found = await _known(given, place, name)
    objects = await given.store.problems.of_cause(
        place.connection.id, name, limit=ON_A_PAGE + 1, skip=(page - 1) * ON_A_PAGE
    )
    total = sum(one.objects for one in found)
    return await rendering.page(
        request, "cause.html", place, causes=found, objects=[(one, _money(one)) for one in objects[:ON_A_PAGE]],
        page=page, has_more=len(objects) > ON_A_PAGE, total=total, name=name,
    )  # fmt: skip


@router.post("/retry")
async def retry(given: Given, place: ActingAt, name: Named) -> Response:
    """Every object of a cause is read again and tried once more."""
    count = await given.actions.retry(place.connection, [name], author=place.visitor.person.name)
    return rendering.leads_to(_path(place), f"{plural(count, 'object')} will be tried again now")


@router.post("/retry-one")
async def retry_one(
    given: Given,
    place: ActingAt,
    name: Named,
    category: Annotated[Category, Form()],
    system: Annotated[System, Form()],
    object_id: Annotated[str, Form(max_length=100)],
) -> Response:
    """One object of a cause."""
    key = ObjectKey(place.connection.id, category, system, object_id)
    if await given.store.problems.of(key) is None:
        return rendering.leads_to(_path(place), "It is mended already")
    await given.actions.send([key], author=place.visitor.person.name)
    return rendering.leads_to(f"{_path(place)}/cause?name={rendering.quoted(name)}", "It will be tried again now")


@router.post("/ignore")
async def ignore(
    request: Request,
    given: Given,
    place: ActingAt,
    name: Named,
    category: Annotated[Category, Form()],
    until: Annotated[dt.datetime, Form()],
    why: Why = "",
) -> Response:
    """Hide a cause until its objects change: those that the page showed."""
    author = place.visitor.person.name
    try:
        count = await given.actions.ignore(
            place.connection, name, author=author, why=why, category=category, until=until
        )
    except InvalidChoiceError as error:
        return await _page(request, given, place, said=error.reason, answer=400)
    return rendering.leads_to(_path(place), f"{plural(count, 'object')} hidden until they change")


@router.post("/release")
async def release(request: Request, given: Given, place: ActingAt, decided: Annotated[Decided, Depends()]) -> Response:
    """Let go what a brake holds."""
    return await _decide(request, given, place, decided, refuse=False)


@router.post("/leave-out")
async def leave_out(
    request: Request, given: Given, place: ActingAt, decided: Annotated[Decided, Depends()]
) -> Response:
    """Leave out what a brake holds."""
    return await _decide(request, given, place, decided, refuse=True)


async def _decide(request: Request, given: Parts, place: Place, decided: Decided, *, refuse: bool) -> Response:
    now = [one for one in await given.releasing.held(place.connection.id) if one.hold.id == decided.hold]
    found = [replace(one, hold=replace(one.hold, joined=decided.joined)) for one in now]
    if not found:
        return rendering.leads_to(_path(place), "Somebody else decided meanwhile")
    act = given.releasing.refuse if refuse else given.releasing.release
    try:
        count = await act(found, by=place.visitor.person.name, why=decided.why)
    except InvalidChoiceError as error:
        return await _page(request, given, place, said=error.reason, answer=400)
    done = "left out" if refuse else "let go"
    return rendering.leads_to(_path(place), f"{plural(count, 'object')} {done}")


async def _page(
    request: Request, given: Parts, place: Place, *, ignored: bool = False, said: str = "", answer: int = 200
) -> Response:
    held = set(CODES.values())
    found = [one for one in await given.queries.causes(place.connection, ignored=ignored) if one.code not in held]
    holds = [] if ignored else await given.releasing.held(place.connection.id)
    return await rendering.page(
        request, "problems.html", place, status=answer,
        causes=found, holds=[_held_back(one, place.connection) for one in holds], ignored=ignored, said=said,
        total=sum(one.objects for one in found),
    )  # fmt: skip


async def _known(given: Parts, place: Place, name: str) -> Sequence[Cause]:
    found = [
        one
        for ignored in (False, True)
        for one in await given.queries.causes(place.connection, ignored=ignored)
        if one.cause == name
    ]
    if not found:
        raise NotThereError("this problem is mended, or there never was one")
    return found


def _held_back(held: Held, connection: Connection) -> HeldBack:
    sample = held.sample if held.hold.brake is Brake.RATES else None
    currency, rates = (sample.currency or "", sample.rates) if sample else ("", None)
    return HeldBack(
        id=held.hold.id,
        joined=held.hold.joined,
        status=hold_status(held, connection),
        sample=sample,
        amount=f"{float_free(sample.amount)} {currency}" if sample and sample.amount else "",
        scoro_rate=f"1 {currency} = {rates.scoro} {rates.base}" if rates and rates.scoro else "no rate",
        xero_rate=f"1 {rates.base} = {rates.xero} {currency}" if rates and rates.xero else "its own rate of that day",
    )


def _money(problem: Problem) -> str:
    return f"{float_free(problem.amount)} {problem.currency or ''}".strip() if problem.amount else "–"


def _path(place: Place) -> str:
    return f"/c/{place.connection.id}/problems"
