"""When two books agree about an object, and what is said where they do not (R122)."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from services.connector.agreement import accusing, comparing, facts, steps
from services.connector.agreement.comparing import About, Pair
from services.connector.sources import xero_rows
from shared.contracts.envelope import Category
from shared.store.agreement_records import Cell, CellKey, Fact, Kind, Line, Part, Side, Sums, Verdict, Why
from shared.store.records import LinkState, State
from shared.sync.settings import CategorySettings, Direction, SyncSettings

NOW = dt.datetime(2026, 11, 26, 2, tzinfo=dt.UTC)
CHOICES = CategorySettings(enabled=True, start_date=dt.date(2026, 11, 1))
ABOUT = About(Category.INVOICES, CHOICES, "UTC", "GBP", NOW)
WORTH = Sums(Decimal(100), Decimal(20), Decimal(120), Decimal(120))
IN_SCORO = Fact(
    "scoro",
    Category.INVOICES,
    "7",
    number="1001",
    day=dt.date(2026, 11, 3),
    currency="EUR",
    status="awaiting_payment",
    sums=WORTH,
    contact="31",
    rate=Decimal("0.87"),
    changed_at=dt.datetime(2026, 11, 3, tzinfo=dt.UTC),
)
IN_XERO = replace(IN_SCORO, system="xero", object_id="x7", contact="c31", rate=Decimal("1.149425"))
BOTH = Pair("7", "x7", IN_SCORO, IN_XERO, xero_contact="c31")
LONG_AGO = dt.datetime(2026, 11, 4, tzinfo=dt.UTC)


def line_of(both: Pair) -> Line | None:
    return comparing.pair(ABOUT, both).line


def test_r122_a_pair_that_is_equal_to_the_cent_is_no_line_and_is_remembered() -> None:
    judged = comparing.pair(ABOUT, BOTH)

    assert judged.line is None
    assert (judged.scoro_id, judged.agreed) == ("7", accusing.said(IN_SCORO))
    [total] = comparing.together(list(judged.cells))
    key = CellKey(Category.INVOICES, "2026-11", "EUR", "awaiting_payment")
    assert total == Cell(key, Side(1, WORTH), Side(1, WORTH))


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        pytest.param({"sums": replace(WORTH, tax=Decimal(19), gross=Decimal(119))}, ("tax", "gross"), id="tax"),
        pytest.param({"sums": replace(WORTH, due=Decimal(0))}, ("due",), id="paid"),
        pytest.param({"currency": "USD"}, ("currency",), id="currency"),
        pytest.param({"rate": Decimal("1.15")}, ("rate",), id="r57 rate"),
        pytest.param({"day": dt.date(2026, 11, 4)}, ("date",), id="date"),
        pytest.param({"number": "1002"}, ("number",), id="number"),
        pytest.param({"contact": "c32"}, ("contact",), id="another contact"),
    ],
)
def test_r122_what_differs_is_named(changed: dict[str, Any], named: tuple[str, ...]) -> None:
    line = line_of(replace(BOTH, xero=replace(IN_XERO, **changed)))

    assert line is not None
    assert (line.kind, line.why, line.differs) == (Kind.DIFFERS, Why.DRIFT, named)


def test_r98_what_is_open_is_not_compared_where_scoro_counts_a_prepayment() -> None:
    prepaid = replace(IN_SCORO, is_prepaid=True, sums=replace(WORTH, due=Decimal(20)))

    assert line_of(replace(BOTH, scoro=prepaid)) is None


def test_what_is_open_is_not_named_twice_where_a_receipt_explains_it() -> None:
    paid = replace(IN_XERO, sums=replace(WORTH, due=Decimal(20)))

    assert line_of(replace(BOTH, xero=paid, is_explained=True)) is None
    assert line_of(replace(BOTH, xero=paid, judges_due=False)) is None


@pytest.mark.parametrize(
    ("both", "kind"),
    [
        pytest.param(replace(BOTH, xero=replace(IN_XERO, is_gone=True)), Kind.GONE_IN_XERO, id="voided"),
        pytest.param(replace(BOTH, scoro=None), Kind.GONE_IN_SCORO, id="not in the list"),
    ],
)
def test_r143_what_is_gone_on_one_side_is_named_with_its_whole_sum(both: Pair, kind: Kind) -> None:
    line = line_of(both)

    assert line is not None
    assert line.kind is kind
    assert abs(line.difference.gross) == Decimal(120)


def test_what_is_gone_on_both_sides_is_nothing() -> None:
    gone = replace(BOTH, scoro=None, xero=replace(IN_XERO, is_gone=True))

    assert comparing.pair(ABOUT, gone) == comparing.Judged()


@pytest.mark.parametrize(
    ("verdict", "why", "code"),
    [
        pytest.param(Verdict(State.OPEN, None, LONG_AGO), Why.UNDER_WAY, "", id="on its way"),
        pytest.param(Verdict(State.SYNCED, None, NOW), Why.UNDER_WAY, "", id="crossed meanwhile"),
        pytest.param(Verdict(State.FAILED, "totals_differ", LONG_AGO), Why.PROBLEM, "totals_differ", id="told"),
        pytest.param(Verdict(State.SYNCED, None, LONG_AGO), Why.DRIFT, "", id="behind the back"),
    ],
)
def test_a_difference_says_what_the_log_knows_of_it(verdict: Verdict, why: Why, code: str) -> None:
    line = line_of(replace(BOTH, xero=replace(IN_XERO, day=None, number="2"), verdict=verdict))

    assert line is not None
    assert (line.why, line.code) == (why, code)


@pytest.mark.parametrize(
    ("scoro", "xero", "by"),
    [
        pytest.param({}, {"rate": Decimal("1.2")}, ("xero",), id="rate in Xero"),
        pytest.param({"rate": Decimal("0.9")}, {}, ("scoro",), id="rate in Scoro"),
        pytest.param({}, {"contact": "c32"}, ("xero",), id="merged or moved in Xero"),
        pytest.param({"contact": "32"}, {"contact": "c99"}, ("scoro",), id="moved in Scoro"),
        pytest.param({"number": "9"}, {"contact": "c32"}, ("scoro", "xero"), id="both"),
    ],
)
def test_rates_and_contacts_are_told_in_each_systems_own_words(
    scoro: dict[str, Any], xero: dict[str, Any], by: tuple[str, ...]
) -> None:
    both = replace(BOTH, scoro=replace(IN_SCORO, **scoro), xero=replace(IN_XERO, **xero))

    line = line_of(replace(both, agreed=accusing.said(IN_SCORO)))

    assert line is not None
    assert line.changed_in == by


def test_only_who_says_something_new_since_both_agreed_has_changed_it() -> None:
    changed = replace(IN_XERO, sums=replace(WORTH, net=Decimal(90)))
    line = line_of(replace(BOTH, xero=changed, agreed=accusing.said(IN_SCORO)))

    assert line is not None
    assert line.changed_in == ("xero",)
    assert line.is_about_money


@pytest.mark.parametrize(
    ("fact", "link", "verdict", "rule"),
    [
        pytest.param(IN_XERO, None, None, "wrong_direction", id="made on the receiving side"),
        pytest.param(
            replace(IN_SCORO, changed_at=LONG_AGO.replace(month=10)), None, None, "before_start_date", id="r31"
        ),
        pytest.param(IN_SCORO, LinkState.CLOSED, None, "link_closed", id="r147"),
        pytest.param(IN_SCORO, None, Verdict(State.LEFT_OUT, "prepayment", LONG_AGO), "prepayment", id="r96"),
    ],
)
def test_what_a_rule_keeps_on_its_side_is_no_difference(
    fact: Fact, link: LinkState | None, verdict: Verdict | None, rule: str
) -> None:
    judged = comparing.single(ABOUT, fact, verdict=verdict, link=link)

    assert judged.cells == ()
    assert judged.line is not None
    assert (judged.line.kind, judged.line.code, judged.line.is_difference) == (Kind.LEFT_OUT, rule, False)


def test_what_no_rule_keeps_and_never_crossed_is_a_difference() -> None:
    judged = comparing.single(ABOUT, IN_SCORO, verdict=None, link=None)

    assert judged.line is not None
    assert judged.line.kind is Kind.ONLY_IN_SCORO


def test_r113_a_receipt_made_in_scoro_on_a_linked_document_is_a_difference() -> None:
    receipts = CategorySettings(enabled=True, direction=Direction.TO_SCORO)
    about = replace(ABOUT, category=Category.RECEIPTS, choices=receipts)
    booked = replace(IN_SCORO, category=Category.RECEIPTS, parts=(Part("invoices:7", Decimal(120)),))

    judged = comparing.single(about, booked, verdict=None, link=None, pays_linked=True)

    assert judged.line is not None
    assert (judged.line.kind, judged.line.code) == (Kind.ONLY_IN_SCORO, "receipt_made_in_scoro")


def test_r31_a_receipt_that_was_in_scoro_before_the_start_date_is_history() -> None:
    receipts = CHOICES.model_copy(update={"direction": Direction.TO_SCORO})
    about = replace(ABOUT, category=Category.RECEIPTS, choices=receipts)
    booked = replace(IN_SCORO, category=Category.RECEIPTS, changed_at=LONG_AGO.replace(month=10))

    judged = comparing.single(about, booked, verdict=None, link=None, pays_linked=True)

    assert judged.line is not None
    assert (judged.line.kind, judged.line.code) == (Kind.LEFT_OUT, "before_start_date")


def test_a_line_survives_the_store() -> None:
    line = line_of(replace(BOTH, scoro=None))

    assert line is not None
    assert Line.of(line.written()) == line


def test_r93_credit_notes_are_negative_on_both_sides() -> None:
    note = {"Type": "ACCRECCREDIT", "CreditNoteID": "n1", "SubTotal": 40, "TotalTax": 8, "Total": 48}
    row = {"id": 5, "sum": "40.00", "vat_sum": "8.00", "credited_invoices": [4], "receivable_sum": "48.00"}

    here = facts.of_scoro_document(Category.INVOICES, row, "UTC")
    there = facts.of_xero_document(xero_rows.CREDIT_NOTES, {**note, "RemainingCredit": 48})

    assert here is not None
    assert there is not None
    assert here.sums == there.sums == Sums(Decimal(-40), Decimal(-8), Decimal(-48), Decimal(-48))


def test_what_is_open_on_a_bill_follows_from_its_receipts() -> None:
    bill = facts.of_scoro_document(Category.BILLS, {"id": 5, "sum": "100.00", "vat_sum": "20.00"}, "UTC")

    assert bill is not None
    assert comparing.with_due(bill, Decimal(50)).sums.due == Decimal(70)
    assert comparing.with_due(bill, Decimal(120)).status == "paid"


def test_receipts_are_compared_before_the_documents_that_they_explain() -> None:
    on = {one: CategorySettings(enabled=True) for one in (Category.INVOICES, Category.RECEIPTS)}
    todo = [str(step) for step in steps.steps(SyncSettings(categories=on))]

    assert todo == [
        "read scoro invoices", "read scoro receipts", "read xero Invoices", "read xero CreditNotes",
        "read xero Payments", "read xero Prepayments", "read xero Overpayments",
        "compare scoro receipts", "compare xero receipts", "compare scoro invoices", "compare xero invoices",
    ]  # fmt: skip


def test_nothing_is_read_where_no_category_with_money_is_on() -> None:
    assert steps.steps(SyncSettings()) == []
