"""Objects of Scoro as lists and views return them: which id, how new, deleted or not, what people call them."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.contracts.envelope import Category, Lane
from shared.jsonio import dumps
from shared.scoro import wire
from shared.scoro.fields import flag, text
from shared.store.records import NewChange, ObjectKey

Row = Mapping[str, Any]


def contact_name(row: Row) -> str:
    """Of a person: first and last name."""
    return f"{text(row.get('name'))} {text(row.get('lastname'))}".strip()


def document_number(row: Row) -> str:
    """As printed on it."""
    return text(row.get("no"))


def product_name(row: Row) -> str:
    """Its code where it has one."""
    return text(row.get("code")) or text(row.get("name"))


@dataclass(frozen=True, slots=True)
class Kind:
    """What differs between the lists of a category's objects."""

    category: Category
    module: str
    key: str
    """The field that holds the id, also the name of the filter by id."""
    called: Callable[[Row], str]
    has_products: bool = False
    """On its lines; they are read again with it."""


CONTACTS = Kind(Category.CONTACTS, "contacts", "contact_id", contact_name)
INVOICES = Kind(Category.INVOICES, "invoices", "id", document_number, has_products=True)
PRODUCTS = Kind(Category.PRODUCTS, "products", "product_id", product_name)
BILLS = Kind(Category.BILLS, "bills", "id", document_number, has_products=True)
KINDS = {kind.category: kind for kind in (CONTACTS, PRODUCTS, INVOICES, BILLS)}


def id_of(kind: Kind, row: Row) -> str | None:
    """None where a row names no object."""
    written = text(row.get(kind.key))
    return written if written.isdecimal() and int(written) > 0 else None


def is_deleted(row: Row) -> bool:
    """Scoro's own mark."""
    return flag(row.get("is_deleted"))


def moment(value: Any, zone_name: str) -> dt.datetime | None:
    """None also where something unreadable stands: that object is read again rather than lost."""
    try:
        return wire.moment(value, zone_name)
    except wire.UnreadableValueError:
        return None


def changed_at(row: Row, zone_name: str) -> dt.datetime | None:
    """The latest of created, modified and deleted; None where the row does not say."""
    names = ("created_date", "modified_date", "deleted_date")
    return max((found for name in names if (found := moment(row.get(name), zone_name))), default=None)


def change(
    kind: Kind,
    row: Row,
    *,
    connection_id: str,
    zone_name: str,
    read_started_at: dt.datetime,
    lane: Lane,
    asked: str | None = None,
) -> NewChange:
    """The row as an entry of the log; one without a readable date is recorded all the same, its category decides."""
    return NewChange(
        key=ObjectKey(connection_id, kind.category, "scoro", id_of(kind, row) or ""),
        snapshot=dumps(_with_offsets(row, zone_name)).decode(),
        read_started_at=read_started_at,
        modified_at=changed_at(row, zone_name),
        number=kind.called(row),
        deleted=is_deleted(row),
        lane=lane,
        asked=asked,
    )


def _with_offsets(row: Row, zone_name: str) -> Row:
    """Site time means nothing to whoever does not know the site; what cannot be read is left for its category."""
    try:
        return wire.with_offsets(dict(row), zone_name)
    except wire.UnreadableValueError:
        return row
