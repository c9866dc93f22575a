"""Undoing a run or an object: what it takes, a person's word with a reason, and how it goes."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Path, Request, Response

from services.console import undo_words
from services.console.undoing import ShownUndoing
from services.console.web import rendering
from services.console.web.access import ActingAt, At, NotThereError, Place
from services.console.web.parts import Given, Parts
from shared.contracts.envelope import Category
from shared.errors import InvalidChoiceError

router = APIRouter(prefix="/c/{connection_id}/undo")

ID = Annotated[str, Path(max_length=100)]
LISTED = 20


@router.get("")
async def undoings(request: Request, given: Given, place: At) -> Response:
    """The last ones, newest first."""
    found = await given.store.undoings.newest(place.connection.id, LISTED)
    rows = [await given.undone.shown(place.connection, one.id) for one in found]
    return await rendering.page(
        request, "undoings.html", place, rows=[(one.of, undo_words.sentence(one)) for one in rows]
    )


@router.post("")
async def plan(
    given: Given,
    place: ActingAt,
    run: Annotated[UUID | None, Form()] = None,
    category: Annotated[Category | None, Form()] = None,
    object_id: Annotated[str, Form(max_length=100)] = "",
    payments: Annotated[bool, Form()] = False,  # noqa: FBT002 - a checkbox
) -> Response:
    """Have the connector work out what it takes; nothing is touched."""
    wish: dict[str, Any] = {"by": place.visitor.person.name, "payments": payments}
    if run is not None:
        wish["run_id"] = str(run)
    elif category is not None and object_id:
        wish |= {"category": category.value, "object_ids": [object_id]}
    else:
        raise InvalidChoiceError("object", "name a run or an object")
    shown = await given.undone.plan(place.connection, wish)
    return rendering.leads_to(_path(place, shown.of.id))


@router.get("/{undoing_id}")
async def one(request: Request, given: Given, place: At, undoing_id: ID) -> Response:
    """The plan, or how it goes."""
    try:
        shown = await given.undone.shown(place.connection, undoing_id)
    except InvalidChoiceError as error:
        raise NotThereError(error.reason) from None
    return await _page(request, place, shown)


@router.post("/{undoing_id}/confirm")
async def confirm(
    request: Request, given: Given, place: ActingAt, undoing_id: ID,
    why: Annotated[str, Form(max_length=500)] = "",
) -> Response:  # fmt: skip
    """Let exactly this happen."""
    try:
        await given.undone.confirm(place.connection, undoing_id, by=place.visitor.person.name, why=why)
    except InvalidChoiceError as error:
        return await _refused(request, given, place, undoing_id, error)
    return rendering.leads_to(_path(place, undoing_id), "It is being undone")


async def _refused(
    request: Request, given: Parts, place: Place, undoing_id: str, error: InvalidChoiceError
) -> Response:
    try:
        shown = await given.undone.shown(place.connection, undoing_id)
    except InvalidChoiceError:
        raise NotThereError(error.reason) from None
    return await _page(request, place, shown, said=error.reason, answer=400 if error.field == "reason" else 409)


async def _page(request: Request, place: Place, shown: ShownUndoing, *, said: str = "", answer: int = 200) -> Response:
    is_one_wish = shown.of.run_id is not None or len(shown.lines) == 1
    paid = is_one_wish and not shown.of.payments and any(line.reason == "undo_paid" for line in shown.staying)
    return await rendering.page(
        request, "undoing.html", place, status=answer, shown=shown, said=said, sentence=undo_words.sentence(shown),
        going=[(line, undo_words.steps(line), undo_words.state(shown, line)) for line in shown.going],
        staying=[(line, undo_words.why_not(line)) for line in shown.staying], offers_payments=paid,
    )  # fmt: skip


def _path(place: Place, undoing_id: str) -> str:
    return f"/c/{place.connection.id}/undo/{rendering.quoted(undoing_id)}"
