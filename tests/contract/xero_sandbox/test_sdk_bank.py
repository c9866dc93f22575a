"""Xero's own Python SDK moves money without invoices: bank transactions, prepayments, overpayments, batches."""

from decimal import Decimal
from typing import Any

import pytest
from xero_python import accounting as models
from xero_python.exceptions import AccountingBadRequestException

from tests.contract.xero_sandbox.sdk import (
    TODAY,
    a_bank_transaction,
    a_bill,
    a_contact,
    a_refund,
    paid,
    read,
    saved_invoice,
)


def an_allocation(invoice: Any, amount: float) -> Any:
    part = models.Allocation(invoice=models.Invoice(invoice_id=invoice.invoice_id), amount=amount, date=TODAY)
    return models.Allocations(allocations=[part])


def test_spent_and_received_money(xero: Any) -> None:
    one = a_bank_transaction(xero, "SPEND", reference="coffee")

    change = models.BankTransactions(
        bank_transactions=[
            models.BankTransaction(
                type="SPEND",
                line_items=one.line_items,
                bank_account=models.Account(code="090"),
                reference="tea",
            )
        ]
    )
    changed = xero.accounting.update_bank_transaction(xero.tenant, one.bank_transaction_id, change, unitdp=4)
    read_back = xero.accounting.get_bank_transaction(xero.tenant, one.bank_transaction_id).bank_transactions[0]
    listed = xero.accounting.get_bank_transactions(xero.tenant, page=1, where='Type=="SPEND"')
    gone = models.BankTransaction(
        bank_transaction_id=one.bank_transaction_id,
        type="SPEND",
        line_items=one.line_items,
        bank_account=models.Account(code="090"),
        status="DELETED",
    )
    deleted = xero.accounting.update_or_create_bank_transactions(
        xero.tenant, models.BankTransactions(bank_transactions=[gone])
    ).bank_transactions[0]

    assert changed.bank_transactions[0].reference == "tea"
    assert (read_back.total, read_back.bank_account.code, read_back.is_reconciled) == (Decimal(25), "090", False)
    assert (listed.pagination.item_count, listed.bank_transactions[0].line_items[0].account_code) == (1, "429")
    assert deleted.status == "DELETED"


def test_prepayments(xero: Any) -> None:
    contact = a_contact(xero)
    invoice = saved_invoice(xero, contact=contact)
    made_by = a_bank_transaction(xero, "RECEIVE-PREPAYMENT", contact=contact)

    allocation = xero.accounting.create_prepayment_allocations(
        xero.tenant, made_by.prepayment_id, an_allocation(invoice, 20)
    ).allocations[0]
    applied = read(xero, invoice)
    one = xero.accounting.get_prepayment(xero.tenant, made_by.prepayment_id).prepayments[0]
    refund = paid(xero, a_refund(5, prepayment=models.Prepayment(prepayment_id=made_by.prepayment_id)))[0]
    used = xero.accounting.get_prepayments(xero.tenant, page=1, invoice_numbers=[one.invoice_number]).prepayments[0]
    xero.accounting.delete_payment(xero.tenant, refund.payment_id, models.PaymentDelete(status="DELETED"))
    xero.accounting.delete_prepayment_allocations(xero.tenant, made_by.prepayment_id, allocation.allocation_id)
    after = xero.accounting.get_prepayments(xero.tenant, where='Type=="RECEIVE-PREPAYMENT"').prepayments[0]

    assert (applied.amount_credited, applied.prepayments[0].applied_amount) == (Decimal(20), Decimal(20))
    assert (one.remaining_credit, one.allocations[0].amount, one.status) == (Decimal(5), Decimal(20), "AUTHORISED")
    assert (used.status, used.remaining_credit) == ("PAID", Decimal(0))
    assert (after.remaining_credit, refund.payment_type) == (Decimal(25), "ARPREPAYMENTPAYMENT")


def test_overpayments(xero: Any) -> None:
    contact = a_contact(xero, "Paper Mill")
    bill = a_bill(xero, contact=contact)
    made_by = a_bank_transaction(xero, "SPEND-OVERPAYMENT", contact=contact, reference="O-1")

    allocation = xero.accounting.create_overpayment_allocations(
        xero.tenant, made_by.overpayment_id, an_allocation(bill, 25)
    ).allocations[0]
    applied = read(xero, bill)
    listed = xero.accounting.get_invoices(xero.tenant, page=1).invoices[0]
    one = xero.accounting.get_overpayments(xero.tenant, page=1, references=["O-1"]).overpayments[0]
    gone = xero.accounting.delete_overpayment_allocations(xero.tenant, made_by.overpayment_id, allocation.allocation_id)
    after = xero.accounting.get_overpayment(xero.tenant, made_by.overpayment_id).overpayments[0]
    refund = paid(xero, a_refund(25, overpayment=models.Overpayment(overpayment_id=made_by.overpayment_id)))[0]

    assert (applied.amount_due, applied.overpayments[0].applied_amount) == (Decimal("0.2"), Decimal(25))
    assert listed.overpayments[0].overpayment_id == made_by.overpayment_id
    assert (one.status, one.type, one.line_items[0].account_code) == ("PAID", "SPEND-OVERPAYMENT", "800")
    assert (gone.is_deleted, after.remaining_credit) == (True, Decimal(25))
    assert (refund.payment_type, refund.invoice.type) == ("APOVERPAYMENTPAYMENT", "APOVERPAYMENT")


def test_batch_payments(xero: Any) -> None:
    contact = a_contact(xero)
    invoices = [saved_invoice(xero, contact=contact) for _ in range(3)]
    account = next(one for one in xero.accounting.get_accounts(xero.tenant).accounts if one.code == "090")
    parts = [
        models.Payment(invoice=models.Invoice(invoice_id=invoice.invoice_id), amount=25.2, reference=f"part {number}")
        for number, invoice in enumerate(invoices[:2])
    ]
    new = models.BatchPayment(
        account=models.Account(account_id=account.account_id), date=TODAY, reference="Friday", payments=parts
    )

    batch = xero.accounting.create_batch_payment(xero.tenant, models.BatchPayments([new])).batch_payments[0]
    one = xero.accounting.get_batch_payment(xero.tenant, batch.batch_payment_id).batch_payments[0]
    listed = xero.accounting.get_batch_payments(xero.tenant, where='Status=="AUTHORISED"').batch_payments
    payment = xero.accounting.get_payment(xero.tenant, one.payments[0].payment_id).payments[0]
    with pytest.raises(AccountingBadRequestException):
        xero.accounting.delete_payment(xero.tenant, payment.payment_id, models.PaymentDelete(status="DELETED"))
    gone = xero.accounting.delete_batch_payment_by_url_param(
        xero.tenant, batch.batch_payment_id, models.BatchPaymentDeleteByUrlParam(status="DELETED")
    ).batch_payments[0]

    assert (one.type, one.total_amount, len(listed)) == ("RECBATCH", Decimal("50.4"), 1)
    assert (payment.batch_payment_id, payment.batch_payment.type) == (batch.batch_payment_id, "RECBATCH")
    assert (gone.status, read(xero, invoices[0]).status) == ("DELETED", "AUTHORISED")


def test_a_batch_is_deleted_by_its_body_too(xero: Any) -> None:
    bill = a_bill(xero)
    part = models.Payment(invoice=models.Invoice(invoice_id=bill.invoice_id), amount=25.2)
    new = models.BatchPayment(account=models.Account(code="090"), date=TODAY, payments=[part])
    batch = xero.accounting.create_batch_payment(xero.tenant, models.BatchPayments([new])).batch_payments[0]

    gone = xero.accounting.delete_batch_payment(
        xero.tenant, models.BatchPaymentDelete(batch_payment_id=batch.batch_payment_id, status="DELETED")
    ).batch_payments[0]

    assert (batch.type, gone.status, gone.payments) == ("PAYBATCH", "DELETED", [])


def test_refused_bank_transactions_and_batches(xero: Any) -> None:
    bill = a_bill(xero, status="DRAFT")
    part = models.Payment(invoice=models.Invoice(invoice_id=bill.invoice_id), amount=1.0)
    new = models.BatchPayment(account=models.Account(code="090"), date=TODAY, payments=[part])

    with pytest.raises(AccountingBadRequestException) as batch:
        xero.accounting.create_batch_payment(xero.tenant, models.BatchPayments([new]))
    with pytest.raises(AccountingBadRequestException) as transaction:
        a_bank_transaction(xero, "SPEND", bank_account=models.Account(code="200"))

    assert [refused.value.error_data["Elements"][0]["ValidationErrors"] for refused in (batch, transaction)] == [
        [{"Message": "Payments can only be made against Authorised documents"}],
        [{"Message": "A valid BankAccount must be specified"}],
    ]
