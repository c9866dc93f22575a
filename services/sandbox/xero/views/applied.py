"""What stands on a document: payments, credit applied to an invoice, and where a credit went."""

from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.papers import Allocation, Document, Kind, Payment
from services.sandbox.xero.books.wire import ms_date
from services.sandbox.xero.views.common import Flavour, Json, number, put_text

ARRAYS = {Kind.CREDIT_NOTE: "CreditNotes", Kind.PREPAYMENT: "Prepayments", Kind.OVERPAYMENT: "Overpayments"}


def payments_on(ledger: Ledger, one: Document) -> list[Json]:
    return [_payment(payment) for payment in ledger.live_payments(one.id)] if one.paid else []


def credit_on(ledger: Ledger, invoice: Document, flavour: Flavour) -> dict[Kind, list[Json]]:
    """The credit applied to an invoice or bill, by kind."""
    found: dict[Kind, list[Json]] = {kind: [] for kind in ARRAYS}
    for part in ledger.live_allocations(invoice.id) if invoice.credited else ():
        credit = ledger.document(part.credit_id)
        found[credit.kind].append(_credit(credit, part, flavour))
    return found


def allocations_of(ledger: Ledger, credit: Document) -> list[Json]:
    return [
        {
            "AllocationID": part.id,
            "Amount": number(part.amount),
            "Date": ms_date(part.date),
            "Invoice": _invoice(ledger.invoices[part.invoice_id]),
            "IsDeleted": False,
        }
        for part in ledger.live_allocations(credit.id)
    ]


def _payment(payment: Payment) -> Json:
    shown: Json = {"PaymentID": payment.id}
    put_text(shown, BatchPaymentID=payment.batch_id)
    return shown | {
        "Date": ms_date(payment.date),
        "Amount": number(payment.amount),
        "Reference": payment.reference,
        "CurrencyRate": number(payment.currency_rate),
        "HasAccount": False,
        "HasValidationErrors": False,
    }


def _credit(credit: Document, part: Allocation, flavour: Flavour) -> Json:
    is_note = credit.kind is Kind.CREDIT_NOTE
    shown: Json = {f"{credit.kind}ID": credit.id}
    put_text(shown, CreditNoteNumber=credit.number if is_note else None)
    shown |= {
        "ID": credit.id,
        "AppliedAmount": number(part.amount),
        "Date": ms_date(part.date),
        "Total": number(credit.total),
    }
    if is_note:
        shown["HasErrors"] = False
    shown["LineItems"] = []
    if flavour is Flavour.SINGLE:
        shown["CurrencyRate"] = number(credit.currency_rate)
    return shown


def _invoice(invoice: Document) -> Json:
    shown: Json = {"InvoiceID": invoice.id}
    put_text(shown, InvoiceNumber=invoice.number)
    return shown
