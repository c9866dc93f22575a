"""Which properties of a resource a `where` or `order` may name, and how to read them."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.problems import query_parse


class Kind(StrEnum):
    TEXT = "String"
    GUID = "Guid"
    NUMBER = "Decimal"
    MOMENT = "DateTime"
    FLAG = "Boolean"
    NULL = "null"


Value = str | Decimal | dt.datetime | bool | None
Read = Callable[[Ledger, Any], Value]


@dataclass(frozen=True, slots=True)
class Field:
    kind: Kind
    read: Read


@dataclass(frozen=True, slots=True)
class Fields:
    """The properties of one resource by lower-case path, e.g. `contact.contactid`."""

    type_name: str
    by_path: Mapping[str, Field]

    def field(self, path: str) -> Field:
        found = self.by_path.get(path.lower())
        if found is None:
            raise query_parse(f"No property or field '{path.rpartition('.')[2]}' exists in type '{self.type_name}'")
        return found


def fields(type_name: str, table: Mapping[str, tuple[Kind, Read]]) -> Fields:
    return Fields(type_name, {path.lower(): Field(kind, read) for path, (kind, read) in table.items()})


def midnight(day: dt.date | None) -> dt.datetime | None:
    """Business dates are compared as midnight UTC."""
    return None if day is None else dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def text(name: str) -> tuple[Kind, Read]:
    return Kind.TEXT, lambda _, one: getattr(one, name) or None


def guid(name: str) -> tuple[Kind, Read]:
    return Kind.GUID, lambda _, one: getattr(one, name) or None


def amount(name: str) -> tuple[Kind, Read]:
    return Kind.NUMBER, lambda _, one: getattr(one, name)


def flag(name: str) -> tuple[Kind, Read]:
    return Kind.FLAG, lambda _, one: getattr(one, name)


def day(name: str) -> tuple[Kind, Read]:
    return Kind.MOMENT, lambda _, one: midnight(getattr(one, name))


def moment(name: str) -> tuple[Kind, Read]:
    return Kind.MOMENT, lambda _, one: getattr(one, name)


def constant(kind: Kind, value: Value) -> tuple[Kind, Read]:
    return kind, lambda _, __: value


def through(
    prefix: str, owner: Callable[[Ledger, Any], Any], table: Mapping[str, tuple[Kind, Read]]
) -> dict[str, tuple[Kind, Read]]:
    """`Contact.Name` of an invoice, from the table of contacts."""

    def via(read: Read) -> Read:
        def reading(ledger: Ledger, one: Any) -> Value:
            found = owner(ledger, one)
            return None if found is None else read(ledger, found)

        return reading

    return {f"{prefix}.{path}": (kind, via(read)) for path, (kind, read) in table.items()}
