"""One call and its answer, and the envelope around every list."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from services.sandbox.common.json import encode
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.problems import query_parse
from services.sandbox.xero.books.wire import ms_moment_without_offset

JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    segments: tuple[str, ...]
    """The path below /api.xro/2.0."""
    query: Mapping[str, str]
    """Names in lower case."""
    headers: Mapping[str, str]
    body: bytes
    ledger: Ledger
    client_id: str
    app_name: str
    now: dt.datetime

    def flag(self, name: str) -> bool | None:
        """`true` and `True` both occur."""
        value = self.query.get(name.lower())
        return None if value is None else value.lower() == "true"

    def whole_number(self, name: str) -> int | None:
        value = self.query.get(name.lower())
        if value is None:
            return None
        try:
            return int(value)
        except ValueError:
            raise query_parse(f"The value '{value}' of {name} is not a number") from None

    def names(self, name: str) -> list[str]:
        """A comma list."""
        return [part.strip() for part in self.query.get(name.lower(), "").split(",") if part.strip()]

    @property
    def unit_places(self) -> int:
        """`unitdp=4` keeps four decimals of unit prices, on writes and on reads."""
        return 4 if self.query.get("unitdp") == "4" else 2


@dataclass(frozen=True, slots=True)
class Answer:
    """`content` is shown as JSON or XML; `body` is used as it is."""

    status: int = 200
    content: dict[str, Any] | None = None
    body: bytes = b""
    content_type: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> bytes:
        return self.body if self.content is None else encode(self.content)


def envelope(call: Call, key: str, elements: list[Any], *, pagination: dict[str, int] | None = None) -> Answer:
    content: dict[str, Any] = {
        "Id": str(uuid4()),
        "Status": "OK",
        "ProviderName": call.app_name,
        "DateTimeUTC": ms_moment_without_offset(call.now),
    }
    if pagination is not None:
        content["pagination"] = pagination
    return Answer(content={**content, key: elements})
