"""Historic data: counted first, brought across after a yes, stopped and continued by whoever may (R34)."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from services.console import backfill_cost
from services.console.backfill_cost import Cost
from services.console.web import rendering
from services.console.web.access import ActingAt, At, Place
from services.console.web.parts import Given, Parts
from shared.contracts.envelope import Category
from shared.errors import InvalidChoiceError
from shared.store.historic import Phase

router = APIRouter(prefix="/c/{connection_id}/history")

OF_THE_FORM = {"--from": "From", "--to": "To", "--category": "Categories"}
UNDER_WAY = "one is under way; stop it first"
Day = Annotated[dt.date | None, Form()]
Chosen = Annotated[list[Category], Form(default_factory=list)]


@router.get("")
async def load(request: Request, given: Given, place: At) -> Response:
    """How the newest one stands, and the form for another."""
    return await _page(request, given, place)


@router.post("")
async def begin(
    request: Request, given: Given, place: ActingAt, of: Chosen, begins: Day = None, ends: Day = None
) -> Response:
    """Count what lies between two days."""
    if begins is None:
        return await _page(request, given, place, said="From: say from which day on", answer=400)
    try:
        await given.backfilling.begin(place.connection, begins, ends, of, by=place.visitor.person.name, dry_run=False)
    except InvalidChoiceError as error:
        words = OF_THE_FORM.get(error.field)
        said = f"{words}: {error.reason}" if words else UNDER_WAY if error.field == "backfill" else error.reason
        return await _page(request, given, place, said=said, answer=400)
    return rendering.leads_to(_path(place), "Counting")


@router.post("/agree")
async def agree(given: Given, place: ActingAt) -> Response:
    """Bring across what was counted."""
    newest = await given.store.historic.newest(place.connection.id)
    done = newest is not None and await given.backfilling.agree(newest, by=place.visitor.person.name)
    return rendering.leads_to(_path(place), "It begins now" if done else "Somebody else decided meanwhile")


@router.post("/cancel")
async def cancel(given: Given, place: ActingAt) -> Response:
    """Read and let in no more; what is on its way ends."""
    await given.backfilling.cancel(place.connection, by=place.visitor.person.name)
    return rendering.leads_to(_path(place), "Stopped; what is on its way ends")


@router.post("/continue")
async def go_on(given: Given, place: ActingAt) -> Response:
    """From where it was stopped."""
    await given.backfilling.go_on(place.connection, by=place.visitor.person.name)
    return rendering.leads_to(_path(place), "It goes on")


async def _page(request: Request, given: Parts, place: Place, *, said: str = "", answer: int = 200) -> Response:
    progress = await given.backfilling.progress(place.connection)
    settings = await given.store.settings.get(place.connection.id)
    costs = backfill_cost.of_load(progress.load) if progress else {}
    return await rendering.page(
        request, "history_load.html", place, status=answer,
        progress=progress, costs=costs, total=sum(costs.values(), Cost()), said=said,
        enabled=settings.enabled(), is_counted=progress is not None and progress.load.phase is Phase.COUNTED,
    )  # fmt: skip


def _path(place: Place) -> str:
    return f"/c/{place.connection.id}/history"
