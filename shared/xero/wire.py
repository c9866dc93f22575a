"""Xero's ways to write dates, identifiers and filter expressions."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote

from shared.dates import EPOCH
from shared.errors import DefectError

_MS_DATE = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")  # the number is UTC already, the offset is decoration

CHUNK = 40
CHUNK_LENGTH = 1600
"""Encoded characters; Xero cuts longer addresses silently."""


class UnreadableValueError(DefectError):
    """A value that is not what Xero's documentation says."""

    code = "unreadable_value"


def moment(value: str) -> dt.datetime:
    """`/Date(1789378199100+0000)/`, or ISO 8601 with or without `Z`, as an aware moment."""
    if found := _MS_DATE.fullmatch(value):
        return EPOCH + dt.timedelta(milliseconds=int(found[1]))
    try:
        read = dt.datetime.fromisoformat(value)
    except ValueError as error:
        raise UnreadableValueError(f"{value!r} is not a moment") from error
    return read.replace(tzinfo=dt.UTC) if read.tzinfo is None else read.astimezone(dt.UTC)


def updated_at(element: Mapping[str, Any]) -> str:
    """An object's `UpdatedDateUTC` as ISO 8601, empty where it has none: what links remember to know echoes by."""
    written = element.get("UpdatedDateUTC")
    return moment(written).isoformat() if isinstance(written, str) and written else ""


def day(value: str) -> dt.date:
    """A business date: midnight UTC of the day that is meant."""
    return moment(value).date()


def ms_date(value: dt.date | dt.datetime) -> str:
    """`/Date(1789344000000+0000)/`; of a day, its midnight UTC."""
    whole = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time.min, dt.UTC)
    return f"/Date({(whole - EPOCH) // dt.timedelta(milliseconds=1)}+0000)/"


def modified_since(value: dt.datetime) -> str:
    """For `If-Modified-Since`: UTC, whole seconds, without a zone."""
    return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S")


def decimal(value: Any) -> Decimal:
    """A JSON number as it was read: whole numbers come as int."""
    if isinstance(value, bool | float):
        raise UnreadableValueError(f"{type(value).__name__} is not an exact number")
    try:
        read = Decimal(value)
    except (InvalidOperation, TypeError, ValueError) as error:
        raise UnreadableValueError(f"{value!r} is not a number") from error
    if not read.is_finite():
        raise UnreadableValueError(f"{value!r} is not a number")
    return read


def quoted(text: str) -> str:
    """A text in a filter expression."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def any_of(conditions: Iterable[str]) -> str:
    """Conditions joined by OR."""
    return " OR ".join(conditions)


def chunks(parts: Iterable[str], *, joint: str = ",") -> list[list[str]]:
    """Split so that each group, joined and percent-encoded, fits into one address."""
    groups: list[list[str]] = []
    length = 0
    for part in parts:
        size = len(quote(part + joint, safe=","))
        if not groups or len(groups[-1]) == CHUNK or length + size > CHUNK_LENGTH:
            groups.append([])
            length = 0
        groups[-1].append(part)
        length += size
    return groups
