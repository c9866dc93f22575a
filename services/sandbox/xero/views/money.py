"""Payments and allocations."""

from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.records import Allocation, Payment
from services.sandbox.xero.books.wire import moment_string, ms_date, ms_moment
from services.sandbox.xero.views.common import Flavour, Json, number, put_text
from services.sandbox.xero.views.contacts import embedded


def payment(ledger: Ledger, one: Payment, flavour: Flavour) -> Json:
    account = ledger.accounts[one.account_id]
    shown: Json = {
        "PaymentID": one.id,
        "Date": ms_date(one.date),
        "BankAmount": number(one.bank_amount),
        "Amount": number(one.amount),
        "Reference": one.reference,
        "CurrencyRate": number(one.currency_rate),
        "PaymentType": one.payment_type,
        "Status": one.status,
        "UpdatedDateUTC": ms_moment(one.updated),
        "UpdatedDateUTCString": moment_string(one.updated),
        "HasAccount": True,
        "IsReconciled": one.is_reconciled,
        "Account": {"AccountID": account.id},
    }
    put_text(shown["Account"], Code=account.code, Name=account.name if flavour is not Flavour.PAGED else None)
    shown["CreditNote" if one.is_refund else "Invoice"] = _paid(ledger, one)
    shown["HasValidationErrors"] = False
    return shown


def allocation(one: Allocation) -> Json:
    return {
        "AllocationID": one.id,
        "Amount": number(one.amount),
        "Date": ms_date(one.date),
        "Invoice": {"InvoiceID": one.invoice_id},
        "CreditNote": {"CreditNoteID": one.credit_note_id, "ID": one.credit_note_id},
        "ValidationErrors": [],
    }


def deleted_allocation(one: Allocation) -> Json:
    return {
        "AllocationID": one.id,
        "Amount": number(one.amount),
        "Date": ms_date(one.date),
        "Invoice": {"InvoiceID": one.invoice_id},
        "IsDeleted": True,
    }


def _paid(ledger: Ledger, one: Payment) -> Json:
    document = ledger.document(one.document_id)
    kind = "CreditNote" if one.is_refund else "Invoice"
    shown: Json = {"Type": document.type, f"{kind}ID": document.id}
    put_text(shown, **{f"{kind}Number": document.number})
    shown |= {
        "Contact": embedded(ledger.contacts[document.contact_id]),
        "CurrencyCode": document.currency_code,
        "HasErrors": False,
        "LineItems": [],
    }
    return shown
