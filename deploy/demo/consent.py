"""A person in a browser who signs in at Xero and allows access."""

from collections.abc import Sequence
from html.parser import HTMLParser

import httpx

TIMEOUT_SECONDS = 60


class ConsentFailedError(Exception):
    """The sign-in did not end on the page that says *connected*."""


class _Form(HTMLParser):
    """The fields of the only form of a page; of the buttons, the one that allows."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self.fields.setdefault(self._select, value)
        elif _is_pressed(tag, value) or _is_sent(tag, given):
            self.fields[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


def _is_pressed(tag: str, value: str) -> bool:
    return tag == "button" and value == "allow"


def _is_sent(tag: str, given: dict[str, str]) -> bool:
    return tag == "input" and (given.get("type") != "checkbox" or "checked" in given)


def allow_access(authorise_url: str, organisations: Sequence[str] = ()) -> str:
    """Open the page, tick these organisations, else leave the one that is ticked, and press *Allow access*.

    Gives the page it ends on. Raises ConsentFailedError.
    """
    with httpx.Client(timeout=TIMEOUT_SECONDS, follow_redirects=True, trust_env=False) as browser:
        page = browser.get(authorise_url)
        page.raise_for_status()
        form = _Form()
        form.feed(page.text)
        ticked = {"organisation": list(organisations)} if organisations else {}
        end = browser.post(str(page.url), data={**form.fields, **ticked})
    if end.is_error:
        raise ConsentFailedError(f"{end.status_code} from {end.url.copy_with(query=None)}")
    return end.text
