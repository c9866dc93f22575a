"""Who may use the console: an operator adds people, changes what they may do, and ends it."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from services.console import inviting
from services.console.chooser import name_of
from services.console.web import rendering
from services.console.web.access import ActingOperator, Operator, Visitor
from services.console.web.parts import Given, Parts
from shared.errors import InvalidChoiceError
from shared.store.people import Role

router = APIRouter(prefix="/people")

Name = Annotated[str, Form(min_length=1, max_length=100)]
Chosen = Annotated[Role, Form()]
Ids = Annotated[list[str], Form(default_factory=list)]


@router.get("")
async def everyone(request: Request, given: Given, visitor: Operator) -> Response:
    """All of them, and the form for one more."""
    return await _page(request, given, visitor)


@router.post("")
async def add(request: Request, given: Given, visitor: ActingOperator, name: Name, role: Chosen, of: Ids) -> Response:
    """Somebody new; the link by which they choose a password is shown this once."""
    try:
        await given.store.people.add(name, role, await _known(given, of), author=visitor.person.name)
    except InvalidChoiceError as error:
        return await _page(request, given, visitor, said=str(error), status=400)
    return await _invited(request, given, visitor, name)


@router.post("/change")
async def change(given: Given, visitor: ActingOperator, name: Name, role: Chosen, of: Ids) -> Response:
    """Another role, other connections."""
    _not_oneself(visitor, name)
    await given.store.people.change(name, role, await _known(given, of), author=visitor.person.name)
    return rendering.leads_to("/people", f"{name} was changed")


@router.post("/invite")
async def invite(request: Request, given: Given, visitor: ActingOperator, name: Name) -> Response:
    """A new link, for whoever forgot the password."""
    return await _invited(request, given, visitor, name)


@router.post("/end")
async def end(given: Given, visitor: ActingOperator, name: Name) -> Response:
    """That person's visits end now."""
    _not_oneself(visitor, name)
    if (person := await given.store.people.end(name, author=visitor.person.name)) is not None:
        await given.store.visits.end_all(person.name)
    return rendering.leads_to("/people", f"{name} may not come in any more")


async def _invited(request: Request, given: Parts, visitor: Visitor, name: str) -> Response:
    person = await given.store.people.get(name)
    if person is None or not person.is_active:
        raise InvalidChoiceError("name", f"there is nobody called {name}")
    secret = await given.store.people.invite(person.name, author=visitor.person.name)
    link = inviting.link(given.settings.console_url, secret)
    return await _page(request, given, visitor, link=link, invited=person.name)


async def _page(
    request: Request,
    given: Parts,
    visitor: Visitor,
    *,
    said: str = "",
    link: str = "",
    invited: str = "",
    status: int = 200,
) -> Response:
    names = {one.id: name_of(one) for one in await given.store.names.all()}
    return await rendering.page(
        request, "people.html", visitor, status=status,
        people=await given.store.people.everyone(), names=names, said=said, link=link, invited=invited,
    )  # fmt: skip


async def _known(given: Parts, ids: Sequence[str]) -> list[str]:
    there = {one.id for one in await given.store.names.all()}
    return [one for one in ids if one in there]


def _not_oneself(visitor: Visitor, name: str) -> None:
    """Nobody locks themselves out by mistake."""
    if visitor.person.name.casefold() == " ".join(name.split()).casefold():
        raise InvalidChoiceError("name", "you cannot change what you yourself may do")
