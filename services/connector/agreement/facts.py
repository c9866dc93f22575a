"""Rows of either system's lists as facts that can be compared; pure."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from services.connector.sources import scoro_rows, xero_rows
from shared.contracts.envelope import Category
from shared.money import ZERO
from shared.scoro.fields import amount, day, flag, optional_amount, relation, rows, text
from shared.store.agreement_records import Fact, Part, Sums
from shared.xero import wire
from shared.xero.allocations import credit_side

Row = Mapping[str, Any]
CREDITS = frozenset({"ACCRECCREDIT", "ACCPAYCREDIT"})
PAYS = {
    "ACCRECPAYMENT": Category.INVOICES,
    "ARCREDITPAYMENT": Category.INVOICES,
    "ACCPAYPAYMENT": Category.BILLS,
    "APCREDITPAYMENT": Category.BILLS,
}
NEGATIVE = frozenset({"ARCREDITPAYMENT"})
"""Money that goes the other way (R118)."""
STATUS = {"DRAFT": "draft", "SUBMITTED": "draft", "AUTHORISED": "awaiting_payment", "PAID": "paid"}
BOOKED = "booked"
RECEIPTS_MODULES = {"invoices": Category.INVOICES, "bills": Category.BILLS}


def of_scoro_document(category: Category, row: Row, zone: str) -> Fact | None:
    """An invoice, a credit invoice or a bill, of a slim row; None where it names no object."""
    known = scoro_rows.id_of(scoro_rows.KINDS[category], row)
    if known is None:
        return None
    net, tax = amount(row.get("sum")), amount(row.get("vat_sum"))
    gross = net + tax
    open_sum, paid = optional_amount(row.get("receivable_sum")), optional_amount(row.get("paid_sum"))
    due = gross if open_sum is None else open_sum
    sums = Sums(net, tax, gross, due)
    if gross > 0 and rows(row.get("credited_invoices")):
        sums = -sums  # R93: it says what it credits
    is_draft = category is Category.INVOICES and sums.gross >= 0 and not flag(row.get("is_sent"))
    return Fact(
        "scoro",
        category,
        known,
        number=scoro_rows.document_number(row),
        day=_day(row.get("date")),
        currency=text(row.get("currency")),
        status="draft" if is_draft else "paid" if not sums.due else "awaiting_payment",
        sums=sums,
        contact=str(relation(row.get("company_id")) or relation(row.get("person_id")) or ""),
        rate=optional_amount(row.get("currency_rate")),
        changed_at=scoro_rows.changed_at(row, zone),
        is_gone=scoro_rows.is_deleted(row),
        is_due_known=open_sum is not None,
        is_prepaid=open_sum is not None and paid is not None and gross - paid != open_sum,
    )


def of_scoro_receipt(row: Row, zone: str) -> Fact | None:
    """A group of receipts; what we book has one of them."""
    known = text(row.get("id"))
    category = RECEIPTS_MODULES.get(text(row.get("sales_doc_type")))
    if not known.isdecimal() or category is None:
        return None
    paid = amount(row.get("sum"))
    parts = tuple(
        Part(f"{category}:{text(one.get('invoice_id'))}", amount(one.get("sum")))
        for one in rows(row.get("receipts"))
        if relation(one.get("invoice_id"))
    )
    return Fact(
        "scoro",
        Category.RECEIPTS,
        known,
        day=_day(row.get("date")),
        currency=text(row.get("currency")),
        status=BOOKED,
        sums=Sums(paid, ZERO, paid, ZERO),
        changed_at=scoro_rows.changed_at(row, zone),
        is_gone=scoro_rows.is_deleted(row),
        parts=parts,
    )


def of_xero_document(kind: xero_rows.Kind, row: Row) -> Fact | None:
    """An invoice, a bill or a credit note, also of a summary; None where it is of no category here."""
    category, known = kind.category_of(row), kind.id_of(row)
    if category is None or not known:
        return None
    is_credit = row.get("Type") in CREDITS
    due = _number(row, "RemainingCredit" if is_credit else "AmountDue")
    sums = Sums(_number(row, "SubTotal"), _number(row, "TotalTax"), _number(row, "Total"), due)
    contact: Row = row.get("Contact") or {}
    status = str(row.get("Status") or "")
    return Fact(
        "xero",
        category,
        known,
        number=kind.called(row),
        day=_xero_day(row),
        currency=str(row.get("CurrencyCode") or ""),
        status=STATUS.get(status, status.lower()),
        sums=-sums if is_credit else sums,
        contact=str(contact.get("ContactID") or ""),
        rate=_number(row, "CurrencyRate") or None,
        changed_at=xero_rows.changed_at(row),
        is_gone=xero_rows.is_deleted(row),
        is_approved=status not in {"DRAFT", "SUBMITTED"},
    )


def of_payment(row: Row) -> Fact | None:
    """A payment; refunds are negative, as Scoro books them."""
    known = xero_rows.PAYMENTS.id_of(row)
    kind = str(row.get("PaymentType") or "")
    if not known:
        return None
    paid: Row = row.get("Invoice") or row.get("CreditNote") or {}
    sum_ = -_number(row, "Amount") if kind in NEGATIVE else _number(row, "Amount")
    document = paid.get("InvoiceID") or paid.get("CreditNoteID")
    pays = PAYS.get(kind)
    return Fact(
        "xero",
        Category.RECEIPTS,
        known,
        number=str(paid.get("InvoiceNumber") or paid.get("CreditNoteNumber") or ""),
        day=_xero_day(row),
        currency=str(paid.get("CurrencyCode") or ""),
        status=BOOKED,
        sums=Sums(sum_, ZERO, sum_, ZERO),
        changed_at=xero_rows.changed_at(row),
        is_gone=xero_rows.is_deleted(row),
        parts=(Part(f"{pays}:{document}", sum_),) if document and pays else (),
    )


def of_allocation(one: Row, changed_at: dt.datetime | None) -> Fact:
    """What a credit was allocated to, as the log names it; the credit's own half is negative."""
    is_credit_side = bool(one.get("Side"))
    sum_ = -_number(one, "Amount") if is_credit_side else _number(one, "Amount")
    known = str(one["AllocationID"])
    paid: Row = one["Invoice"]
    return Fact(
        "xero",
        Category.RECEIPTS,
        credit_side(known) if is_credit_side else known,
        number=str(paid.get("InvoiceNumber") or ""),
        day=_xero_day(one),
        currency=str(paid.get("CurrencyCode") or ""),
        status=BOOKED,
        sums=Sums(sum_, ZERO, sum_, ZERO),
        changed_at=changed_at,
        parts=(Part(f"{one['Category']}:{paid.get('InvoiceID')}", sum_),),
    )


def _number(row: Row, name: str) -> Decimal:
    return wire.decimal(row.get(name) or 0)


def _day(written: Any) -> dt.date | None:
    """None also where something unreadable stands."""
    try:
        return dt.date.fromisoformat(str(day(written))[:10]) if day(written) else None
    except ValueError:
        return None


def _xero_day(row: Row) -> dt.date | None:
    written = str(row.get("DateString") or row.get("Date") or "")
    try:
        return wire.day(written) if written else None
    except wire.UnreadableValueError:
        return None
