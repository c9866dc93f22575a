"""Flavours of an answer, numbers and dates the way Xero writes them."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from services.sandbox.xero.books.wire import date_string, ms_date

Json = dict[str, Any]


class Flavour(StrEnum):
    REDUCED = "reduced"  # a list without `page`, or summaryOnly
    PAGED = "paged"
    SINGLE = "single"
    WRITTEN = "written"  # the answer of a PUT or POST


@lru_cache(maxsize=4096)
def number(value: Decimal) -> Decimal:
    """`21.0`, `25.2`: no trailing zeros, but one decimal at least, and never an exponent."""
    plain = format(value.normalize(), "f")
    return Decimal(plain if "." in plain else f"{plain}.0")


@lru_cache(maxsize=4096)
def unit_price(value: Decimal, places: int) -> Decimal:
    return number(round_half_up(value, places))


def round_half_up(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), "ROUND_HALF_UP")


def put_dates(shown: Json, key: str, day: dt.date | None) -> None:
    """`DateString` and `Date`, or nothing."""
    if day is not None:
        shown[f"{key}String"] = date_string(day)
        shown[key] = ms_date(day)


def put_text(shown: Json, **values: str | None) -> None:
    """Fields without a value are left out."""
    for key, value in values.items():
        if value:
            shown[key] = value


def errors(messages: list[str]) -> list[Json]:
    return [{"Message": message} for message in messages]
