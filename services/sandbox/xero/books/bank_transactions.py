"""Money spent or received without an invoice (reference section 8.13), and the credit it makes (8.10).

Prepayments and overpayments are made here. Their transactions can be neither changed nor deleted through the API.
"""

from dataclasses import replace
from decimal import Decimal

from services.sandbox.xero.books import contacts, document_header, periods
from services.sandbox.xero.books.bank_lines import NO_TAX, bank_lines
from services.sandbox.xero.books.currencies import must_be_subscribed
from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.ledger import Ledger, new_id
from services.sandbox.xero.books.lines import LineRules
from services.sandbox.xero.books.money import ONE, document_totals, rounded
from services.sandbox.xero.books.papers import KIND_OF, BankTransaction
from services.sandbox.xero.books.prepaid import credit_of
from services.sandbox.xero.books.problems import ElementRefusedError, Findings
from services.sandbox.xero.books.records import Account

PLAIN = frozenset({"SPEND", "RECEIVE"})
_TYPES = PLAIN | {one for one in KIND_OF if one.startswith(("SPEND-", "RECEIVE-"))}
_TRANSFERS = frozenset({"SPEND-TRANSFER", "RECEIVE-TRANSFER"})
_STATUSES = frozenset({"AUTHORISED", "DELETED", "VOIDED"})
NOT_MODIFIABLE = "Bank transaction not of valid status for modification"


def create(ledger: Ledger, given: Given, *, unit_places: int) -> BankTransaction:
    kind = given.choice("Type", _TYPES | _TRANSFERS, "BankTransactionType")
    if kind is None:
        raise ElementRefusedError("Bank transaction Type must be specified")
    if kind in _TRANSFERS:
        raise ElementRefusedError("Transfers can only be created with the BankTransfers endpoint")
    if given.choice("Status", _STATUSES, "BankTransactionStatus") not in {None, "AUTHORISED"}:
        raise ElementRefusedError("Bank transaction not of valid status for creation")
    blank = BankTransaction(
        id=new_id(),
        type=kind,
        contact_id="",
        account_id="",
        date=periods.today(ledger),
        line_amount_types=NO_TAX if kind.endswith("OVERPAYMENT") else "Inclusive",
        currency_code=ledger.organisation.base_currency,
        updated=ledger.now,
    )
    return _write(ledger, blank, given, is_new=True, unit_places=unit_places)


def create_or_update(ledger: Ledger, given: Given, *, unit_places: int) -> BankTransaction:
    """POST: matched by id."""
    own_id = given.guid("BankTransactionID")
    if own_id is None:
        return create(ledger, given, unit_places=unit_places)
    if own_id not in ledger.bank_transactions:
        raise ElementRefusedError(
            "An existing bank transaction with the specified BankTransactionID could not be found"
        )
    return update(ledger, ledger.bank_transactions[own_id], given, unit_places=unit_places)


def update(ledger: Ledger, old: BankTransaction, given: Given, *, unit_places: int) -> BankTransaction:
    wanted = given.choice("Status", _STATUSES, "BankTransactionStatus")
    if old.type not in PLAIN:
        raise ElementRefusedError("Prepayment and overpayment transactions cannot be updated or deleted")
    if old.status != "AUTHORISED" or wanted == "VOIDED":
        raise ElementRefusedError(NOT_MODIFIABLE)
    if old.is_reconciled:
        raise ElementRefusedError("A reconciled bank transaction cannot be changed")
    if wanted == "DELETED":
        findings = Findings()
        periods.note_if_locked(ledger, old.date, findings)
        findings.refuse()
        return ledger.save(ledger.bank_transactions, replace(old, status="DELETED", updated=ledger.now))
    return _write(ledger, old, given, is_new=False, unit_places=unit_places)


def _write(ledger: Ledger, old: BankTransaction, given: Given, *, is_new: bool, unit_places: int) -> BankTransaction:
    findings = Findings()
    new = _header(ledger, old, given, findings, is_new=is_new)
    new = _with_lines(ledger, new, given, findings, unit_places)
    for day in {old.date, new.date}:
        periods.note_if_locked(ledger, day, findings)
    if new.lines and new.total <= 0:
        findings.add("The total of a bank transaction must be greater than zero")
    findings.refuse()
    contacts.mark_used(ledger, ledger.contacts[new.contact_id], is_sale=new.is_received)
    if is_new and new.type not in PLAIN:
        new = replace(new, credit_id=ledger.save_document(credit_of(ledger, new)).id)
    return ledger.save(ledger.bank_transactions, replace(new, updated=ledger.now))


def _header(ledger: Ledger, old: BankTransaction, given: Given, findings: Findings, *, is_new: bool) -> BankTransaction:
    contact_id, account = old.contact_id, ledger.accounts.get(old.account_id)
    if is_new or given.has("Contact"):
        named = given.object("Contact") or Given({}, f"{given.path}.Contact")
        contact = findings.attempt(contacts.for_document, ledger, named)
        contact_id = contact.id if contact else ""
    if is_new or given.has("BankAccount"):
        account = findings.attempt(_bank_account, ledger, given.object("BankAccount"))
    currency, rate = _currency(ledger, old, account, given, findings)
    url = given.text("Url")
    if url:
        findings.attempt(document_header.check_url, url)
    return replace(
        old,
        contact_id=contact_id,
        account_id=account.id if account else "",
        date=given.date("Date") or old.date,
        reference=given.text("Reference") or old.reference,
        url=url or old.url,
        line_amount_types=_line_amount_types(old, given, findings),
        currency_code=currency,
        currency_rate=rate,
        is_reconciled=given.boolean("IsReconciled") or old.is_reconciled,
    )


def _with_lines(
    ledger: Ledger, new: BankTransaction, given: Given, findings: Findings, unit_places: int
) -> BankTransaction:
    sent = given.objects("LineItems")
    if sent is not None:
        rules = LineRules(
            line_amount_types=new.line_amount_types,
            is_sale=new.is_received,
            allows_discounts=False,
            needs_accounts=True,
            unit_places=unit_places,
        )
        known = {line.id: line for line in new.lines}
        new = replace(new, lines=bank_lines(ledger, sent, rules, findings, known=known, kind=new.type))
    if not new.lines:
        findings.add("One or more line items must be specified")
    amounts = ((line.line_amount, line.tax_amount) for line in new.lines)
    sub_total, total_tax = document_totals(amounts, new.line_amount_types)
    return replace(new, sub_total=sub_total, total_tax=total_tax, total=sub_total + total_tax)


def _line_amount_types(old: BankTransaction, given: Given, findings: Findings) -> str:
    sent = given.choice("LineAmountTypes", document_header.LINE_AMOUNT_TYPES, "LineAmountType")
    if sent not in {None, NO_TAX} and old.type.endswith("OVERPAYMENT"):
        findings.add("Overpayments can only have the LineAmountTypes NoTax")
    return sent or old.line_amount_types


def _bank_account(ledger: Ledger, given: Given | None) -> Account:
    code, account_id = (given.text("Code"), given.guid("AccountID")) if given else (None, None)
    account = ledger.account_for(code, account_id)
    if account is None or account.status != "ACTIVE" or account.type != "BANK":
        raise ElementRefusedError("A valid BankAccount must be specified")
    return account


def _currency(
    ledger: Ledger, old: BankTransaction, account: Account | None, given: Given, findings: Findings
) -> tuple[str, Decimal]:
    """The bank account's; only an overpayment may be in another."""
    base = ledger.organisation.base_currency
    own = (account.currency_code if account else "") or base
    currency = given.text("CurrencyCode") or own
    findings.attempt(must_be_subscribed, ledger, currency)
    if currency != own and not old.type.endswith("OVERPAYMENT"):
        findings.add("The CurrencyCode must be the currency of the bank account")
    if currency == base:
        return currency, ONE
    return currency, rounded(given.decimal("CurrencyRate") or ledger.day_rate(currency), 6)
