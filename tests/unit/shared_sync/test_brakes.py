"""Which plans a brake is about, and how many go without a person."""

from dataclasses import replace

import pytest

from shared.contracts.envelope import Category
from shared.store.records import Brake, Cleared, Link, LinkState
from shared.sync.brakes import brake_of, braked, limits
from shared.sync.plans import Closed, Held, InSync, LeftOut, Money, Write
from shared.sync.settings import Brakes
from tests.unit.shared_sync.entries import ENTRY

LINK = Link("acme", Category.INVOICES, "7", "60aa")
A_WRITE = Write(ENTRY, "Invoices", "POST", {}, "print", money=Money("120.00", "GBP"))


@pytest.mark.parametrize(
    ("plan", "brake"),
    [
        pytest.param(A_WRITE, None, id="a change of a draft"),
        pytest.param(replace(A_WRITE, brake=Brake.APPROVED_UPDATES), Brake.APPROVED_UPDATES, id="an approved document"),
        pytest.param(
            replace(A_WRITE, entry=replace(ENTRY, deleted=True)), Brake.DELETIONS, id="deleted there, changed here"
        ),
        pytest.param(replace(A_WRITE, method="DELETE"), Brake.DELETIONS, id="something is deleted in Scoro"),
        pytest.param(Closed(ENTRY, LINK, LinkState.CLOSED), Brake.DELETIONS, id="a link ends"),
        pytest.param(InSync(ENTRY, LINK), None, id="nothing is to be written"),
        pytest.param(LeftOut(ENTRY, "prepayment"), None, id="left out"),
    ],
)
def test_a_brake_is_about_deletions_and_changes_of_approved_documents(plan: Write, brake: Brake | None) -> None:
    assert brake_of(plan) is brake


def test_what_a_brake_is_about_waits_with_its_money() -> None:
    plan = replace(A_WRITE, brake=Brake.APPROVED_UPDATES)

    assert braked([plan, A_WRITE]) == [Held(ENTRY, Brake.APPROVED_UPDATES, Money("120.00", "GBP")), A_WRITE]


@pytest.mark.parametrize("cleared", list(Cleared))
def test_what_was_let_go_does_not_wait_again(cleared: Cleared) -> None:
    plan = replace(A_WRITE, entry=replace(ENTRY, cleared=cleared), brake=Brake.DELETIONS)

    assert braked([plan]) == [plan]


@pytest.mark.parametrize(
    ("chosen", "linked", "deletions"),
    [
        pytest.param(Brakes(), 0, 10, id="a new company"),
        pytest.param(Brakes(), 549, 10, id="ten are more than two percent"),
        pytest.param(Brakes(), 10_000, 200, id="two percent are more than ten"),
        pytest.param(Brakes(deletions_percent=0), 10_000, 10, id="never more than ten"),
        pytest.param(Brakes(deletions=0, deletions_percent=0), 10_000, 0, id="never without a person"),
        pytest.param(Brakes(deletions=30), 100, 30, id="another number"),
    ],
)
def test_ten_deletions_go_or_two_percent_where_that_is_more(chosen: Brakes, linked: int, deletions: int) -> None:
    assert limits(chosen, linked) == {Brake.DELETIONS: deletions, Brake.APPROVED_UPDATES: 50}
