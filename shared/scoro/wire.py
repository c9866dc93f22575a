"""Scoro's odd values where no document model reads them yet: cursors, marks, ids. Models read with `fields`.

A moment without an offset is in the time zone of the site, so whoever reads one must say which that is.
"""

import datetime as dt
from typing import Any

from shared.dates import zone
from shared.errors import DefectError
from shared.scoro.fields import text

ID_OF = {
    "contacts": "contact_id",
    "products": "product_id",
    "projects": "project_id",
    "vatCodes": "vat_code_id",
    "financeObjects": "object_id",
    "bookmarks": "bookmark_id",
}
"""Modules whose rows do not call their id `id`."""

_MOMENTS = ("created_date", "modified_date", "deleted_date")


class UnreadableValueError(DefectError):
    """A value that is not what Scoro's documentation says."""

    code = "unreadable_value"


def moment(value: Any, site_zone: str) -> dt.datetime | None:
    """ISO 8601 with offset, or site time without, as UTC; `0000-00-00 00:00:00`, empty and null are none.

    Of the hour that comes twice when summer time ends the later one is meant, so that no cursor is past what changed.
    """
    written = text(value)
    if not written or written.startswith("0000-00-00"):
        return None
    try:
        read = dt.datetime.fromisoformat(written)
    except ValueError as error:
        raise UnreadableValueError(f"{written!r} is not a moment") from error
    return (read if read.tzinfo else read.replace(tzinfo=zone(site_zone), fold=1)).astimezone(dt.UTC)


def day(value: Any) -> dt.date | None:
    """The calendar day as written, whatever time stands behind it; `0000-00-00` is none."""
    written = text(value)
    if not written or written.startswith("0000-00-00"):
        return None
    try:
        return dt.date.fromisoformat(written[:10])
    except ValueError as error:
        raise UnreadableValueError(f"{written!r} is not a date") from error


def with_offsets(row: dict[str, Any], site_zone: str) -> dict[str, Any]:
    """The row with its three time stamps in UTC with an offset: what may leave this package."""
    read = {name: moment(row[name], site_zone) for name in _MOMENTS if name in row}
    return {**row, **{name: value.isoformat() if value else None for name, value in read.items()}}


def object_of(value: Any) -> dict[str, Any]:
    """PHP writes an empty object as `[]`; nothing is an empty object too."""
    if isinstance(value, dict):
        return value
    if value in (None, [], ""):
        return {}
    raise UnreadableValueError(f"{type(value).__name__} instead of an object")


def rows_of(value: Any) -> list[dict[str, Any]]:
    """A list of objects; PHP writes a list with gaps as an object, and an empty one as null."""
    rows = list(value.values()) if isinstance(value, dict) else value or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnreadableValueError(f"{type(value).__name__} instead of a list of objects")
    return rows


def id_of(module: str, row: dict[str, Any]) -> str:
    """The id of a row of that module."""
    found = text(row.get(ID_OF.get(module, "id")))
    if not found:
        raise UnreadableValueError(f"a row of {module} without an id")
    return found
