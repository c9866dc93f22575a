"""One line of a preview for each kind of plan."""

import datetime as dt
from decimal import Decimal

import pytest

from shared.contracts.envelope import Category, Lane
from shared.errors import DefectError
from shared.store.preview_records import Line, Share, Verb
from shared.store.records import Entry, Link, LinkState, ObjectKey, State
from shared.sync.plans import Closed, Failed, InSync, LeftOut, Money, Plan, Waits, Write
from shared.sync.proposing import line_of, shares

AT = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
KEY = ObjectKey("acme", Category.INVOICES, "scoro", "4101")
ENTRY = Entry(7, KEY, State.RECORDED, Lane.CHANGED, "{}", AT, AT, number="INV-1")
LINK = Link("acme", Category.INVOICES, "4101", "x")
MONEY = Money("120.00", "GBP")


def write(method: str = "PUT", **element: object) -> Write:
    return Write(ENTRY, "Invoices", method, dict(element), "f", money=MONEY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("plan", "verb"),
    [
        (write("PUT"), Verb.CREATE),
        (write("POST"), Verb.UPDATE),
        (write("DELETE"), Verb.DELETE),
        (InSync(ENTRY, LINK, is_link_new=True), Verb.LINK),
        (InSync(ENTRY, LINK), Verb.NOTHING),
        (LeftOut(ENTRY, "before_start_date"), Verb.LEAVE_OUT),
        (Waits(ENTRY, (KEY,)), Verb.AFTER),
        (Closed(ENTRY, LINK, LinkState.CLOSED), Verb.UNLINK),
        (Failed(ENTRY, DefectError("no")), Verb.BLOCK),
    ],
)
def test_each_plan_has_its_verb(plan: Plan, verb: Verb) -> None:
    line = line_of("p", plan)

    assert (line.verb, line.entry, line.key, line.number) == (verb, 7, KEY, "INV-1")


def test_a_rule_a_problem_and_a_wait_are_named() -> None:
    assert line_of("p", LeftOut(ENTRY, "before_start_date")).reason == "before_start_date"
    assert line_of("p", Failed(ENTRY, DefectError("no"), MONEY)).said == "no"
    assert line_of("p", Failed(ENTRY, DefectError("no"), MONEY)).amount == "120.00"
    assert line_of("p", Waits(ENTRY, (KEY,))).waits_for == ("invoices:scoro:4101",)


def test_a_write_shows_what_goes_over_the_wire() -> None:
    line = line_of("p", write(InvoiceNumber="INV-1", LineItems=[{"UnitAmount": Decimal("9.90"), "AccountCode": "200"}]))

    assert isinstance(line, Line)
    assert line.element == '{"InvoiceNumber":"INV-1","LineItems":[{"UnitAmount":9.90,"AccountCode":"200"}]}'
    assert line.shares == (Share("200", "", "9.90"),)
    assert line.fingerprint == "f"


def test_money_is_summed_by_account_and_tax_code() -> None:
    lines = [
        {"Quantity": 2, "UnitAmount": Decimal(10), "AccountCode": "200", "TaxType": "OUTPUT2"},
        {"Quantity": 1, "UnitAmount": Decimal(5), "DiscountRate": 50, "AccountCode": "200", "TaxType": "OUTPUT2"},
        {"LineAmount": Decimal("1.50"), "AccountCode": "201", "TaxType": "NONE"},
        {"Description": "words alone"},
    ]

    assert list(shares({"LineItems": lines})) == [Share("200", "OUTPUT2", "22.50"), Share("201", "NONE", "1.50")]


def test_money_of_a_document_in_scoro_is_summed_too() -> None:
    lines = [{"amount": "2", "price": "10.00", "finance_account_id": 3, "vat_code_id": 4}]

    assert list(shares({"lines": lines})) == [Share("3", "4", "20.00")]
