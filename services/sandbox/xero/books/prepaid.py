"""Prepayments and overpayments: how they come into being and end (reference section 8.10)."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from services.sandbox.xero.books import payments, periods
from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.ledger import Ledger, new_id
from services.sandbox.xero.books.money import ONE, rounded
from services.sandbox.xero.books.papers import KIND_OF, BankTransaction, Document, Kind, Line, Payment
from services.sandbox.xero.books.problems import ElementRefusedError, Findings
from services.sandbox.xero.books.transitions import CANNOT_BE_EDITED

_PREFIX = "INV-"


def credit_of(ledger: Ledger, made_by: BankTransaction) -> Document:
    """What a bank transaction gives. A prepayment received is numbered like an invoice, or carries its reference."""
    is_numbered = KIND_OF[made_by.type] is Kind.PREPAYMENT and made_by.is_received
    number = (made_by.reference or ledger.next_number(_PREFIX, Kind.INVOICE)) if is_numbered else ""
    return Document(
        id=new_id(),
        type=made_by.type,
        number=number,
        reference=made_by.reference,
        contact_id=made_by.contact_id,
        date=made_by.date,
        line_amount_types=made_by.line_amount_types,
        currency_code=made_by.currency_code,
        currency_rate=made_by.currency_rate,
        status="AUTHORISED",
        branding_theme_id=ledger.organisation.branding_theme_id if is_numbered else "",
        lines=made_by.lines,
        sub_total=made_by.sub_total,
        total_tax=made_by.total_tax,
        total=made_by.total,
        updated=ledger.now,
    )


def overpay(ledger: Ledger, invoice: Document, code: str, amount: Decimal, day: dt.date) -> tuple[Payment, Document]:
    """A person pays more than is due: that becomes a payment, the rest an overpayment. The API cannot do this."""
    due = invoice.outstanding
    if amount <= due:
        raise ElementRefusedError("This is no more than what is due")
    target = {"InvoiceID": invoice.id}
    body = {"Invoice": target, "Account": {"Code": code}, "Date": day.isoformat(), "Amount": due}
    payment = payments.create(ledger, Given(body, "Payments"))
    return payment, ledger.save_document(_rest(ledger, invoice, rounded(amount - due), day))


def void(ledger: Ledger, credit: Document) -> Document:
    """A person deletes the transaction that made it."""
    findings = Findings()
    if credit.status == "VOIDED":
        findings.add(f"{credit.kind} not of valid status for modification")
    if credit.has_applied:
        findings.add(CANNOT_BE_EDITED)
    periods.note_if_locked(ledger, credit.date, findings)
    findings.refuse()
    for transaction in list(ledger.bank_transactions.values()):
        if transaction.credit_id == credit.id:
            ledger.save(ledger.bank_transactions, replace(transaction, status="DELETED", updated=ledger.now))
    return ledger.save_document(replace(credit, status="VOIDED", updated=ledger.now))


def _rest(ledger: Ledger, invoice: Document, amount: Decimal, day: dt.date) -> Document:
    system = "DEBTORS" if invoice.is_sale else "CREDITORS"
    control = next(one for one in ledger.accounts.values() if one.system_account == system)
    line = Line(
        id=new_id(),
        description=f"Overpayment of {invoice.number}".strip(),
        quantity=ONE,
        unit_amount=amount,
        line_amount=amount,
        tax_type="NONE",
        account_code=control.code,
        account_id=control.id,
    )
    return Document(
        id=new_id(),
        type="AROVERPAYMENT" if invoice.is_sale else "SPEND-OVERPAYMENT",
        contact_id=invoice.contact_id,
        date=day,
        line_amount_types="NoTax",
        currency_code=invoice.currency_code,
        currency_rate=invoice.currency_rate,
        status="AUTHORISED",
        lines=(line,),
        sub_total=amount,
        total=amount,
        updated=ledger.now,
    )
