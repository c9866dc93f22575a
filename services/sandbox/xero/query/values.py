"""Operands of a `where`: literals, properties and the text functions on them."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from services.sandbox.xero.books.given import as_guid
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.problems import query_parse
from services.sandbox.xero.query.fields import Kind, Read, Value
from services.sandbox.xero.query.words import Word, unquoted


@dataclass(frozen=True, slots=True)
class Operand:
    kind: Kind
    read: Read


def literal(kind: Kind, value: Value) -> Operand:
    return Operand(kind, lambda _, __: value)


def number(word: Word, *, is_negative: bool = False) -> Operand:
    value = Decimal(word.value.rstrip("mMdDfF"))
    return literal(Kind.NUMBER, -value if is_negative else value)


def text(word: Word) -> Operand:
    return literal(Kind.TEXT, unquoted(word.value))


def guid(value: str) -> Operand:
    found = as_guid(value)
    if found is None:
        raise query_parse("Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).")
    return literal(Kind.GUID, found)


def moment(parts: list[int]) -> Operand:
    """`DateTime(2026,11,20[,9[,30[,0]]])`."""
    if not 3 <= len(parts) <= 6:  # noqa: PLR2004 year, month, day, then hour, minute, second
        raise query_parse("No applicable constructor exists in type 'DateTime'")
    try:
        value = dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[arg-type,misc]  # mypy sees tzinfo hit by *parts
    except ValueError:
        raise query_parse("Year, Month, and Day parameters describe an un-representable DateTime.") from None
    return literal(Kind.MOMENT, value)


def moment_from(value: str) -> Operand:
    """`DateTime.Parse("2026-11-20")`."""
    try:
        found = dt.datetime.fromisoformat(value)
    except ValueError:
        raise query_parse("String was not recognized as a valid DateTime.") from None
    return literal(Kind.MOMENT, found.replace(tzinfo=found.tzinfo or dt.UTC))


_TESTS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda whole, part: part in whole,
    "startswith": lambda whole, part: whole.startswith(part),
    "endswith": lambda whole, part: whole.endswith(part),
}
_CHANGES = {"tolower", "toupper", "trim", "tostring"}
METHODS = frozenset(_TESTS) | _CHANGES


def called(owner: Operand, method: str, arguments: list[Operand]) -> Operand:
    """A text function; on a value that is missing it fails, as in Xero (guard with `Field!=null AND …`)."""
    name = method.lower()
    if owner.kind is not Kind.TEXT or len(arguments) != (1 if name in _TESTS else 0):
        raise query_parse(f"No applicable method '{method}' exists in type '{owner.kind}'")
    if name in _CHANGES:
        return Operand(Kind.TEXT, _present(owner.read))
    if arguments[0].kind is not Kind.TEXT:
        raise query_parse(f"No applicable method '{method}' exists in type '{owner.kind}'")
    return Operand(Kind.FLAG, _tested(_TESTS[name], owner.read, arguments[0].read))


def _tested(test: Callable[[str, str], bool], whole: Read, part: Read) -> Read:
    whole, part = _present(whole), _present(part)

    def tested(ledger: Ledger, one: Any) -> bool:
        return test(str(whole(ledger, one)).lower(), str(part(ledger, one)).lower())

    return tested


def _present(read: Read) -> Read:
    def present(ledger: Ledger, one: Any) -> Value:
        value = read(ledger, one)
        if value is None:
            raise query_parse("Object reference not set to an instance of an object.")
        return value

    return present
