"""Which documents wait until somebody confirmed once how rates are turned (R57)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from shared.contracts.envelope import Category
from shared.documents.foreign import rates_of
from shared.store.rates import sample_of
from shared.store.records import Brake, Cleared, Link, LinkState, Rates
from shared.sync.plans import Closed, Held, LeftOut, Money, Plan, Write
from shared.sync.rates import asked
from tests.unit.shared_sync.entries import ENTRY

RATES = Rates("GBP", scoro="0.8", xero="1.25")
MONEY = Money("120.00", "EUR")
FOREIGN = Write(ENTRY, "Invoices", "PUT", {}, "print", money=MONEY, rates=RATES)


@pytest.mark.parametrize("cleared", [None, *Cleared])
def test_a_foreign_document_waits_with_its_rates_until_somebody_answers(cleared: Cleared | None) -> None:  # R57
    plan = replace(FOREIGN, entry=replace(ENTRY, cleared=cleared))

    assert asked([plan], is_confirmed=None) == [Held(plan.entry, Brake.RATES, MONEY, RATES)]


def test_confirmed_it_goes_and_refused_it_is_left_out() -> None:  # R57
    assert asked([FOREIGN], is_confirmed=True) == [FOREIGN]
    assert asked([FOREIGN], is_confirmed=False) == [LeftOut(ENTRY, "rates_refused", money=MONEY)]


@pytest.mark.parametrize("is_confirmed", [None, True, False])
@pytest.mark.parametrize(
    "plan",
    [
        pytest.param(replace(FOREIGN, rates=None), id="base currency, or a deletion"),
        pytest.param(Closed(ENTRY, Link("acme", Category.INVOICES, "7", "60aa"), LinkState.CLOSED), id="no rate"),
    ],
)
def test_what_carries_no_rate_is_not_asked_about(plan: Plan, is_confirmed: bool | None) -> None:  # noqa: FBT001
    assert asked([plan], is_confirmed=is_confirmed) == [plan]


@pytest.mark.parametrize("currency", ["GBP", " gbp ", ""])
def test_the_base_currency_is_not_foreign(currency: str) -> None:  # R57
    assert rates_of("GBP", currency, scoro=Decimal(1), xero=None) is None


def test_rates_are_shown_as_each_system_states_them() -> None:  # R57
    assert rates_of("GBP", "EUR", scoro=Decimal("0.800000"), xero=Decimal("1.250000")) == RATES
    assert rates_of("GBP", "EUR", scoro=None, xero=None) == Rates("GBP")


def test_the_sample_is_the_first_whose_rate_both_systems_state() -> None:  # R57
    silent = replace(ENTRY, id=1, number="1", rates=Rates("GBP"))
    telling = [replace(ENTRY, id=number, number=str(number), rates=RATES) for number in (2, 3)]

    sample = sample_of([ENTRY, silent, *telling])

    assert sample is not None
    assert (sample.number, sample.rates) == ("2", RATES)
    assert sample_of([ENTRY]) is None
