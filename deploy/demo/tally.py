"""How many objects of a category each system has, and which of them changed; from dumps, pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from deploy.demo.papers import Dump, Row

Stamps = Mapping[str, str]
"""Id → when it was changed last."""
CATEGORIES = ("products", "contacts", "invoices", "bills")
RECEIPTS = "receipts"
"""The category that knows one way alone."""
SCORO_KEYS = {"products": "product_id", "contacts": "contact_id"}
XERO_TYPES = {"invoices": {"ACCREC", "ACCRECCREDIT"}, "bills": {"ACCPAY"}}


@dataclass(frozen=True, slots=True)
class Dumps:
    """Both systems at one moment."""

    scoro: Dump
    xero: Dump


def in_scoro(category: str, dump: Dump) -> Stamps:
    """All of a category."""
    key = SCORO_KEYS.get(category, "id")
    return {str(row[key]): str(row["modified_date"]) for row in dump[category]}


def in_xero(category: str, dump: Dump) -> Stamps:
    """All of a category."""
    if category == RECEIPTS:
        return _payments(dump)
    if category not in XERO_TYPES:
        kind, key = {"products": ("Items", "ItemID"), "contacts": ("Contacts", "ContactID")}[category]
        return _stamps(dump[kind], key)
    wanted = XERO_TYPES[category]
    invoices = [row for row in dump["Invoices"] if row["Type"] in wanted]
    notes = [row for row in dump["CreditNotes"] if row["Type"] in wanted]
    return _stamps(invoices, "InvoiceID") | _stamps(notes, "CreditNoteID")


def _payments(dump: Dump) -> Stamps:
    """Payments that count, and what credits were allocated to."""
    live = _stamps([row for row in dump["Payments"] if row["Status"] == "AUTHORISED"], "PaymentID")
    credits_ = [*dump["CreditNotes"], *dump["Prepayments"], *dump["Overpayments"]]
    return live | _stamps([one for row in credits_ for one in row.get("Allocations") or ()], "AllocationID")


def _stamps(rows: Iterable[Row], key: str) -> dict[str, str]:
    return {str(row[key]): str(row.get("UpdatedDateUTC", "")) for row in rows}


def changed(before: Stamps, after: Stamps) -> int:
    """How many of those that were there changed."""
    return sum(1 for own, moment in after.items() if before.get(own, moment) != moment)
