"""Reads what a client sent into kept values, field by field. What is no field, or read-only, is ignored silently."""

from collections.abc import Mapping
from typing import Any

from services.sandbox.scoro.errors import BadRequestError
from services.sandbox.scoro.fields import Field
from services.sandbox.scoro.kinds import READERS
from services.sandbox.scoro.state import Row

LONGEST_TEXT = 65_535


def new_row(fields: Mapping[str, Field]) -> Row:
    return {name: field.default for name, field in fields.items()}


def read_fields(fields: Mapping[str, Field], given: Mapping[str, Any]) -> Row:
    """Only the fields that were given; anything malformed is refused by name."""
    return {
        name: read_field(name, field, given[name])
        for name, field in fields.items()
        if field.is_writable and name in given
    }


def read_field(name: str, field: Field, value: Any) -> Any:
    try:
        found = READERS[field.kind](value)
    except ValueError as error:
        raise BadRequestError.field(name, str(error)) from error
    if field.one_of and found not in field.one_of:
        raise BadRequestError.field(name, f"must be one of {', '.join(field.one_of)}")
    if isinstance(found, str) and len(found) > LONGEST_TEXT:
        raise BadRequestError.field(name, "is too long")
    return found


def a_list_of_objects(name: str, value: Any) -> list[dict[str, Any]]:
    if value is None or value == {}:
        return []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise BadRequestError.field(name, "must be a list of objects")
    return value


def read_texts(name: str, value: Any) -> list[str]:
    if not isinstance(value or [], list):
        raise BadRequestError.field(name, "must be a list of texts")
    return [str(one) for one in value or ()]


def read_custom_fields(definitions: Mapping[int, Row], module: str, given: Any, kept: Mapping[str, Any]) -> Row:
    """A list of `{id, value}`, or the older map; fields that are not sent keep their value."""
    pairs = given.items() if isinstance(given, dict) else _pairs(given)
    known = {row["id"] for row in definitions.values() if module in row["modules"]}
    custom = dict(kept)
    for name, value in pairs:
        if name not in known:
            raise BadRequestError.field("custom_fields", f"{name} is not a custom field of {module}")
        custom[str(name)] = None if value in ("", None) else value
    return custom


def _pairs(given: Any) -> list[tuple[Any, Any]]:
    pairs = [(one.get("id"), one.get("value")) for one in a_list_of_objects("custom_fields", given)]
    if any(name is None for name, _ in pairs):
        raise BadRequestError.field("custom_fields", "each entry needs an id")
    return pairs
