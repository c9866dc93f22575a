"""Objects of Xero as lists and answers by id return them: whose they are, which id, how new, what people call them."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.contracts.envelope import Category, Lane
from shared.jsonio import dumps
from shared.store.records import NewChange, ObjectKey
from shared.xero import wire
from shared.xero.client import ID_OF

Row = Mapping[str, Any]

GONE = frozenset({"VOIDED", "DELETED"})
"""Xero keeps what was deleted, under a status."""
INVOICE_TYPES = {
    "ACCREC": Category.INVOICES,
    "ACCPAY": Category.BILLS,
    "ACCRECCREDIT": Category.INVOICES,
    "ACCPAYCREDIT": Category.BILLS,
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What differs between Xero's resources."""

    resource: str
    categories: tuple[Category, ...]
    """Whose entries its rows become."""
    called: Callable[[Row], str]
    category_of: Callable[[Row], Category | None]
    """None where a row is of no category here."""
    params: Mapping[str, str] = field(default_factory=dict)
    """What a list needs in order to be complete."""
    is_paged: bool = True

    def id_of(self, row: Row) -> str:
        """Empty where a row names no object."""
        return str(row.get(ID_OF[self.resource]) or "")


def _name(row: Row) -> str:
    return str(row.get("Name") or "")


def _item(row: Row) -> str:
    return str(row.get("Code") or row.get("Name") or "")


def _number(row: Row) -> str:
    return str(row.get("InvoiceNumber") or row.get("CreditNoteNumber") or "")


def _paid_number(row: Row) -> str:
    """People call a payment by what it pays."""
    invoice = row.get("Invoice")
    return _number(invoice) if isinstance(invoice, Mapping) else ""


def _by_type(row: Row) -> Category | None:
    return INVOICE_TYPES.get(str(row.get("Type")))


CONTACTS = Kind(
    "Contacts", (Category.CONTACTS,), _name, lambda _: Category.CONTACTS, params={"includeArchived": "true"}
)
ITEMS = Kind("Items", (Category.PRODUCTS,), _item, lambda _: Category.PRODUCTS, is_paged=False)
DOCUMENTS = Kind("Invoices", (Category.INVOICES, Category.BILLS), _number, _by_type)
CREDIT_NOTES = Kind("CreditNotes", (Category.INVOICES, Category.BILLS), _number, _by_type)

PREPAYMENTS = Kind("Prepayments", (), _number, lambda _: None)
OVERPAYMENTS = Kind("Overpayments", (), _number, lambda _: None)
PAYMENTS = Kind("Payments", (Category.RECEIPTS,), _paid_number, lambda _: Category.RECEIPTS)

KINDS: dict[Category, tuple[Kind, ...]] = {
    Category.CONTACTS: (CONTACTS,),
    Category.PRODUCTS: (ITEMS,),
    Category.INVOICES: (DOCUMENTS, CREDIT_NOTES),
    Category.BILLS: (DOCUMENTS, CREDIT_NOTES),
    Category.RECEIPTS: (PAYMENTS,),
}
"""Where an object of a category is looked for by its id, in this order."""


def changed_at(row: Row) -> dt.datetime | None:
    """None also where something unreadable stands: that object is read again rather than lost."""
    written = row.get("UpdatedDateUTC")
    try:
        return wire.moment(written) if isinstance(written, str) else None
    except wire.UnreadableValueError:
        return None


def is_deleted(row: Row) -> bool:
    """Xero's own mark (`design.md` §3.9)."""
    return row.get("Status") in GONE


def change(
    kind: Kind,
    row: Row,
    category: Category,
    *,
    connection_id: str,
    read_started_at: dt.datetime,
    lane: Lane,
    asked: str | None = None,
) -> NewChange:
    """The row as an entry of the log."""
    return NewChange(
        key=ObjectKey(connection_id, category, "xero", kind.id_of(row)),
        snapshot=dumps(row).decode(),
        read_started_at=read_started_at,
        modified_at=changed_at(row),
        number=kind.called(row),
        deleted=is_deleted(row),
        lane=lane,
        asked=asked,
    )
