"""Somebody with a browser that runs no scripts: pages are read, forms are sent as the page has them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx
from pydantic import SecretStr

from services.console import passwords
from services.console.web.access import cookie_name
from services.console.web.parts import Parts
from shared.contracts.envelope import Message
from shared.store.people import Role

PASSWORD = "a long sentence is good"


@dataclass
class Sent:
    """A publisher that keeps what it is given."""

    messages: list[Message] = field(default_factory=list)

    async def publish(self, message: Message) -> None:
        self.messages.append(message)

    async def publish_all(self, messages: Any) -> None:
        self.messages += messages

    async def forward(self, body: bytes, **said: Any) -> None:
        del body, said


@dataclass
class Form:
    """As the page has it."""

    action: str
    fields: dict[str, list[str]]
    buttons: list[str]


class _Reader(HTMLParser):
    """Forms, headings and words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.words: list[str] = []
        self.headings: list[str] = []
        self._open: list[str] = []
        self._select: str = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self._open.append(tag)
        if tag == "form":
            self.forms.append(Form(said.get("action", ""), {}, []))
        elif tag in {"input", "select", "textarea"} and self.forms and said.get("name"):
            kind = said.get("type", "text")
            if tag == "select":
                self._select = said["name"]
                self.forms[-1].fields.setdefault(said["name"], [])
            elif kind not in {"checkbox", "radio"} or "checked" in said:
                self.forms[-1].fields.setdefault(said["name"], []).append(said.get("value", ""))
        elif tag == "option" and self._select and ("selected" in said or not self.forms[-1].fields[self._select]):
            self.forms[-1].fields[self._select] = [said.get("value", "")]
        elif tag == "button" and self.forms:
            self.forms[-1].buttons.append("")
        if tag in {"input", "meta", "link", "br"}:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass
        if tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if not data.strip() or "script" in self._open or "title" in self._open:
            return
        self.words.append(" ".join(data.split()))
        if self._open and self._open[-1] in {"h1", "h2"}:
            self.headings.append(self.words[-1])
        if "button" in self._open and self.forms and self.forms[-1].buttons:
            self.forms[-1].buttons[-1] = (self.forms[-1].buttons[-1] + " " + self.words[-1]).strip()


@dataclass
class Page:
    """What came back."""

    answer: httpx.Response

    def __post_init__(self) -> None:
        reader = _Reader()
        reader.feed(self.answer.text)
        self.forms, self.headings = reader.forms, reader.headings
        self.text = " ".join(reader.words)

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def path(self) -> str:
        return self.answer.url.path

    def form(self, button: str) -> Form:
        """The one that this button sends."""
        [found] = [one for one in self.forms if button in one.buttons]
        return found


@dataclass
class Browser:
    """One person's; follows where it is led."""

    http: httpx.AsyncClient
    given: Parts

    async def get(self, path: str) -> Page:
        return Page(await self.http.get(path))

    async def send(self, page: Page, button: str, **fields: Any) -> Page:
        """Fill in a form and press its button."""
        form = page.form(button)
        data = form.fields | {name: value if isinstance(value, list) else [value] for name, value in fields.items()}
        return Page(await self.http.post(form.action or page.path, data=data))

    async def post(self, path: str, **fields: Any) -> Page:
        """A form of somebody's own making."""
        return Page(await self.http.post(path, data=fields))

    async def sign_in(self, name: str, password: str = PASSWORD) -> Page:
        return await self.send(await self.get("/sign-in"), "Sign in", name=name, password=password)

    async def visits_as(self, name: str, role: Role, *connections: str) -> None:
        """Somebody who was added before and has signed in."""
        if await self.given.store.people.get(name) is None:
            await self.given.store.people.add(name, role, connections, author="test")
        _, secret = await self.given.store.visits.begin(name)
        self.http.cookies.set(cookie_name(self.given), secret.get_secret_value())


async def add_person(given: Parts, name: str, role: Role, *connections: str) -> None:
    """With the password of all tests."""
    await given.store.people.add(name, role, connections, author="test")
    await given.store.people.set_password(name, await passwords.hashed(SecretStr(PASSWORD)))
