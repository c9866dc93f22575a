"""Batch payments (reference section 8.12): all on invoices or all on bills, in the base currency, deleted as a whole.

The limits are those of Xero's page api/accounting/batchpayments; how it words refusals is not known.
"""

from dataclasses import replace
from decimal import Decimal

from services.sandbox.xero.books import payments, periods
from services.sandbox.xero.books.accounts_fit import payment_account
from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.ledger import Ledger, new_id
from services.sandbox.xero.books.papers import BatchPayment, Kind, Payment
from services.sandbox.xero.books.payment_targets import found_document
from services.sandbox.xero.books.problems import ElementRefusedError, Findings
from services.sandbox.xero.books.records import Account

LENGTHS = {"Reference": 255, "Particulars": 12, "Code": 12, "Details": 18, "Narrative": 18}
BASE_ONLY = "Batch payments can only be made in the base currency of the organisation"
ONE_SIDE = "A batch payment cannot hold both sales invoices and bills"
INVOICES_ONLY = "A batch payment can only hold payments of invoices or bills"


def create(ledger: Ledger, given: Given) -> BatchPayment:
    findings = Findings()
    account = findings.attempt(_account, ledger, given)
    day = given.date("Date") or periods.today(ledger)
    text = {key: value for key, limit in LENGTHS.items() if (value := _text(given, key, limit, findings))}
    batch_id = new_id()
    made = [
        payment
        for one in given.objects("Payments") or []
        if (payment := _paid(ledger, account, Given(one.raw | {"Date": day.isoformat()}, one.path), batch_id, findings))
    ]
    if not given.raw.get("Payments"):
        findings.add("One or more payments must be specified")
    sides = {ledger.document(payment.document_id).is_sale for payment in made}
    if len(sides) > 1:
        findings.add(ONE_SIDE)
    findings.refuse()
    if account is None:
        raise ElementRefusedError("Account must be specified for this type of transaction")
    batch = BatchPayment(
        id=batch_id,
        type="RECBATCH" if True in sides else "PAYBATCH",
        account_id=account.id,
        date=day,
        text=text,
        payment_ids=tuple(payment.id for payment in made),
        total=sum((payment.bank_amount for payment in made), Decimal(0)),
        updated=ledger.now,
    )
    return ledger.save(ledger.batches, batch)


def delete(ledger: Ledger, batch: BatchPayment, given: Given) -> BatchPayment:
    """With all its payments."""
    others = {key for key, value in given.raw.items() if value is not None} - {"BatchPaymentID", "Status"}
    if given.text("Status") != "DELETED" or others:
        raise ElementRefusedError(payments.ONLY_STATUS)
    findings = Findings()
    if batch.status != "AUTHORISED":
        findings.add("Batch Payment not of valid status for modification")
    if batch.is_reconciled:
        findings.add("A reconciled batch payment cannot be deleted")
    periods.note_if_locked(ledger, batch.date, findings)
    findings.refuse()
    for payment_id in batch.payment_ids:
        payments.ended(ledger, ledger.payments[payment_id])
    return ledger.save(ledger.batches, replace(batch, status="DELETED", updated=ledger.now))


def _paid(ledger: Ledger, account: Account | None, given: Given, batch_id: str, findings: Findings) -> Payment | None:
    """Saved at once, so that the next one on the same invoice finds less to pay; a refusal undoes all."""
    target = given.object(Kind.INVOICE)
    if target is None:
        findings.add(INVOICES_ONLY)
        return None
    document = findings.attempt(found_document, ledger, Kind.INVOICE, target)
    payment = payments.checked(ledger, document, account, given, findings)
    if document is None or payment is None:
        return None
    base = ledger.organisation.base_currency
    if document.currency_code != base or (account is not None and account.currency_code not in {"", base}):
        findings.add(BASE_ONLY)
    return payments.saved(ledger, replace(payment, batch_id=batch_id, is_reconciled=False))


def _account(ledger: Ledger, given: Given) -> Account:
    account = given.object("Account")
    if account is None:
        raise ElementRefusedError("Account must be specified for this type of transaction")
    return payment_account(ledger, account.text("Code"), account.guid("AccountID"))


def _text(given: Given, key: str, limit: int, findings: Findings) -> str:
    value = given.text(key) or ""
    if len(value) > limit:
        findings.add(f"The {key} must not be longer than {limit} characters")
    return value
