"""Who asks, what they may see and what they may do.

A visit is a cookie; where a reverse proxy is trusted, its header says who it is, and the visit belongs to that person.
Whoever may not see a connection is told that there is none. Every form carries the visit's token.
"""

import hmac
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request
from pydantic import SecretStr
from starlette.datastructures import UploadFile

from services.console.web.parts import Given, Parts
from shared.store.connections import Connection, UnknownConnectionError
from shared.store.people import Person, Role

RANK = {Role.VIEWER: 0, Role.ADMINISTRATOR: 1, Role.OPERATOR: 2}


class SignInNeededError(Exception):
    """Nobody is signed in here."""

    def __init__(self, path: str) -> None:
        super().__init__("sign in first")
        self.path = path


class ForbiddenError(Exception):
    """The person may not do this, or the form comes from elsewhere."""


class NotThereError(Exception):
    """There is no such page, or none for this person."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in."""

    person: Person
    token: str
    """For forms."""
    begun: SecretStr | None = None
    """The secret of a visit that began with this request: the answer brings it to the browser."""

    def may(self, role: Role) -> bool:
        """Whether the person's role is at least that."""
        return RANK[self.person.role] >= RANK[role]

    def sees(self, connection_id: str) -> bool:
        """An operator sees all, anybody else their own."""
        return self.person.role is Role.OPERATOR or connection_id in self.person.connections


@dataclass(frozen=True, slots=True)
class Place:
    """A connection that the visitor may see."""

    visitor: Visitor
    connection: Connection


def cookie_name(given: Parts) -> str:
    """Over TLS no other host and no plain request can set it."""
    return "__Host-visit" if given.settings.is_secure else "visit"


async def _visitor(request: Request, given: Given) -> Visitor:
    secret = SecretStr(request.cookies.get(cookie_name(given), ""))
    visit = await given.store.visits.of(secret) if secret.get_secret_value() else None
    person = await given.store.people.get(visit.person) if visit else None
    named = _named_by_proxy(request, given)
    if named is not None and (person is None or person.name.casefold() != named.casefold()):
        return await _proxied(request, given, named)
    if visit is None or person is None or not person.is_active:
        raise SignInNeededError(_back_to(request))
    made = Visitor(person, visit.token)
    request.state.visitor = made
    return made


def _named_by_proxy(request: Request, given: Parts) -> str | None:
    """None unless a proxy is trusted, and this is one."""
    header = given.settings.console_proxy_header
    if not header or request.client is None or request.client.host not in given.settings.proxies:
        return None
    return request.headers.get(header, "").strip() or None


async def _proxied(request: Request, given: Parts, name: str) -> Visitor:
    person = await given.store.people.get(name)
    if person is None or not person.is_active:
        raise ForbiddenError(f"{name} is signed in, but may not use this console; an operator can add them")
    visit, secret = await given.store.visits.begin(person.name)
    made = Visitor(person, visit.token, begun=secret)
    request.state.visitor = made
    return made


def _back_to(request: Request) -> str:
    """Where to go on after signing in; a form that was sent is not sent again."""
    if request.method != "GET":
        return "/"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


async def _checked(request: Request, visitor: Annotated[Visitor, Depends(_visitor)]) -> Visitor:
    """A form of our own page, of this visit."""
    form = await request.form()
    sent = form.get("token")
    if isinstance(sent, UploadFile) or not hmac.compare_digest(str(sent or "").encode(), visitor.token.encode()):
        raise ForbiddenError("the form is not of this visit; load the page again and repeat it")
    return visitor


async def _place(connection_id: str, given: Given, visitor: Annotated[Visitor, Depends(_visitor)]) -> Place:
    if not visitor.sees(connection_id):
        raise NotThereError("there is no such connection")
    try:
        return Place(visitor, await given.store.connections.get(connection_id))
    except UnknownConnectionError:
        raise NotThereError("there is no such connection") from None


async def _acting_at(place: Annotated[Place, Depends(_place)], visitor: Annotated[Visitor, Depends(_checked)]) -> Place:
    if not visitor.may(Role.ADMINISTRATOR):
        raise ForbiddenError("viewers may look, and change nothing")
    return place


def _operator(visitor: Annotated[Visitor, Depends(_visitor)]) -> Visitor:
    if not visitor.may(Role.OPERATOR):
        raise NotThereError("there is no such page")
    return visitor


def _administrator(visitor: Annotated[Visitor, Depends(_visitor)]) -> Visitor:
    if not visitor.may(Role.ADMINISTRATOR):
        raise NotThereError("there is no such page")
    return visitor


def _acting_administrator(visitor: Annotated[Visitor, Depends(_checked)]) -> Visitor:
    if not visitor.may(Role.ADMINISTRATOR):
        raise ForbiddenError("viewers may look, and change nothing")
    return visitor


def _acting_operator(visitor: Annotated[Visitor, Depends(_checked)]) -> Visitor:
    return _operator(visitor)


def sign_in_path(path: str) -> str:
    """The sign-in page that leads back."""
    return "/sign-in" if path == "/" else f"/sign-in?to={quote(path, safe='')}"


Seen = Annotated[Visitor, Depends(_visitor)]
"""Somebody is signed in."""
Sent = Annotated[Visitor, Depends(_checked)]
"""Somebody sent a form."""
At = Annotated[Place, Depends(_place)]
"""Somebody looks at a connection (`{connection_id}` in the path)."""
ActingAt = Annotated[Place, Depends(_acting_at)]
"""Somebody who may, sent a form about a connection."""
Operator = Annotated[Visitor, Depends(_operator)]
Administrator = Annotated[Visitor, Depends(_administrator)]
ActingAdministrator = Annotated[Visitor, Depends(_acting_administrator)]
ActingOperator = Annotated[Visitor, Depends(_acting_operator)]
