"""How many objects of a category each system has, and which of them changed; from dumps, pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from deploy.demo.papers import Dump, Row
from deploy.demo.scoro_papers import flag
from deploy.demo.xero_papers import GONE

Stamps = Mapping[str, str]
"""Id → when it was changed last."""
CATEGORIES = ("products", "contacts", "invoices", "bills", "receipts")
SCORO_KEYS = {"products": "product_id", "contacts": "contact_id"}
XERO_TYPES = {"invoices": {"ACCREC", "ACCRECCREDIT"}, "bills": {"ACCPAY"}}
CREDITS = (
    ("CreditNotes", "CreditNoteID"), ("Prepayments", "PrepaymentID"), ("Overpayments", "OverpaymentID"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dumps:
    """Both systems at one moment."""

    scoro: Dump
    xero: Dump


def in_scoro(category: str, dump: Dump) -> Stamps:
    """All of a category; receipts by document."""
    if category == "receipts":
        return {
            str(row["receipt_id"]): str(group["modified_date"])
            for group in dump["receipts"]
            if not flag(group.get("is_deleted"))
            for row in group["receipts"]
        }
    key = SCORO_KEYS.get(category, "id")
    return {str(row[key]): str(row["modified_date"]) for row in dump[category]}


def in_xero(category: str, dump: Dump) -> Stamps:
    """All of a category; of receipts payments, refunds and allocations that count."""
    match category:
        case "products":
            return _stamps(dump["Items"], "ItemID")
        case "contacts":
            return _stamps(dump["Contacts"], "ContactID")
        case "receipts":
            live = [row for row in dump["Payments"] if row["Status"] not in GONE]
            return _stamps(live, "PaymentID") | _allocations(dump)
    wanted = XERO_TYPES[category]
    invoices = [row for row in dump["Invoices"] if row["Type"] in wanted]
    notes = [row for row in dump["CreditNotes"] if row["Type"] in wanted]
    return _stamps(invoices, "InvoiceID") | _stamps(notes, "CreditNoteID")


def _stamps(rows: Iterable[Row], key: str) -> dict[str, str]:
    return {str(row[key]): str(row.get("UpdatedDateUTC", "")) for row in rows}


def _allocations(dump: Dump) -> dict[str, str]:
    return {
        f"{credit[key]}/{number}": str(credit.get("UpdatedDateUTC", ""))
        for kind, key in CREDITS
        for credit in dump.get(kind, ())
        for number, _ in enumerate(credit.get("Allocations") or ())
    }


def changed(before: Stamps, after: Stamps) -> int:
    """How many of those that were there changed."""
    return sum(1 for own, moment in after.items() if before.get(own, moment) != moment)
