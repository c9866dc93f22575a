"""Payments and allocations."""

from services.sandbox.xero.books.documents import total_discount
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.papers import Allocation, Document, Kind, Payment
from services.sandbox.xero.books.wire import moment_string, ms_date, ms_moment
from services.sandbox.xero.views import applied, documents
from services.sandbox.xero.views.common import Flavour, Json, number, put_text
from services.sandbox.xero.views.contacts import embedded
from services.sandbox.xero.views.lines import lines


def payment(ledger: Ledger, one: Payment, flavour: Flavour) -> Json:
    is_listed = flavour in {Flavour.PAGED, Flavour.REDUCED}
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
    put_text(shown["Account"], Code=account.code, Name=None if is_listed else account.name)
    shown["Invoice"] = _paid(ledger, ledger.document(one.document_id), flavour)
    shown["HasValidationErrors"] = False
    return shown


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


def _paid(ledger: Ledger, one: Document, flavour: Flavour) -> Json:
    """The document of a payment: always in the form of an invoice, also what a refund was made of."""
    shown: Json = {"Type": one.type, "InvoiceID": one.id}
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
