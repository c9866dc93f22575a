"""Lines of bank transactions: stricter than those of invoices (Xero's page api/accounting/banktransactions)."""

from collections.abc import Mapping
from dataclasses import replace

from services.sandbox.xero.books.given import Given
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.lines import LineRules, lines_from
from services.sandbox.xero.books.money import rounded
from services.sandbox.xero.books.papers import Line
from services.sandbox.xero.books.problems import Findings

NO_TAX = "NoTax"
_CODED_BY_XERO = {"AccountCode", "AccountID", "TaxType", "TaxAmount"}


def bank_lines(
    ledger: Ledger, sent: list[Given], rules: LineRules, findings: Findings, *, known: Mapping[str, Line], kind: str
) -> tuple[Line, ...]:
    if kind.endswith("OVERPAYMENT"):
        return _overpaid(ledger, sent, rules, findings)
    if kind not in {"SPEND", "RECEIVE"} and any(one.has("ItemCode") for one in sent):
        findings.add("ItemCode can only be used on spend and receive money transactions")
    own = [Given({key: value for key, value in one.raw.items() if key != "TaxAmount"}, one.path) for one in sent]
    found = lines_from(ledger, own, rules, findings, known=known)
    for given, line in zip(sent, found, strict=True):
        _check(given, line, findings)
    return found


def _overpaid(ledger: Ledger, sent: list[Given], rules: LineRules, findings: Findings) -> tuple[Line, ...]:
    """One line, coded to what customers owe or to what suppliers are owed."""
    if len(sent) > 1:
        findings.add("Overpayments can only have a single line item")
    own = [Given({key: value for key, value in one.raw.items() if key not in _CODED_BY_XERO}, "") for one in sent]
    found = lines_from(ledger, own, replace(rules, needs_accounts=False), findings, known={})
    system = "DEBTORS" if rules.is_sale else "CREDITORS"
    control = next(one for one in ledger.accounts.values() if one.system_account == system)
    coded = tuple(replace(line, account_code=control.code, account_id=control.id, tax_type="NONE") for line in found)
    for given, line in zip(sent, coded, strict=True):
        _check(given, line, findings)
    return coded


def _check(given: Given, line: Line, findings: Findings) -> None:
    if not line.description:
        findings.add("Description must be specified for each line item")
    if line.quantity is not None and line.quantity <= 0:
        findings.add("Quantity must be greater than zero")
    if not line.unit_amount:
        findings.add("UnitAmount must not be zero")
    tax = given.decimal("TaxAmount")
    if tax is not None and rounded(tax) != line.tax_amount:
        findings.add(f"The tax amount {rounded(tax)} does not match the expected tax amount {line.tax_amount}")
