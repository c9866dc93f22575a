"""Where cents of rounding go: chosen, or refused with what fits (R122)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from services.console.account_choices import Account
from services.console.choices import changed
from shared.sync.settings import SyncSettings
from tests.unit.console.test_choices import ACCOUNTS, KNOWN, refused

ROUNDING = Account(code="860", name="Rounding", account_class="LIABILITY", system_account="ROUNDING")


def test_r122_cents_may_go_to_xeros_rounding_account_or_another_within_a_tolerance() -> None:
    known = replace(KNOWN, accounts=(*ACCOUNTS, ROUNDING))

    after = changed(SyncSettings(), {"rounding.account": "860", "rounding.tolerance": "0.10"}, known)
    off = changed(after, {"rounding.account": "none"}, known)

    assert (after.rounding.account, after.rounding.tolerance) == ("860", Decimal("0.10"))
    assert changed(SyncSettings(), {"rounding.account": "429"}, known).rounding.account == "429"
    assert off.rounding.account is None


@pytest.mark.parametrize("wanted", ["0.005", "-0.01", "1.01", "a cent", "NaN", "1e9"])
def test_a_tolerance_that_is_no_rounding_is_refused_with_one_that_fits(wanted: str) -> None:
    reason = f"{wanted!r} is not an amount in whole cents from 0.00 to 1, such as 0.05"

    assert refused({"rounding.tolerance": wanted}) == {"rounding.tolerance": reason}


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("260", "account 260 Other is archived in Xero"),
        ("090", "account 090 Bank is a bank account"),
        ("800", "account 800 Payable belongs to Xero itself"),
        ("999", "Xero has no account 999"),
    ],
)
def test_a_rounding_account_that_takes_no_lines_is_refused(code: str, why: str) -> None:
    assert refused({"rounding.account": code}) == {"rounding.account": f"{why}; fitting: 200, 429, 710"}
