"""Payments on invoices and bills, refunds of credit notes, and taking them back (reference section 8.11)."""

from dataclasses import replace

from services.sandbox.xero.books import periods
from services.sandbox.xero.books.accounts_fit import payment_account
from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.ledger import Ledger, new_id
from services.sandbox.xero.books.money import rounded
from services.sandbox.xero.books.problems import ElementRefusedError, Findings, post_data_invalid
from services.sandbox.xero.books.records import Account, Document, Payment
from services.sandbox.xero.books.settlement import resettle

ONLY_AUTHORISED = "Payments can only be made against Authorised documents"
EXCEEDS = "Payment amount exceeds the amount outstanding on this document"
_TYPES = {
    "ACCREC": "ACCRECPAYMENT",
    "ACCPAY": "ACCPAYPAYMENT",
    "ACCRECCREDIT": "ARCREDITPAYMENT",
    "ACCPAYCREDIT": "APCREDITPAYMENT",
}


def create(ledger: Ledger, given: Given) -> Payment:
    findings = Findings()
    document = findings.attempt(_document, ledger, given)
    account = findings.attempt(_account, ledger, given)
    day = given.date("Date") or periods.today(ledger)
    periods.note_if_locked(ledger, day, findings)
    amount = given.decimal("Amount")
    if amount is None or amount <= 0:
        findings.add("Payment amount must be greater than zero")
    if document is not None:
        if document.status != "AUTHORISED":
            findings.add(ONLY_AUTHORISED)
        if amount is not None and rounded(amount) > document.outstanding:
            findings.add(EXCEEDS)
    findings.refuse()
    return _saved(ledger, given, document, account)


def reverse(ledger: Ledger, payment: Payment, given: Given) -> Payment:
    """POST with Status DELETED; there is no other change to a payment."""
    if given.text("Status") != "DELETED":
        raise ElementRefusedError("Payments cannot be updated, only deleted")
    return delete(ledger, payment)


def delete(ledger: Ledger, payment: Payment) -> Payment:
    findings = Findings()
    if payment.status != "AUTHORISED":
        findings.add("Payment not of valid status for modification")
    if payment.is_reconciled:
        findings.add("A reconciled payment cannot be deleted")
    periods.note_if_locked(ledger, payment.date, findings)
    findings.refuse()
    gone = ledger.save_payment(replace(payment, status="DELETED", updated=ledger.now))
    resettle(ledger, payment.document_id)
    return gone


def _saved(ledger: Ledger, given: Given, document: Document | None, account: Account | None) -> Payment:
    if document is None or account is None:
        raise ElementRefusedError("A payment needs a document and an account")
    amount = rounded(given.decimal("Amount") or document.outstanding)
    payment = Payment(
        id=new_id(),
        document_id=document.id,
        is_refund=document.is_credit_note,
        payment_type=_TYPES[document.type],
        account_id=account.id,
        date=given.date("Date") or periods.today(ledger),
        amount=amount,
        bank_amount=rounded(given.decimal("BankAmount") or amount),
        currency_rate=given.decimal("CurrencyRate") or document.currency_rate,
        reference=given.text("Reference") or "",
        is_reconciled=given.boolean("IsReconciled") or False,
        updated=ledger.now,
    )
    ledger.save_payment(payment)
    resettle(ledger, document.id)
    return payment


def _document(ledger: Ledger, given: Given) -> Document:
    targets = [given.object("Invoice"), given.object("CreditNote")]
    if given.has("InvoiceNumber"):
        targets.append(Given({"InvoiceNumber": given.text("InvoiceNumber")}, given.path))
    if given.has("CreditNoteNumber"):
        targets.append(Given({"CreditNoteNumber": given.text("CreditNoteNumber")}, given.path))
    named = [target for target in targets if target is not None]
    if given.has("Prepayment") or given.has("Overpayment"):
        raise post_data_invalid("Payments on prepayments and overpayments are not available in this organisation")
    if len(named) != 1:
        raise ElementRefusedError("A payment must name exactly one invoice, credit note, prepayment or overpayment")
    return _found(ledger, named[0])


def _found(ledger: Ledger, given: Given) -> Document:
    is_credit_note = given.has("CreditNoteID") or given.has("CreditNoteNumber")
    kind = "CreditNote" if is_credit_note else "Invoice"
    document_id, number = given.guid(f"{kind}ID"), given.text(f"{kind}Number")
    if document_id is None and number:
        document_id = ledger.sales_number.get((is_credit_note, number.lower()))
    document = ledger.documents(is_credit_note=is_credit_note).get(document_id or "")
    if document is None:
        noun = "Credit Note" if is_credit_note else "Invoice"
        raise ElementRefusedError(f"{noun} could not be found")
    return document


def _account(ledger: Ledger, given: Given) -> Account:
    account = given.object("Account")
    if account is None:
        raise ElementRefusedError("Account must be specified for this type of transaction")
    return payment_account(ledger, account.text("Code"), account.guid("AccountID"))
