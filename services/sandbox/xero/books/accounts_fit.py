"""Which account and which tax rate may stand on a line (reference sections 8.2 and 8.3)."""

from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.problems import ElementRefusedError
from services.sandbox.xero.books.records import Account, TaxRate

CLASS_OF = {
    **dict.fromkeys(("BANK", "CURRENT", "FIXED", "INVENTORY", "NONCURRENT", "PREPAYMENT"), "ASSET"),
    **dict.fromkeys(("CURRLIAB", "LIABILITY", "TERMLIAB", "PAYG"), "LIABILITY"),
    "EQUITY": "EQUITY",
    **dict.fromkeys(("DEPRECIATN", "DIRECTCOSTS", "EXPENSE", "OVERHEADS"), "EXPENSE"),
    **dict.fromkeys(("OTHERINCOME", "REVENUE", "SALES"), "REVENUE"),
}
_NEVER_ON_LINES = {"DEBTORS", "CREDITORS", "GST", "GSTONIMPORTS"}


def line_account(ledger: Ledger, code: str | None, account_id: str | None) -> Account:
    account = ledger.account_for(code, account_id)
    shown = code or account_id or ""
    if account is not None and account.status != "ACTIVE":
        raise ElementRefusedError(
            f"Account code '{shown}' has been archived, or has been deleted. "
            "Each line item must reference a valid account."
        )
    if account is None or account.type == "BANK" or account.system_account in _NEVER_ON_LINES:
        raise ElementRefusedError(f"Account code '{shown}' is not a valid code for this document.")
    return account


def line_tax_rate(ledger: Ledger, tax_type: str, account: Account | None) -> TaxRate:
    rate = ledger.tax_rates.get(tax_type)
    if rate is None or rate.status != "ACTIVE":
        raise ElementRefusedError(
            f"The TaxType code '{tax_type}' does not exist or cannot be used with this type of transaction."
        )
    if account is not None and CLASS_OF[account.type] not in rate.applies_to:
        raise ElementRefusedError(f"The TaxType code '{tax_type}' cannot be used with account code '{account.code}'.")
    return rate


def item_account(ledger: Ledger, code: str) -> Account:
    account = ledger.account_for(code)
    if account is None or account.status != "ACTIVE" or account.type == "BANK":
        raise ElementRefusedError(f"Account code '{code}' does not exist or cannot be applied to Items.")
    return account


def payment_account(ledger: Ledger, code: str | None, account_id: str | None) -> Account:
    account = ledger.account_for(code, account_id)
    if account is None or account.status != "ACTIVE":
        raise ElementRefusedError(f"Account code '{code or account_id or ''}' is not a valid code for this document.")
    if account.type != "BANK" and not account.enable_payments:
        raise ElementRefusedError("Account type is invalid for making a payment")
    return account
