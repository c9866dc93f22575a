"""`order=Field [ASC|DESC][, …]`."""

from collections.abc import Callable
from functools import partial
from typing import Any

from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.problems import query_parse
from services.sandbox.xero.query.fields import Field, Fields

Sort = Callable[[Ledger, list[Any]], None]
_DIRECTIONS = {"ASC": False, "ASCENDING": False, "DESC": True, "DESCENDING": True}


def parsed(expression: str, fields: Fields) -> Sort:
    """Sorts a list in place; values that are missing come first, as in the database."""
    keys = [_key(part.split(), fields, expression) for part in expression.split(",")]

    def sort(ledger: Ledger, found: list[Any]) -> None:
        for field, is_descending in reversed(keys):
            found.sort(key=partial(_sortable, field, ledger), reverse=is_descending)

    return sort


def _key(words: list[str], fields: Fields, expression: str) -> tuple[Field, bool]:
    match words:
        case [name]:
            return fields.field(name), False
        case [name, direction] if direction.upper() in _DIRECTIONS:
            return fields.field(name), _DIRECTIONS[direction.upper()]
    raise query_parse(f"Syntax error in order '{expression}'")


def _sortable(field: Field, ledger: Ledger, one: Any) -> tuple[bool, Any]:
    value = field.read(ledger, one)
    return value is not None, value.lower() if isinstance(value, str) else value
