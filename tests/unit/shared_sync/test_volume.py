"""Above what number and sum a run asks, and what goes unasked."""

from dataclasses import replace
from decimal import Decimal

import pytest

from shared.contracts.envelope import Category, Lane
from shared.documents.foreign import money_of
from shared.store.records import DEPENDENCY, HISTORIC, Brake, Cleared, Entry, Link, LinkState
from shared.store.volume import NEVER, Above, Size, size_of
from shared.sync.plans import Closed, Held, InSync, LeftOut, Money, Plan, Write
from shared.sync.settings import CategorySettings
from shared.sync.volume import above, asked
from tests.unit.shared_sync.entries import ENTRY

LINK = Link("acme", Category.INVOICES, "7", "60aa")
MONEY = Money("120.00", "EUR", "96")
A_WRITE = Write(ENTRY, "Invoices", "PUT", {}, "print", money=MONEY)
A_CONTACT = replace(ENTRY, key=replace(ENTRY.key, category=Category.CONTACTS))
FIFTY = Above(50, Decimal(10_000))


def test_nobody_is_asked_by_default() -> None:
    assert above(CategorySettings()) == NEVER
    assert asked([A_WRITE], NEVER) == [A_WRITE]


@pytest.mark.parametrize(
    ("limit", "size", "is_exceeded"),
    [
        pytest.param(FIFTY, Size(50, Decimal(10_000)), False, id="just as many and as much"),
        pytest.param(FIFTY, Size(51, Decimal(1)), True, id="one more"),
        pytest.param(FIFTY, Size(1, Decimal("10000.01")), True, id="a cent more"),
        pytest.param(Above(50), Size(50, Decimal(1_000_000)), False, id="any sum"),
        pytest.param(Above(amount=Decimal(10)), Size(5_000, Decimal(10)), False, id="any number"),
        pytest.param(Above(0), Size(1), True, id="always"),
        pytest.param(NEVER, Size(5_000, Decimal(1_000_000)), False, id="never"),
    ],
)
def test_a_person_is_asked_above_the_number_or_the_sum(limit: Above, size: Size, *, is_exceeded: bool) -> None:
    assert limit.is_exceeded(size) is is_exceeded


def test_sums_are_in_the_organisations_currency_and_credits_take_nothing_away() -> None:
    foreign = replace(ENTRY, amount="120.00", currency="EUR", worth="96")
    at_home, credit = replace(ENTRY, amount="100.00", currency="GBP"), replace(ENTRY, amount="-4.50", currency="GBP")

    assert size_of([foreign, at_home, credit, ENTRY]) == Size(4, Decimal("200.50"))


@pytest.mark.parametrize(
    ("money", "worth"),
    [
        pytest.param(money_of(Decimal(120), "EUR", scoro=Decimal("0.8")), "96", id="Scoro: base per unit"),
        pytest.param(money_of(Decimal(120), "EUR", xero=Decimal("1.25")), "96", id="Xero: units per base"),
        pytest.param(money_of(Decimal(120), "GBP", xero=Decimal("1.0")), None, id="the organisation's own"),
        pytest.param(money_of(Decimal(120), "EUR"), None, id="no rate is stated"),
    ],
)
def test_a_foreign_sum_is_worth_what_its_rate_says(money: Money, worth: str | None) -> None:  # R57
    assert (money.amount, money.worth) == ("120", worth)


def test_what_would_be_written_waits_for_the_rest_of_its_run_with_its_money() -> None:
    deletion = replace(A_WRITE, method="DELETE")

    assert asked([A_WRITE, deletion], FIFTY) == [Held(ENTRY, Brake.VOLUME, MONEY)] * 2


@pytest.mark.parametrize(
    "plan",
    [
        pytest.param(InSync(ENTRY, LINK), id="nothing is written"),
        pytest.param(LeftOut(ENTRY, "prepayment"), id="left out"),
        pytest.param(Closed(ENTRY, LINK, LinkState.CLOSED), id="a link ends"),
        pytest.param(replace(A_WRITE, entry=replace(ENTRY, volume=Cleared.COUNTED)), id="within the limits"),
        pytest.param(replace(A_WRITE, entry=replace(ENTRY, volume=Cleared.RELEASED)), id="a person said so"),
        pytest.param(replace(A_WRITE, entry=replace(ENTRY, asked="person", lane=Lane.NOW)), id="a click on one object"),
        pytest.param(replace(A_WRITE, entry=replace(A_CONTACT, asked=DEPENDENCY)), id="a document needs it"),
        pytest.param(replace(A_WRITE, entry=replace(ENTRY, asked=HISTORIC, lane=Lane.BULK)), id="a historic load"),
    ],
)
def test_nobody_is_asked_about_the_rest(plan: Plan) -> None:
    assert asked([plan], FIFTY) == [plan]


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(replace(ENTRY, asked="person"), id="many retried at once"),
        pytest.param(replace(ENTRY, asked=DEPENDENCY), id="a document that its payment needs"),
        pytest.param(replace(ENTRY, lane=Lane.BULK), id="the first reading of a list"),
        pytest.param(replace(ENTRY, cleared=Cleared.RELEASED), id="another brake let it go"),
    ],
)
def test_a_person_is_asked_about_these_all_the_same(entry: Entry) -> None:
    assert asked([replace(A_WRITE, entry=entry)], FIFTY) == [Held(entry, Brake.VOLUME, MONEY)]


def test_limits_are_told_in_the_organisations_currency() -> None:
    assert FIFTY.said("GBP") == "50 objects or 10,000.00 GBP"
    assert str(Above(1)) == "1 object"
