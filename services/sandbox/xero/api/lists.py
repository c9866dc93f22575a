"""Reading lists: filters, order, pages (reference sections 4.3 to 4.6)."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Generic, TypeVar

from services.sandbox.xero.api.call import Answer, Call, envelope
from services.sandbox.xero.books.given import as_guid
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.problems import query_parse, validation
from services.sandbox.xero.query import order, where
from services.sandbox.xero.query.fields import Fields
from services.sandbox.xero.views.common import Flavour, Json

Row = TypeVar("Row")
Test = Callable[[Row], bool]

DEFAULT_PAGE_SIZE = 100
LARGEST_PAGE_SIZE = 1000
LARGEST_UNPAGED = 100_000
MOST_IDS = 52
"""More ids than a URL carries are silently not looked at (reference 3.3)."""


@dataclass(frozen=True)
class Listing(Generic[Row]):
    key: str
    fields: Fields
    rows: Callable[[Ledger], Iterable[Row]]
    show: Callable[[Call, list[Row], Flavour], list[Json]]
    summary: Callable[[Call, list[Row]], list[Json]] | None = None
    is_paged: bool = False
    updated: Callable[[Row], dt.datetime] | None = None
    """None where If-Modified-Since does not apply."""
    row_id: Callable[[Row], str] = field(default=lambda row: str(getattr(row, "id", "")))
    filters: Callable[[Call], list[Test[Row]]] = field(default=lambda _: [])


def listed(call: Call, listing: Listing[Row]) -> Answer:
    rows = _matching(call, listing)
    is_summary = listing.summary is not None and call.flag("summaryOnly") is True
    page = call.whole_number("page") if listing.is_paged else None
    if page is None and not is_summary:
        if len(rows) > LARGEST_UNPAGED:
            raise validation("The result has too many records; use the page parameter")
        return envelope(call, listing.key, listing.show(call, rows, Flavour.REDUCED))
    page, size = max(1, page or 1), _page_size(call)
    shown = rows[(page - 1) * size : page * size]
    pagination = {"page": page, "pageSize": size, "pageCount": -(-len(rows) // size), "itemCount": len(rows)}
    elements = (
        listing.summary(call, shown)
        if is_summary and listing.summary is not None
        else listing.show(call, shown, Flavour.PAGED)
    )
    return envelope(call, listing.key, elements, pagination=pagination)


def _matching(call: Call, listing: Listing[Row]) -> list[Row]:
    rows = list(listing.rows(call.ledger))
    updated = listing.updated
    if updated is not None and (since := modified_since(call.headers.get("if-modified-since"))):
        rows = [row for row in rows if updated(row) >= since]
    for test in listing.filters(call):
        rows = [row for row in rows if test(row)]
    if expression := call.query.get("where"):
        matches = where.parsed(expression, listing.fields)
        rows = [row for row in rows if matches(call.ledger, row)]
    if updated is not None:
        rows.sort(key=lambda row: (updated(row), listing.row_id(row)))
    if expression := call.query.get("order"):
        order.parsed(expression, listing.fields)(call.ledger, rows)
    return rows


def _page_size(call: Call) -> int:
    size = call.whole_number("pageSize")
    return DEFAULT_PAGE_SIZE if size is None else min(max(size, 1), LARGEST_PAGE_SIZE)


def modified_since(header: str | None) -> dt.datetime | None:
    """UTC, whole seconds; ISO with or without zone, or RFC 1123. Anything else is ignored."""
    if not header:
        return None
    try:
        found = dt.datetime.fromisoformat(header.strip())
    except ValueError:
        try:
            found = parsedate_to_datetime(header)
        except ValueError:
            return None
    return found.replace(tzinfo=found.tzinfo or dt.UTC).astimezone(dt.UTC).replace(microsecond=0)


def id_list(call: Call, name: str) -> set[str] | None:
    """A comma list of GUIDs, or None if the parameter is absent."""
    given = call.names(name)
    if not given:
        return None
    found = {as_guid(one) for one in given[:MOST_IDS]}
    if None in found:
        raise query_parse(f"{name} must be a comma separated list of GUIDs")
    return {one for one in found if one is not None}


def text_list(call: Call, name: str) -> set[str] | None:
    given = call.names(name)
    return {one.lower() for one in given} if given else None


def only(wanted: set[str] | None, read: Callable[[Any], str]) -> list[Test[Any]]:
    """A filter, or none if nothing was asked for."""
    return [] if wanted is None else [lambda row: read(row).lower() in wanted]


def search(call: Call, read: Callable[[Any], Iterable[str]]) -> list[Test[Any]]:
    """`searchTerm`, ignoring case."""
    term = call.query.get("searchterm", "").lower()
    return [lambda row: any(term in text.lower() for text in read(row))] if term else []
