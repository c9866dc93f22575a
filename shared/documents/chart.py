"""Which accounts and tax rates Xero takes on a line, as its chart and its rates were read last; pure.

What Xero would refuse for certain is told without a call, in its own words (R149). What was not read, or may be new, is
left to Xero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from shared.documents.fields import XeroDocument, XeroLine
from shared.errors import RefusedError
from shared.xero.wire import decimal

ACTIVE = "ACTIVE"
BANK = "BANK"
NEVER_ON_LINES = frozenset({"DEBTORS", "CREDITORS", "GST", "GSTONIMPORTS"})
FLAGS = {"ASSET": "Assets", "EQUITY": "Equity", "EXPENSE": "Expenses", "LIABILITY": "Liabilities", "REVENUE": "Revenue"}
"""Class of an account → the end of the flag `CanApplyTo…` of a rate."""
NO_TAX = "NONE"


@dataclass(frozen=True, slots=True)
class AccountInXero:
    """What decides where it may stand."""

    code: str
    status: str = ACTIVE
    type: str = ""
    account_class: str = ""
    system_account: str = ""

    @property
    def takes_lines(self) -> bool:
        return self.type != BANK and self.system_account not in NEVER_ON_LINES


@dataclass(frozen=True, slots=True)
class Chart:
    """What was read; empty where nothing was."""

    accounts: Mapping[str, AccountInXero] = field(default_factory=dict)
    """By code."""
    fits: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    """Active tax type → class of account → whether they go together, as far as Xero said."""
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    """Effective percent of active rates."""


@dataclass(frozen=True, slots=True)
class RoundingAccount:
    """Where cents of rounding may go."""

    account: str
    tax_type: str
    """Of zero percent."""
    tolerance: Decimal


def read(accounts: Iterable[Mapping[str, Any]], rates: Iterable[Mapping[str, Any]]) -> Chart:
    """From the lists as they are kept, in Xero's spelling."""
    active = [rate for rate in rates if rate.get("Status") == ACTIVE]
    return Chart(
        accounts={str(row["Code"]): _account(row) for row in accounts if row.get("Code")},
        fits={str(rate["TaxType"]): _classes(rate) for rate in active},
        rates={str(rate["TaxType"]): decimal(rate["EffectiveRate"]) for rate in active},
    )


def _account(row: Mapping[str, Any]) -> AccountInXero:
    return AccountInXero(
        code=str(row["Code"]),
        status=str(row.get("Status", ACTIVE)),
        type=str(row.get("Type", "")),
        account_class=str(row.get("Class", "")),
        system_account=str(row.get("SystemAccount", "")),
    )


def _classes(rate: Mapping[str, Any]) -> dict[str, bool]:
    return {name: bool(rate[f"CanApplyTo{end}"]) for name, end in FLAGS.items() if f"CanApplyTo{end}" in rate}


def rounding_account(chart: Chart, code: str | None, tolerance: Decimal) -> RoundingAccount | None:
    """The chosen account with a rate of zero percent that fits it; None where there is none, or nothing is allowed."""
    account = chart.accounts.get(code or "")
    if account is None or account.status != ACTIVE or not account.takes_lines or not tolerance:
        return None
    free = sorted(
        (
            tax_type
            for tax_type, percent in chart.rates.items()
            if not percent and chart.fits[tax_type].get(account.account_class, tax_type == NO_TAX)
        ),
        key=lambda tax_type: (tax_type != NO_TAX, tax_type),
    )
    return RoundingAccount(account.code, free[0], tolerance) if free else None


def check(element: XeroDocument, chart: Chart) -> None:
    """Raises RefusedError where Xero would refuse the account of a line, or the tax rate on it."""
    for line in element.line_items:
        if line.account_code is not None and line.quantity is not None:
            _check(line, chart)


def _check(line: XeroLine, chart: Chart) -> None:
    account = chart.accounts.get(line.account_code or "")
    if account is None:
        return
    if account.status != ACTIVE:
        raise RefusedError(
            f"Account code '{account.code}' has been archived, or has been deleted. "
            "Each line item must reference a valid account.",
            code="archived_account",
            subject=account.code,
        )
    if not account.takes_lines:
        raise RefusedError(
            f"Account code '{account.code}' is not a valid code for this document.",
            code="unknown_account",
            subject=account.code,
        )
    fits = chart.fits.get(line.tax_type or "", {})
    if not fits.get(account.account_class, True):
        raise RefusedError(
            f"The TaxType code '{line.tax_type}' cannot be used with account code '{account.code}'.",
            code="tax_does_not_fit",
            subject=line.tax_type or "",
        )
