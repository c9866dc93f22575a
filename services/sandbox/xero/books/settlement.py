"""What payments and allocations do to a document: amounts, PAID and back."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.money import rounded
from services.sandbox.xero.books.papers import Document


def resettle(ledger: Ledger, document_id: str) -> Document:
    """Recount what is applied to a document and save it."""
    document = ledger.document(document_id)
    payments, allocations = ledger.live_payments(document_id), ledger.live_allocations(document_id)
    counted = replace(
        document,
        paid=rounded(sum((one.amount for one in payments), Decimal(0))),
        credited=rounded(sum((one.amount for one in allocations), Decimal(0))),
        updated=ledger.now,
    )
    dates = [payment.date for payment in payments] + [allocation.date for allocation in allocations]
    last = max(dates, default=None)
    return ledger.save_document(with_paid_status(counted, last))


def with_paid_status(document: Document, last_application: dt.date | None = None) -> Document:
    """PAID when nothing is outstanding, AUTHORISED when something is; drafts and dead documents stay."""
    if document.status not in {"AUTHORISED", "PAID"}:
        return document
    if document.outstanding:
        return replace(document, status="AUTHORISED", fully_paid_on=None)
    return replace(document, status="PAID", fully_paid_on=last_application or document.date)
