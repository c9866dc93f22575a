"""Writing the chart of accounts (reference section 8.2)."""

from dataclasses import replace

from services.sandbox.xero.books.accounts_fit import CLASS_OF
from services.sandbox.xero.books.currencies import must_be_subscribed
from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.ledger import Ledger, new_id
from services.sandbox.xero.books.problems import ElementRefusedError, Findings
from services.sandbox.xero.books.records import Account

_TYPES = frozenset(CLASS_OF)
_BANK_TYPES = frozenset({"BANK", "CREDITCARD", "PAYPAL", "NONE"})
_CODE_LENGTH = 10
_NAME_LENGTH = 150


def create(ledger: Ledger, given: Given) -> Account:
    kind = given.choice("Type", _TYPES, "AccountType")
    if kind is None:
        raise ElementRefusedError("Account Type must be specified")
    blank = Account(id=new_id(), code="", name="", type=kind, updated=ledger.now)
    new = _written(ledger, blank, given)
    findings = Findings()
    if not new.name:
        findings.add("Account Name must be specified")
    if not new.code and kind != "BANK":
        findings.add("Account Code must be specified")
    if kind == "BANK" and not new.bank_account_number:
        findings.add("Bank Account Number must be specified")
    findings.refuse()
    return ledger.save_account(new)


def update(ledger: Ledger, account: Account, given: Given) -> Account:
    status = given.choice("Status", frozenset({"ACTIVE", "ARCHIVED"}), "AccountStatus")
    if status is not None and status != account.status:
        _not_system(account)
        if set(given.raw) - {"AccountID", "Status"}:
            raise ElementRefusedError("The status of an account cannot be changed together with other fields")
        return ledger.save_account(replace(account, status=status, updated=ledger.now))
    if account.status != "ACTIVE":
        raise ElementRefusedError("Account not of valid status for modification")
    return ledger.save_account(_written(ledger, account, given))


def delete(ledger: Ledger, account: Account) -> Account:
    _not_system(account)
    if _is_used(ledger, account):
        raise ElementRefusedError("Accounts with transactions cannot be deleted, only archived")
    return ledger.save_account(replace(account, status="DELETED", updated=ledger.now))


def _written(ledger: Ledger, base: Account, given: Given) -> Account:
    findings = Findings()
    new = replace(
        base,
        code=_or(given.text("Code"), base.code),
        name=_or(given.text("Name"), base.name),
        description=_or(given.text("Description"), base.description),
        tax_type=given.text("TaxType") or base.tax_type,
        enable_payments=_flag(given, "EnablePaymentsToAccount", kept=base.enable_payments),
        show_in_expense_claims=_flag(given, "ShowInExpenseClaims", kept=base.show_in_expense_claims),
        add_to_watchlist=_flag(given, "AddToWatchlist", kept=base.add_to_watchlist),
        bank_account_number=_or(given.text("BankAccountNumber"), base.bank_account_number),
        bank_account_type=given.choice("BankAccountType", _BANK_TYPES, "BankAccountType") or base.bank_account_type,
        currency_code=given.text("CurrencyCode") or base.currency_code,
        updated=ledger.now,
    )
    if len(new.code) > _CODE_LENGTH:
        findings.add(f"The Code must not be longer than {_CODE_LENGTH} characters")
    if len(new.name) > _NAME_LENGTH:
        findings.add(f"The Name must not be longer than {_NAME_LENGTH} characters")
    _check_unique(ledger, new, findings)
    if new.tax_type not in ledger.tax_rates:
        findings.add(f"The TaxType code '{new.tax_type}' does not exist or cannot be used with this account")
    if given.text("CurrencyCode"):
        findings.attempt(must_be_subscribed, ledger, new.currency_code)
    findings.refuse()
    return new


def _check_unique(ledger: Ledger, new: Account, findings: Findings) -> None:
    others = [one for one in ledger.accounts.values() if one.id != new.id and one.status != "DELETED"]
    if any(one.name.lower() == new.name.lower() for one in others):
        findings.add("Please enter a unique Name.")
    if new.code and any(one.code.lower() == new.code.lower() for one in others):
        findings.add("Please enter a unique Code.")


def _not_system(account: Account) -> None:
    if account.system_account:
        raise ElementRefusedError("System accounts cannot be archived or deleted")


def _is_used(ledger: Ledger, account: Account) -> bool:
    through_it = {payment.account_id for payment in ledger.payments.values()}
    through_it |= {transaction.account_id for transaction in ledger.bank_transactions.values()}
    return account.id in through_it or any(line.account_id == account.id for line in ledger.all_lines())


def _flag(given: Given, key: str, *, kept: bool) -> bool:
    sent = given.boolean(key)
    return kept if sent is None else sent


def _or(sent: str | None, kept: str) -> str:
    return kept if sent is None else sent
