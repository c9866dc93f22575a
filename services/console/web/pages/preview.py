"""What the next run would do, and the button that lets exactly that happen."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response

from services.console import preview_words
from services.console.held import hold_status
from services.console.spelling import plural
from services.console.web import rendering
from services.console.web.access import ActingAt, At, Place
from services.console.web.parts import Given, Parts
from shared.contracts.envelope import Category
from shared.errors import InvalidChoiceError
from shared.store.previews import GOES

router = APIRouter(prefix="/c/{connection_id}/preview")

ON_A_PAGE = 100
MOST_LEFT_OUT = 10_000
Chosen = Annotated[list[Category], Form(default_factory=list)]
Days = Annotated[str, Form(max_length=4)]
Entries = Annotated[list[int], Form(default_factory=list, max_length=MOST_LEFT_OUT)]


@router.get("")
async def preview(
    request: Request,
    given: Given,
    place: At,
    after: Annotated[int, Query(ge=0)] = 0,
    of: Annotated[Category | None, Query()] = None,
) -> Response:
    """The newest one; `of` chooses the category of the next."""
    return await _page(request, given, place, after=after, of=of)


@router.post("")
async def ask(request: Request, given: Given, place: ActingAt, of: Chosen, days: Days = "") -> Response:
    """Have one worked out."""
    if days and not days.isdecimal():
        return await _page(request, given, place, said="Days: write a whole number", answer=400)
    try:
        await given.previewed.ask(place.connection, of, by=place.visitor.person.name, days=int(days) if days else None)
    except InvalidChoiceError as error:
        return await _page(request, given, place, said=error.reason, answer=400)
    return rendering.leads_to(_path(place), "It is being worked out")


@router.post("/{preview_id}/apply")
async def apply(request: Request, given: Given, place: ActingAt, preview_id: str, without: Entries) -> Response:
    """Let it happen, but for the lines that were left out."""
    try:
        applied = await given.previewed.apply(
            preview_id, place.connection, without=without, by=place.visitor.person.name
        )
    except InvalidChoiceError as error:
        return await _page(request, given, place, said=error.reason, answer=409)
    stale = f"; {plural(applied.stale, 'line')} refused, since the source changed" if applied.stale else ""
    return rendering.leads_to(_path(place), f"{plural(applied.opened, 'object')} on the way{stale}")


async def _page(
    request: Request,
    given: Parts,
    place: Place,
    *,
    after: int = 0,
    of: Category | None = None,
    said: str = "",
    answer: int = 200,
) -> Response:
    newest = await given.store.previews.newest(place.connection.id)
    shown = await given.previewed.shown(newest) if newest else None
    lines = await given.previewed.lines(newest, after=after, limit=ON_A_PAGE + 1) if newest else []
    settings = await given.store.settings.get(place.connection.id)
    return await rendering.page(
        request, "preview.html", place, status=answer, shown=shown, said=said, enabled=settings.enabled(),
        lines=[(line, preview_words.of_line(line), preview_words.fields(line)) for line in lines[:ON_A_PAGE]],
        groups=[(group, preview_words.of_group(group)) for group in shown.groups] if shown else [],
        more=lines[ON_A_PAGE - 1].entry if len(lines) > ON_A_PAGE else None, goes=GOES,
        looks_ahead=await given.previewed.looks_ahead(place.connection), of=of,
        holds=[hold_status(one, place.connection) for one in await given.previewed.held(place.connection)],
    )  # fmt: skip


def _path(place: Place) -> str:
    return f"/c/{place.connection.id}/preview"
