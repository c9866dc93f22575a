"""What a client sent, read field by field. A value of the wrong kind refuses the whole request, as in Xero's parser."""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from services.sandbox.xero.books.problems import post_data_invalid
from services.sandbox.xero.books.wire import date_from_wire

_DECIMAL = "System.Nullable`1[System.Decimal]"


class Given:
    """A JSON object of a request. `null` counts as not sent; `path` is where it stood, for messages."""

    __slots__ = ("path", "raw")

    def __init__(self, raw: Any, path: str) -> None:
        if not isinstance(raw, dict):
            raise post_data_invalid(f"Error converting value {_shown(raw)} to an object. Path '{path}'.")
        self.raw: dict[str, Any] = raw
        self.path = path

    def has(self, key: str) -> bool:
        return self.raw.get(key) is not None

    def text(self, key: str) -> str | None:
        value = self.raw.get(key)
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return str(value)
        raise self._wrong(key, "System.String")

    def decimal(self, key: str) -> Decimal | None:
        value = self.raw.get(key)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
            raise self._wrong(key, _DECIMAL)
        try:
            number = Decimal(value)
        except InvalidOperation:
            raise self._wrong(key, _DECIMAL) from None
        if not number.is_finite():
            raise self._wrong(key, _DECIMAL)
        return number

    def boolean(self, key: str) -> bool | None:
        value = self.raw.get(key)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str) and value.lower() in {"true", "false"}:
            return value.lower() == "true"
        raise self._wrong(key, "System.Boolean")

    def date(self, key: str) -> dt.date | None:
        value = self.raw.get(key)
        if value is None or value == "":
            return None
        found = date_from_wire(value) if isinstance(value, str) else None
        if found is None:
            raise self._wrong(key, "System.Nullable`1[System.DateTime]")
        return found

    def guid(self, key: str) -> str | None:
        value = self.raw.get(key)
        if value is None or value == "":
            return None
        found = as_guid(value) if isinstance(value, str) else None
        if found is None:
            raise self._wrong(key, "System.Guid")
        return found

    def choice(self, key: str, allowed: frozenset[str], type_name: str) -> str | None:
        value = self.raw.get(key)
        if value is None or value == "":
            return None
        if value not in allowed:
            raise self._wrong(key, f"Xero.API.Library..{type_name}")
        return str(value)

    def object(self, key: str) -> "Given | None":
        value = self.raw.get(key)
        return None if value is None else Given(value, f"{self.path}.{key}")

    def objects(self, key: str) -> "list[Given] | None":
        value = self.raw.get(key)
        if value is None:
            return None
        if not isinstance(value, list):
            raise self._wrong(key, "an array")
        return list(elements(value, f"{self.path}.{key}"))

    def _wrong(self, key: str, type_name: str) -> Exception:
        shown = _shown(self.raw[key])
        return post_data_invalid(f"Error converting value {shown} to type '{type_name}'. Path '{self.path}.{key}'.")


def elements(raw: list[Any], path: str) -> Iterator[Given]:
    return (Given(value, f"{path}[{index}]") for index, value in enumerate(raw))


_GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.ASCII)


def as_guid(text: str) -> str | None:
    """Lower case with hyphens, or None if the text is no GUID."""
    lower = text.lower()
    if _GUID.fullmatch(lower):
        return lower
    try:
        return str(UUID(text))
    except ValueError:
        return None


def _shown(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
