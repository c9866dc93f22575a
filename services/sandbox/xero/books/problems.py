"""How a write is refused: one element of it, or the whole request."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


class ElementRefusedError(Exception):
    """One element breaks business rules; `messages` in Xero's words, in the order they were found."""

    def __init__(self, *messages: str, echo: object = None) -> None:
        super().__init__("; ".join(messages))
        self.messages = list(messages)
        self.echo = echo
        """The record as it would have become, as far as it can be told."""


class Findings:
    """Collects what is wrong with one element, so that a client hears everything at once."""

    def __init__(self) -> None:
        self.messages: list[str] = []

    def add(self, message: str) -> None:
        if message not in self.messages:
            self.messages.append(message)

    def attempt(self, check: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T | None:
        """The answer of `check`, or None with its refusal noted."""
        try:
            return check(*args, **kwargs)
        except ElementRefusedError as refusal:
            for message in refusal.messages:
                self.add(message)
            return None

    def refuse(self, echo: object = None) -> None:
        """Raise if anything was found."""
        if self.messages:
            raise ElementRefusedError(*self.messages, echo=echo)


class RequestRefusedError(Exception):
    """400 with an ApiException for the whole request."""

    def __init__(self, number: int, kind: str, message: str) -> None:
        super().__init__(message)
        self.number = number
        self.kind = kind
        self.message = message


class NotFoundError(Exception):
    """404 with Xero's HTML page for the whole request."""


def post_data_invalid(message: str) -> RequestRefusedError:
    return RequestRefusedError(14, "PostDataInvalidException", message)


def validation(message: str) -> RequestRefusedError:
    return RequestRefusedError(10, "ValidationException", message)


def query_parse(message: str) -> RequestRefusedError:
    return RequestRefusedError(16, "QueryParseException", message)
