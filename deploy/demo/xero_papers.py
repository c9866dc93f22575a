"""What an auditor finds in Xero's dump; what Scoro is to have of it is written here a second time, on purpose."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from deploy.demo.papers import APPROVED, BILL, CREDIT_NOTE, DRAFT, INVOICE, Dump, Paper, Row, folded

GONE = frozenset({"VOIDED", "DELETED"})
UNCHANGED: Mapping[str, str] = MappingProxyType({})
KINDS = {"ACCREC": INVOICE, "ACCPAY": BILL, "ACCRECCREDIT": CREDIT_NOTE}
"""Credit notes of suppliers have no twin in Scoro."""


def papers(dump: Dump, *, called: Mapping[str, str] = UNCHANGED) -> list[Paper]:
    """Invoices, bills and sales credit notes that count.

    `called`: contact id → its name in Scoro, where Xero's had to be another one.
    """
    rows = [*dump.get("Invoices", ()), *dump.get("CreditNotes", ())]
    excused = frozenset(str(row.get("InvoiceID")) for row in dump.get("Invoices", ()) if _excuse(row, frozenset()))
    return [
        _paper(row, called, _excuse(row, excused))
        for row in rows
        if row["Status"] not in GONE and row.get("Type") in KINDS
    ]


def _excuse(row: Row, excused: frozenset[str]) -> str:
    """Scoro adds tax to net prices and wants a number; a credit note follows the invoice that it credits."""
    if row.get("LineAmountTypes") == "Inclusive":
        return "tax-inclusive"
    if not (row.get("InvoiceNumber") or row.get("CreditNoteNumber")):
        return "without a number"
    credited = {str(one["Invoice"]["InvoiceID"]) for one in row.get("Allocations") or ()}
    return "credits one that waits" if credited & excused else ""


def _paper(row: Row, called: Mapping[str, str], excuse: str) -> Paper:
    kind = KINDS[row["Type"]]
    return Paper(
        own_id=str(row.get("CreditNoteID" if kind == CREDIT_NOTE else "InvoiceID", "")),
        kind=kind,
        number=str(row.get("CreditNoteNumber" if kind == CREDIT_NOTE else "InvoiceNumber") or ""),
        contact=_named(row["Contact"], called) if kind == BILL else "",
        currency=str(row["CurrencyCode"]),
        status=APPROVED if row["Status"] in {"AUTHORISED", "PAID"} else DRAFT,
        net=Decimal(str(row["SubTotal"])),
        tax=Decimal(str(row["TotalTax"])),
        paid=_used(row) if kind == CREDIT_NOTE else _sum(row, "AmountPaid") + _sum(row, "AmountCredited"),
        excuse=excuse,
    )


def _used(note: Row) -> Decimal:
    return _sum(note, "Total") - _sum(note, "RemainingCredit")


def _sum(row: Row, name: str) -> Decimal:
    return Decimal(str(row.get(name, 0)))


def _named(contact: Row, called: Mapping[str, str]) -> str:
    return folded(called.get(str(contact.get("ContactID", "")), str(contact["Name"])))


def active(dump: Dump) -> list[Row]:
    """Contacts that are not archived."""
    return [row for row in dump["Contacts"] if row.get("ContactStatus", "ACTIVE") == "ACTIVE"]


def names(dump: Dump) -> Counter[str]:
    """How many active contacts have each name."""
    return Counter(folded(str(row["Name"])) for row in active(dump))


def numbers(dump: Dump) -> Counter[str]:
    """How many active contacts carry each id of Scoro."""
    return Counter(str(row.get("ContactNumber", "")) for row in active(dump))
