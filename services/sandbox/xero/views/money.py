"""Payments, batches of them, and allocations."""

from services.sandbox.xero.books.documents import total_discount
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.papers import Allocation, BatchPayment, Document, Kind, Payment
from services.sandbox.xero.books.wire import moment_string, ms_date, ms_moment
from services.sandbox.xero.views import applied, documents
from services.sandbox.xero.views.common import Flavour, Json, number, put_dates, put_text
from services.sandbox.xero.views.contacts import embedded
from services.sandbox.xero.views.lines import lines

_TYPES = {
    "RECEIVE-PREPAYMENT": "ARPREPAYMENT",
    "SPEND-PREPAYMENT": "APPREPAYMENT",
    "RECEIVE-OVERPAYMENT": "AROVERPAYMENT",
    "SPEND-OVERPAYMENT": "APOVERPAYMENT",
}
"""What prepayments and overpayments are called where they stand in place of an invoice."""


def payment(ledger: Ledger, one: Payment, flavour: Flavour) -> Json:
    is_listed = flavour in {Flavour.PAGED, Flavour.REDUCED}
    account = ledger.accounts[one.account_id]
    shown: Json = {"PaymentID": one.id}
    if one.batch_id:
        shown |= {"BatchPaymentID": one.batch_id, "BatchPayment": _batch_of(ledger.batches[one.batch_id])}
    shown |= {
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
    put_text(shown["Account"], Code=account.code, Name=None if is_listed else account.name)
    shown["Invoice"] = _paid(ledger, ledger.document(one.document_id), flavour)
    shown["HasValidationErrors"] = False
    return shown


def batch(ledger: Ledger, one: BatchPayment) -> Json:
    """Without its payments once it is deleted."""
    account = ledger.accounts[one.account_id]
    currency = account.currency_code or ledger.organisation.base_currency
    shown: Json = {"Account": {"AccountID": account.id, "CurrencyCode": currency}, **one.text}
    shown["BatchPaymentID"] = one.id
    put_dates(shown, "Date", one.date)
    is_live = one.status == "AUTHORISED"
    shown["Payments"] = [_in_batch(ledger, ledger.payments[part]) for part in one.payment_ids] if is_live else []
    return shown | _batch_end(one)


def allocation(ledger: Ledger, one: Allocation) -> Json:
    kind = ledger.document(one.credit_id).kind
    return {
        "AllocationID": one.id,
        "Amount": number(one.amount),
        "Date": ms_date(one.date),
        "Invoice": {"InvoiceID": one.invoice_id},
        kind.value: {f"{kind}ID": one.credit_id, "ID": one.credit_id},
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


def _batch_of(one: BatchPayment) -> Json:
    """The batch inside a payment."""
    shown: Json = {"Account": {"AccountID": one.account_id}, "BatchPaymentID": one.id, "Date": ms_date(one.date)}
    return shown | _batch_end(one)


def _batch_end(one: BatchPayment) -> Json:
    return {
        "Type": one.type,
        "Status": one.status,
        "TotalAmount": number(one.total),
        "UpdatedDateUTC": ms_moment(one.updated),
        "IsReconciled": one.is_reconciled,
    }


def _in_batch(ledger: Ledger, one: Payment) -> Json:
    document = ledger.document(one.document_id)
    invoice: Json = {"InvoiceID": document.id, "CurrencyCode": document.currency_code, "Payments": []}
    invoice |= {key: [] for key in applied.ARRAYS.values()}
    shown: Json = {
        "Invoice": invoice | {"HasErrors": False, "IsDiscounted": False, "LineItems": []},
        "PaymentID": one.id,
    }
    put_text(shown, Reference=one.reference)
    return shown | {"Amount": number(one.amount), "BankAmount": number(one.bank_amount)}


def _paid(ledger: Ledger, one: Document, flavour: Flavour) -> Json:
    """The document of a payment: always in the form of an invoice, also what a refund was made of."""
    shown: Json = {"Type": _TYPES.get(one.type, one.type), "InvoiceID": one.id}
    put_text(shown, InvoiceNumber=one.number)
    if flavour in {Flavour.PAGED, Flavour.REDUCED}:
        shown |= {"Payments": [], **{key: [] for key in applied.ARRAYS.values()}}
        shown |= {"HasErrors": False, "IsDiscounted": False, "Contact": embedded(ledger.contacts[one.contact_id])}
        return shown | {"LineItems": [], "CurrencyCode": one.currency_code}
    shown["Reference"] = one.reference
    _put_whole(shown, ledger, one, flavour)
    return shown


def _put_whole(shown: Json, ledger: Ledger, one: Document, flavour: Flavour) -> None:
    credit = applied.credit_on(ledger, one, flavour) if one.kind is Kind.INVOICE else {}
    contact = ledger.contacts[one.contact_id]
    if flavour is Flavour.SINGLE:
        shown["Payments"] = applied.payments_on(ledger, one)
    shown |= {
        "Prepayments": credit.get(Kind.PREPAYMENT, []),
        "Overpayments": credit.get(Kind.OVERPAYMENT, []),
        "AmountDue": documents.outstanding(one, flavour),
        "AmountPaid": number(one.paid),
        "SentToContact": one.is_sent,
        "CurrencyRate": number(one.currency_rate),
        "HasErrors": False,
        "IsDiscounted": total_discount(one) is not None,
        "Contact": {
            "ContactID": contact.id, "Name": contact.name, "ContactPersons": [], "HasValidationErrors": False,
        },
    }  # fmt: skip
    documents.put_body(shown, one)
    shown["LineItems"] = lines(ledger, one.lines, Flavour.SINGLE, 2)
    documents.put_totals(shown, one)
    if one.fully_paid_on is not None:
        shown["FullyPaidOnDate"] = ms_date(one.fully_paid_on)
