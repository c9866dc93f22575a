"""Payments on invoices and bills, refunds of what gives credit, and taking them back (reference section 8.11)."""

from dataclasses import replace
from decimal import Decimal

from services.sandbox.xero.books import exchange, periods
from services.sandbox.xero.books.accounts_fit import payment_account
from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.ledger import Ledger, new_id
from services.sandbox.xero.books.money import rounded
from services.sandbox.xero.books.papers import Document, Payment
from services.sandbox.xero.books.payment_targets import named_document
from services.sandbox.xero.books.problems import ElementRefusedError, Findings
from services.sandbox.xero.books.records import Account
from services.sandbox.xero.books.settlement import resettle

ONLY_AUTHORISED = "Payments can only be made against Authorised documents"
EXCEEDS = "Payment amount exceeds the amount outstanding on this document"
ONLY_STATUS = "Only Status accepted for updates."
NOT_MODIFIABLE = "Payment not of valid status for modification"
IS_RECONCILED = "A reconciled payment cannot be deleted"
IN_A_BATCH = "A payment that is part of a batch payment cannot be deleted on its own"
_LONGEST_REFERENCE = 255
_TYPES = {
    "ACCREC": "ACCRECPAYMENT",
    "ACCPAY": "ACCPAYPAYMENT",
    "ACCRECCREDIT": "ARCREDITPAYMENT",
    "ACCPAYCREDIT": "APCREDITPAYMENT",
    "RECEIVE-PREPAYMENT": "ARPREPAYMENTPAYMENT",
    "SPEND-PREPAYMENT": "APPREPAYMENTPAYMENT",
    "RECEIVE-OVERPAYMENT": "AROVERPAYMENTPAYMENT",
    "SPEND-OVERPAYMENT": "APOVERPAYMENTPAYMENT",
    "AROVERPAYMENT": "AROVERPAYMENTPAYMENT",
}


def create(ledger: Ledger, given: Given) -> Payment:
    findings = Findings()
    document = findings.attempt(named_document, ledger, given)
    account = findings.attempt(_account, ledger, given)
    payment = checked(ledger, document, account, given, findings)
    findings.refuse()
    return saved(ledger, payment)


def checked(
    ledger: Ledger, document: Document | None, account: Account | None, given: Given, findings: Findings
) -> Payment | None:
    """The payment that `given` asks for, or None; what is wrong with it is noted in `findings`."""
    day = given.date("Date") or periods.today(ledger)
    periods.note_if_locked(ledger, day, findings)
    reference = given.text("Reference") or ""
    if len(reference) > _LONGEST_REFERENCE:
        findings.add(f"The Reference must not be longer than {_LONGEST_REFERENCE} characters")
    amount = _amount(given, findings)
    if document is not None:
        _check_open(document, amount, findings)
    if document is None or account is None or amount is None:
        return None
    money = exchange.exchanged(ledger, document, account, given, amount, findings)
    return Payment(
        id=new_id(),
        document_id=document.id,
        payment_type=_TYPES[document.type],
        account_id=account.id,
        date=day,
        amount=amount,
        bank_amount=money.bank_amount,
        currency_rate=money.rate,
        reference=reference,
        is_reconciled=given.boolean("IsReconciled") or False,
        updated=ledger.now,
    )


def saved(ledger: Ledger, payment: Payment | None) -> Payment:
    if payment is None:
        raise ElementRefusedError("A payment needs a document, an account and an amount")
    ledger.save_payment(payment)
    resettle(ledger, payment.document_id)
    return payment


def reverse(ledger: Ledger, payment: Payment, given: Given) -> Payment:
    """POST with Status DELETED; there is no other change to a payment."""
    others = {key for key, value in given.raw.items() if value is not None} - {"PaymentID", "Status"}
    if given.text("Status") != "DELETED" or others:
        raise ElementRefusedError(ONLY_STATUS)
    return delete(ledger, payment)


def delete(ledger: Ledger, payment: Payment) -> Payment:
    findings = Findings()
    if payment.status != "AUTHORISED":
        findings.add(NOT_MODIFIABLE)
    if payment.is_reconciled:
        findings.add(IS_RECONCILED)
    if payment.batch_id:
        findings.add(IN_A_BATCH)
    periods.note_if_locked(ledger, payment.date, findings)
    findings.refuse()
    return ended(ledger, payment)


def reconciled(ledger: Ledger, payment: Payment, *, is_reconciled: bool) -> Payment:
    """A person matches it with a line of the bank statement, or undoes that."""
    if payment.status != "AUTHORISED":
        raise ElementRefusedError(NOT_MODIFIABLE)
    return ledger.save_payment(replace(payment, is_reconciled=is_reconciled, updated=ledger.now))


def ended(ledger: Ledger, payment: Payment) -> Payment:
    gone = ledger.save_payment(replace(payment, status="DELETED", updated=ledger.now))
    resettle(ledger, payment.document_id)
    return gone


def _amount(given: Given, findings: Findings) -> Decimal | None:
    sent = given.decimal("Amount")
    amount = None if sent is None else rounded(sent)
    if amount is None or amount <= 0:
        findings.add("Payment amount must be greater than zero")
        return None
    return amount


def _check_open(document: Document, amount: Decimal | None, findings: Findings) -> None:
    if document.status != "AUTHORISED":
        findings.add(ONLY_AUTHORISED)
    if amount is not None and amount > document.outstanding:
        findings.add(EXCEEDS)


def _account(ledger: Ledger, given: Given) -> Account:
    account = given.object("Account")
    if account is None and given.has("Code"):
        return payment_account(ledger, given.text("Code"), None)
    if account is None:
        raise ElementRefusedError("Account must be specified for this type of transaction")
    return payment_account(ledger, account.text("Code"), account.guid("AccountID"))
