"""Signing in and out, and choosing a password by an invitation."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request, Response
from pydantic import SecretStr

from services.console import passwords
from services.console.inviting import FIRST
from services.console.web import rendering
from services.console.web.access import Sent, cookie_name
from services.console.web.parts import Given, Parts
from shared.errors import InvalidChoiceError
from shared.store.people import Person, Role

router = APIRouter()

WRONG = "Name and password do not fit together."
WAIT = "Too many wrong passwords. Try again at {until:%H:%M} UTC."
USED = "This link is not good any more: it was used, or it is older than a day. Ask for a new one."

Name = Annotated[str, Form(max_length=100)]
Password = Annotated[str, Form(max_length=1000)]


@router.get("/sign-in")
async def form(request: Request, to: str = "/") -> Response:
    """Name and password."""
    return await rendering.page(request, "sign_in.html", to=_inside(to), name="", said="")


@router.post("/sign-in")
async def sign_in(
    request: Request, given: Given, name: Name, password: Password, to: Annotated[str, Form()] = "/"
) -> Response:
    """Begin a visit, or say that it does not fit, without saying what of it."""
    person = await given.store.people.get(name)
    said = await _refusal(given, person, SecretStr(password))
    if said is not None or person is None:
        return await rendering.page(request, "sign_in.html", status=403, to=_inside(to), name=name, said=said or WRONG)
    await given.store.people.came_in(person.name)
    return await _begun(given, person, _inside(to))


async def _refusal(given: Parts, person: Person | None, password: SecretStr) -> str | None:
    if person is not None and person.locked_until is not None and person.locked_until > given.clock.now():
        return WAIT.format(until=person.locked_until)
    if not await passwords.is_right(password, person.password_hash if person else None):
        if person is not None:
            await given.store.people.failed(person.name)
        return WRONG
    return None if person is not None and person.is_active else WRONG


async def _begun(given: Parts, person: Person, to: str) -> Response:
    _, secret = await given.store.visits.begin(person.name)
    answer = rendering.leads_to(to)
    rendering.set_visit(answer, given, secret.get_secret_value())
    return answer


@router.post("/sign-out")
async def sign_out(request: Request, given: Given, _visitor: Sent) -> Response:
    """End this visit."""
    await given.store.visits.end(SecretStr(request.cookies.get(cookie_name(given), "")))
    answer = rendering.leads_to("/sign-in")
    answer.delete_cookie(cookie_name(given), path="/", secure=given.settings.is_secure, httponly=True, samesite="lax")
    return answer


@router.get("/welcome/{secret}")
async def invited(request: Request, secret: str, given: Given) -> Response:
    """Choose a password; the first operator chooses a name as well."""
    return await _welcome(request, given, SecretStr(secret))


@router.post("/welcome/{secret}")
async def accept(
    request: Request, secret: str, given: Given, password: Password, again: Password, name: Name = ""
) -> Response:
    """Set it, and begin a visit."""
    key = SecretStr(secret)
    if password != again:
        return await _welcome(request, given, key, said="password: is not the same twice", name=name, status=400)
    try:
        hashed = await passwords.hashed(SecretStr(password))
        person = await _accepted(given, key, name, hashed)
    except InvalidChoiceError as error:
        return await _welcome(request, given, key, said=str(error), name=name, status=400)
    if person is None:
        return await _welcome(request, given, key)
    await given.store.visits.end_all(person.name)
    return await _begun(given, person, "/")


async def _accepted(given: Parts, secret: SecretStr, name: str, password_hash: str) -> Person | None:
    people = given.store.people
    if not await _is_first(given, secret):
        return await people.accept(secret, password_hash)
    if not name.strip():
        raise InvalidChoiceError("name", "say who you are")
    if not await people.spend(secret, FIRST):
        return None
    await people.add(name, Role.OPERATOR, (), author=name.strip())
    return await people.set_password(name, password_hash)


async def _is_first(given: Parts, secret: SecretStr) -> bool:
    return await given.store.people.is_empty() and await given.store.people.is_good(secret, FIRST)


async def _welcome(
    request: Request, given: Parts, secret: SecretStr, *, said: str = "", name: str = "", status: int = 200
) -> Response:
    is_first = await _is_first(given, secret)
    person = None if is_first else await given.store.people.invited(secret)
    if person is None and not is_first:
        return await rendering.page(request, "error.html", status=404, title="This link does not work", said=USED)
    return await rendering.page(
        request,
        "welcome.html",
        status=status,
        is_first=is_first,
        name=name or (person.name if person else ""),
        said=said,
        least=passwords.LEAST,
        secret=secret.get_secret_value(),
    )


def _inside(to: str) -> str:
    """A path of this console; never another site."""
    parts = urlsplit(to)
    is_ours = not parts.scheme and not parts.netloc and to.startswith("/") and not to.startswith(("//", "/\\"))
    return to if is_ours else "/"
