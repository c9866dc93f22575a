"""Xero's own Python SDK buys: bills, supplier credit notes, payments, refunds and their ends."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from xero_python import accounting as models
from xero_python.exceptions import AccountingBadRequestException

from tests.contract.xero_sandbox.sdk import (
    TODAY,
    a_bill,
    a_contact,
    a_credit_note,
    a_line,
    a_payment,
    a_refund,
    paid,
    read,
)

DELETED = models.PaymentDelete(status="DELETED")


def a_supplier_credit(xero: Any, contact: Any) -> Any:
    return a_credit_note(
        xero, contact, type="ACCPAYCREDIT", credit_note_number="C-9", line_items=[a_line(account_code="429")]
    )


def test_a_bill_from_draft_to_void(xero: Any) -> None:
    bill = a_bill(xero, status="DRAFT", invoice_number="B-7", planned_payment_date=dt.date(2026, 11, 30))

    states = [
        xero.accounting.update_invoice(
            xero.tenant, bill.invoice_id, models.Invoices(invoices=[models.Invoice(status=status)])
        ).invoices[0]
        for status in ("SUBMITTED", "AUTHORISED", "VOIDED")
    ]
    listed = xero.accounting.get_invoices(xero.tenant, page=1, where='Type=="ACCPAY"').invoices

    assert [one.status for one in states] == ["SUBMITTED", "AUTHORISED", "VOIDED"]
    assert (listed[0].invoice_number, listed[0].planned_payment_date) == ("B-7", dt.date(2026, 11, 30))
    assert listed[0].amount_due == 0


def test_supplier_credit_on_a_bill_and_back(xero: Any) -> None:
    contact = a_contact(xero, "Paper Mill")
    bill, note = a_bill(xero, contact=contact), a_supplier_credit(xero, contact)
    part = models.Allocation(invoice=models.Invoice(invoice_id=bill.invoice_id), amount=5.2, date=TODAY)

    allocation = xero.accounting.create_credit_note_allocation(
        xero.tenant, note.credit_note_id, models.Allocations(allocations=[part])
    ).allocations[0]
    applied = read(xero, bill)
    listed = xero.accounting.get_invoices(xero.tenant, page=1, i_ds=[bill.invoice_id]).invoices[0]
    notes = xero.accounting.get_credit_notes(xero.tenant, page=1, where='Type=="ACCPAYCREDIT"').credit_notes
    gone = xero.accounting.delete_credit_note_allocations(xero.tenant, note.credit_note_id, allocation.allocation_id)

    assert (applied.amount_credited, applied.amount_due) == (Decimal("5.2"), Decimal(20))
    assert listed.credit_notes[0].applied_amount == Decimal("5.2")
    assert (notes[0].credit_note_number, notes[0].remaining_credit) == ("C-9", Decimal(20))
    assert (gone.is_deleted, read(xero, bill).amount_due) == (True, Decimal("25.2"))


def test_two_equal_payments_and_the_end_of_one(xero: Any) -> None:
    bill = a_bill(xero)

    first, second = paid(xero, a_payment(bill, 10), a_payment(bill, 10))
    before = read(xero, bill)
    xero.accounting.delete_payment(xero.tenant, first.payment_id, DELETED)
    after = read(xero, bill)

    assert first.payment_id != second.payment_id
    assert (before.amount_paid, after.amount_paid, len(after.payments)) == (Decimal(20), Decimal(10), 1)
    assert (second.payment_type, second.invoice.status) == ("ACCPAYPAYMENT", "AUTHORISED")


def test_refunds_of_credit_notes(xero: Any) -> None:
    contact = a_contact(xero, "Paper Mill")
    note = a_supplier_credit(xero, contact)
    refund = a_refund(25.2, credit_note=models.CreditNote(credit_note_id=note.credit_note_id))

    payment = paid(xero, refund)[0]
    used = xero.accounting.get_credit_note(xero.tenant, note.credit_note_id).credit_notes[0]
    listed = xero.accounting.get_payments(xero.tenant, page=1, where='PaymentType=="APCREDITPAYMENT"').payments
    xero.accounting.delete_payment(xero.tenant, payment.payment_id, DELETED)
    after = xero.accounting.get_credit_note(xero.tenant, note.credit_note_id).credit_notes[0]

    assert (used.status, used.payments[0].amount) == ("PAID", Decimal("25.2"))
    assert (listed[0].invoice.invoice_id, listed[0].invoice.type) == (note.credit_note_id, "ACCPAYCREDIT")
    assert (after.status, after.remaining_credit) == ("AUTHORISED", Decimal("25.2"))


def test_a_foreign_bill_paid_from_the_home_account(xero: Any) -> None:
    bill = a_bill(xero, currency_code=models.CurrencyCode.EUR, currency_rate=1.15)

    payment = paid(xero, a_payment(bill, 11.5, currency_rate=1.15))[0]
    single = xero.accounting.get_payment(xero.tenant, payment.payment_id).payments[0]

    assert (single.amount, single.bank_amount, single.currency_rate) == (
        Decimal("11.5"), Decimal(10), Decimal("1.15"),
    )  # fmt: skip
    assert single.invoice.payments[0].payment_id == payment.payment_id


def test_too_much_is_refused(xero: Any) -> None:
    bill = a_bill(xero)

    with pytest.raises(AccountingBadRequestException) as refused:
        paid(xero, a_payment(bill, 25.21))

    [element] = refused.value.error_data["Elements"]
    assert element["ValidationErrors"] == [
        {"Message": "Payment amount exceeds the amount outstanding on this document"}
    ]
