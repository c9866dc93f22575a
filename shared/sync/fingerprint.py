"""What a translation yields, and how two of them are compared.

A category translates a document of one system into an *element* of the other: exactly what would be written. Equality
of two elements, not a modification time, says whether anything is to be written (`design.md` §3.2), and the fingerprint
is what the link keeps of the last one.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, PlainSerializer

from shared.money import plain

VOLATILE = frozenset({"ContactID", "InvoiceID", "CreditNoteID", "LineItemID"})
"""Ids at the places where an element names itself or its lines: they say where, not what."""

Day = Annotated[dt.date, PlainSerializer(dt.date.isoformat, return_type=str)]
"""A calendar day, written as `2026-03-02`."""


def pascal(name: str) -> str:
    """Spelled as Xero spells it: `due_date` → `DueDate`, `line_item_id` → `LineItemID`."""
    return "".join(word.upper() if word in {"id", "utc"} else word.capitalize() for word in name.split("_"))


class Element(BaseModel):
    """Something to be written to Xero; `as_json` gives it as Xero reads it, amounts still exact."""

    model_config = ConfigDict(frozen=True, alias_generator=pascal, populate_by_name=True)

    def as_json(self) -> dict[str, Any]:
        """Only what is set: Xero keeps what is not sent."""
        return {name: _as_lists(value) for name, value in self.model_dump(by_alias=True, exclude_none=True).items()}


def told(notices: Iterable["Notice"]) -> list[dict[str, str]]:
    """As the record of a call keeps them; an object's history shows them."""
    return [asdict(notice) for notice in notices]


ElementT = TypeVar("ElementT", bound=Element)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that crossed otherwise than it stood in the source; shown with the object, blocks nothing."""

    code: str
    field: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Translated(Generic[ElementT]):
    """An element and what a person should know about it."""

    element: ElementT
    notices: tuple[Notice, ...] = ()

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.element)


class Notices:
    """Collects notices while one document is translated."""

    def __init__(self) -> None:
        self._notices: list[Notice] = []

    def add(self, code: str, field: str, detail: str = "") -> None:
        self._notices.append(Notice(code, field, detail))

    def fit(self, text: str, limit: int, field: str) -> str:
        """The text cut to what the other system keeps of that field; says so where something is lost."""
        if len(text) <= limit:
            return text
        self.add("cut", field, f"{len(text)} characters, {limit} are kept")
        return text[:limit].rstrip()

    def all(self) -> tuple[Notice, ...]:
        return tuple(self._notices)


def _as_lists(value: Any) -> Any:
    """JSON knows no tuples."""
    if isinstance(value, dict):
        return {name: _as_lists(inner) for name, inner in value.items()}
    return [_as_lists(inner) for inner in value] if isinstance(value, list | tuple) else value


def fingerprint(element: BaseModel | Mapping[str, Any], *, volatile: Iterable[str] = VOLATILE) -> str:
    """SHA-256 of the element in one canonical spelling.

    Independent of the order of fields, of trailing zeros (2.50 and 2.5) and of how a day is held. Fields without a
    value do not count, nor do the `volatile` ones, save where an id is all there is: that is a reference.
    """
    fields = element.model_dump(by_alias=True, exclude_none=True) if isinstance(element, BaseModel) else element
    canonical = _canonical(fields, frozenset(volatile))
    text = json.dumps(canonical, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: Any, volatile: frozenset[str]) -> Any:
    match value:
        case Mapping():
            kept = {name: inner for name, inner in value.items() if inner is not None}
            content = {name: inner for name, inner in kept.items() if name not in volatile} or kept
            return {str(name): _canonical(inner, volatile) for name, inner in content.items()}
        case list() | tuple():
            return [_canonical(inner, volatile) for inner in value]
        case Decimal():
            return plain(value + 0)  # -0 is 0
        case dt.date():
            return value.isoformat()
        case _:
            return value
