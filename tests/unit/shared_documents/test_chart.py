"""What Xero would refuse for certain is told without a call, in its words (R149)."""

from decimal import Decimal
from typing import Any

import pytest

from shared.documents.chart import Chart, RoundingAccount, check, read, rounding_account
from shared.documents.fields import XeroLine
from shared.errors import RefusedError
from tests.unit.invoices.examples import an_invoice, as_invoice

ACCOUNTS = [
    {"Code": "200", "Status": "ACTIVE", "Type": "REVENUE", "Class": "REVENUE", "SystemAccount": ""},
    {"Code": "205", "Status": "ARCHIVED", "Type": "REVENUE", "Class": "REVENUE", "SystemAccount": ""},
    {"Code": "429", "Status": "ACTIVE", "Type": "OVERHEADS", "Class": "EXPENSE", "SystemAccount": ""},
    {"Code": "090", "Status": "ACTIVE", "Type": "BANK", "Class": "ASSET", "SystemAccount": ""},
    {"Code": "610", "Status": "ACTIVE", "Type": "CURRENT", "Class": "ASSET", "SystemAccount": "DEBTORS"},
    {"Code": "860", "Status": "ACTIVE", "Type": "CURRLIAB", "Class": "LIABILITY", "SystemAccount": "ROUNDING"},
    {"Code": "", "Status": "ACTIVE", "Type": "BANK", "Class": "ASSET", "SystemAccount": ""},
]
EVERYWHERE = dict.fromkeys(("Assets", "Equity", "Expenses", "Liabilities", "Revenue"), True)


def rate(tax_type: str, percent: str, **fits: bool) -> dict[str, Any]:
    flags = {f"CanApplyTo{name}": flag for name, flag in fits.items()}
    return {"TaxType": tax_type, "EffectiveRate": percent, "Status": "ACTIVE", **flags}


RATES = [
    rate("OUTPUT2", "20", **(EVERYWHERE | {"Expenses": False})),
    rate("INPUT2", "20", **(EVERYWHERE | {"Revenue": False})),
    rate("EXEMPTOUTPUT", "0", **(EVERYWHERE | {"Expenses": False})),
    rate("NONE", "0", **EVERYWHERE),
    {"TaxType": "SROUTPUT", "EffectiveRate": "17.5", "Status": "DELETED"},
]
CHART = read(ACCOUNTS, RATES)


def refusal(account: str, tax_type: str | None, chart: Chart = CHART) -> tuple[str, str] | None:
    line = XeroLine(
        description="x", quantity=Decimal(1), unit_amount=Decimal(1), account_code=account, tax_type=tax_type
    )
    element = as_invoice(an_invoice()).model_copy(update={"line_items": (XeroLine(description="text"), line)})
    try:
        check(element, chart)
    except RefusedError as error:
        return error.code, error.subject
    return None


@pytest.mark.parametrize(
    ("account", "tax_type", "refused"),
    [
        ("200", "OUTPUT2", None),
        ("200", "INPUT2", ("tax_does_not_fit", "INPUT2")),
        ("429", "OUTPUT2", ("tax_does_not_fit", "OUTPUT2")),
        ("429", "NONE", None),
        ("429", None, None),
        ("860", "OUTPUT2", None),
        ("205", "OUTPUT2", ("archived_account", "205")),
        ("090", "NONE", ("unknown_account", "090")),
        ("610", "NONE", ("unknown_account", "610")),
        ("999", "OUTPUT2", None),
    ],
)
def test_accounts_and_rates_are_judged_as_xero_judges_them(
    account: str, tax_type: str | None, refused: tuple[str, str] | None
) -> None:
    """What is in neither list may be new: that is left to Xero."""
    assert refusal(account, tax_type) == refused


def test_what_was_not_read_is_left_to_xero() -> None:
    kept_before = read(ACCOUNTS, [{"TaxType": "OUTPUT2", "EffectiveRate": "20", "Status": "ACTIVE"}])

    assert refusal("205", "OUTPUT2", Chart()) is None
    assert refusal("429", "OUTPUT2", kept_before) is None


def test_only_active_rates_count() -> None:
    assert CHART.rates == {"OUTPUT2": 20, "INPUT2": 20, "EXEMPTOUTPUT": 0, "NONE": 0}


def test_a_rounding_line_bears_no_tax() -> None:
    five = Decimal("0.05")

    assert rounding_account(CHART, "860", five) == RoundingAccount("860", "NONE", five)
    without = read(ACCOUNTS, [one for one in RATES if one["TaxType"] != "NONE"])
    assert rounding_account(without, "200", five) == RoundingAccount("200", "EXEMPTOUTPUT", five)
    assert rounding_account(without, "429", five) is None


@pytest.mark.parametrize("code", [None, "", "090", "205", "610", "999"])
def test_where_no_account_takes_lines_there_is_no_rounding_line(code: str | None) -> None:
    assert rounding_account(CHART, code, Decimal("0.05")) is None


def test_a_tolerance_of_nothing_allows_nothing() -> None:
    assert rounding_account(CHART, "860", Decimal("0.00")) is None
