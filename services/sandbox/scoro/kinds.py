"""Kinds of values: how each is read from a request, kept, and written to the wire with Scoro's oddities.

Kept values are clean: Decimal, bool, plain text, date, aware datetime in UTC, int ids with 0 for "none".
"""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from enum import Enum, auto
from typing import Any
from zoneinfo import ZoneInfo

EMPTY_DATE = "0000-00-00"
EMPTY_MOMENT = "0000-00-00 00:00:00"
_LARGEST = Decimal("1e12")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#039;"})


class Kind(Enum):
    ID = auto()  # 312; 0 = none
    NULLABLE_ID = auto()  # 312 or null
    STRING_ID = auto()  # "9" or null
    FLAG = auto()  # 0 / 1
    TEXT = auto()  # HTML-escaped
    WORD = auto()  # never escaped: codes, statuses, currencies, addresses of the web
    MONEY = auto()  # "71.50"
    PRICE = auto()  # "11.000000", also quantities and discounts
    NULLABLE_PRICE = auto()
    PERCENT = auto()  # "24.000"
    COST = auto()  # "0.0000"
    NOISY = auto()  # 88.659999999999997
    DATE = auto()  # 2026-03-02 or 0000-00-00
    MOMENT = auto()  # 2026-03-02T09:00:00+00:00
    NULLABLE_MOMENT = auto()
    IDS = auto()  # [4101] or null
    MAP = auto()  # {…} or [] when empty
    PLAIN = auto()  # as it is


def number(value: Any) -> Decimal:
    """A finite number from JSON number or text."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
        raise ValueError("must be a number")  # noqa: TRY004 a value of the request is wrong, not our call
    try:
        found = Decimal(value.strip() if isinstance(value, str) else value)
    except InvalidOperation as error:
        raise ValueError("must be a number") from error
    if not found.is_finite() or abs(found) >= _LARGEST:
        raise ValueError("must be a number below 1,000,000,000,000")
    return found


def whole(value: Any) -> int:
    found = number(value)
    if found != found.to_integral_value():
        raise ValueError("must be a whole number")
    return int(found)


def flag(value: Any) -> bool:
    if isinstance(value, (bool, int)) and value in {True, False}:
        return bool(value)
    if isinstance(value, str) and value in {"0", "1", "true", "false"}:
        return value in {"1", "true"}
    raise ValueError("must be 1 or 0")


def text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        raise ValueError("must be a text")  # noqa: TRY004 a value of the request is wrong, not our call
    return str(value)


def day(value: Any) -> dt.date | None:
    """`2026-03-02`, also cut from a date-time; `0000-00-00` and empty mean none."""
    written = text(value).strip()
    if not written or written.startswith(EMPTY_DATE):
        return None
    try:
        return dt.date.fromisoformat(written[:10])
    except ValueError as error:
        raise ValueError("must be a date (YYYY-mm-dd)") from error


def ids(value: Any) -> list[int] | None:
    listed = value if isinstance(value, list) else [value]
    return [whole(one) for one in listed] or None


def _optional(read: Callable[[Any], Any], when_null: Any) -> Callable[[Any], Any]:
    return lambda value: when_null if value is None or value == "" else read(value)


def _decimals(places: int) -> Callable[[Any], Decimal]:
    step = Decimal(1).scaleb(-places)
    return lambda value: number(value).quantize(step, "ROUND_HALF_UP")


READERS: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.ID: _optional(whole, 0),
    Kind.NULLABLE_ID: _optional(whole, None),
    Kind.STRING_ID: _optional(whole, None),
    Kind.FLAG: _optional(flag, when_null=False),
    Kind.TEXT: _optional(text, ""),
    Kind.WORD: _optional(text, ""),
    Kind.MONEY: _optional(_decimals(2), Decimal(0)),
    Kind.PRICE: _optional(_decimals(6), Decimal(0)),
    Kind.NULLABLE_PRICE: _optional(_decimals(6), None),
    Kind.PERCENT: _optional(_decimals(3), Decimal(0)),
    Kind.COST: _optional(_decimals(4), Decimal(0)),
    Kind.NOISY: _optional(_decimals(6), Decimal(0)),
    Kind.DATE: _optional(day, None),
    Kind.IDS: _optional(ids, None),
}
"""Kinds that are missing here are never written by clients, or have a reader of their own."""


class Wire:
    """One way to write values: odd (as seen from the real Scoro) or clean (as documented)."""

    def __init__(self, *, odd: bool, zone: ZoneInfo) -> None:
        self._zone = zone
        self.formats: Mapping[Kind, Callable[[Any], Any]] = self._odd() if odd else self._clean()

    def moment(self, at: dt.datetime) -> str:
        return at.astimezone(self._zone).isoformat()

    def _odd(self) -> dict[Kind, Callable[[Any], Any]]:
        def padded(form: str) -> Callable[[Any], Any]:
            return lambda value: None if value is None else format(value, form)

        return {
            **dict.fromkeys(Kind, _as_it_is),
            Kind.STRING_ID: lambda value: None if value is None else str(value),
            Kind.FLAG: int,
            Kind.TEXT: escaped,
            Kind.MONEY: padded(".2f"),
            Kind.PRICE: padded(".6f"),
            Kind.NULLABLE_PRICE: padded(".6f"),
            Kind.PERCENT: padded(".3f"),
            Kind.COST: padded(".4f"),
            Kind.NOISY: with_float_noise,
            Kind.DATE: lambda value: EMPTY_DATE if value is None else value.isoformat(),
            Kind.MOMENT: lambda value: EMPTY_MOMENT if value is None else self.moment(value),
            Kind.NULLABLE_MOMENT: lambda value: None if value is None else self.moment(value),
            Kind.MAP: lambda value: value or [],
        }

    def _clean(self) -> dict[Kind, Callable[[Any], Any]]:
        def moment(value: dt.datetime | None) -> str | None:
            return None if value is None else self.moment(value)

        return {
            **dict.fromkeys(Kind, _as_it_is),
            Kind.DATE: lambda value: None if value is None else value.isoformat(),
            Kind.MOMENT: moment,
            Kind.NULLABLE_MOMENT: moment,
        }


def escaped(value: str) -> str:
    """As PHP's htmlspecialchars with ENT_QUOTES."""
    return value.translate(_ESCAPES)


def with_float_noise(value: Decimal) -> Decimal:
    """What PHP prints of a binary float with 17 digits: 88.66 becomes 88.659999999999997. Deliberately inexact."""
    return Decimal(format(float(value), ".17g"))


def _as_it_is(value: Any) -> Any:
    return value
