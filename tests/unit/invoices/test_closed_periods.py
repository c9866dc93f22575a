"""Documents dated in a period that is closed in Xero: held, or dated otherwise by choice, before anything is sent."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from services.invoices.mapping import to_xero
from shared.documents.fields import XeroStatus
from shared.documents.from_scoro.dating import dated
from shared.documents.from_scoro.onto import onto
from shared.documents.periods import Books, PeriodClosedError, books
from shared.documents.twins import Twin
from shared.sync.fingerprint import fingerprint
from shared.sync.settings import ClosedPeriods
from shared.xero.wire import ms_date
from tests.unit.invoices.examples import REFS, an_invoice, as_invoice, with_line

MARCH = Books(dt.date(2026, 3, 31), "period lock date")
HOLD, FIRST, DRAFT = ClosedPeriods


def refs(policy: ClosedPeriods, closed: Books = MARCH) -> Any:
    return replace(REFS, books=closed, closed_periods=policy)


def a_twin(day: dt.date | None, status: XeroStatus = XeroStatus.AUTHORISED) -> Twin:
    return Twin(kind="invoice", xero_id="i-1", number="2026031", status=status, date=day)


@pytest.mark.parametrize(
    ("kept", "until", "by"),
    [
        ({}, None, ""),
        ({"period_lock_date": "2026-03-31"}, "2026-03-31", "period lock date"),
        ({"end_of_year_lock_date": "2025-12-31"}, "2025-12-31", "end of year lock date"),
        ({"period_lock_date": "2026-03-31", "end_of_year_lock_date": "2025-12-31"}, "2026-03-31", "period lock date"),
        (
            {"period_lock_date": "2025-03-31", "end_of_year_lock_date": "2025-12-31"},
            "2025-12-31",
            "end of year lock date",
        ),
    ],
)
def test_the_later_of_both_lock_dates_counts(kept: dict[str, str], until: str | None, by: str) -> None:
    said = {name: ms_date(dt.date.fromisoformat(day)) for name, day in kept.items()}

    found = books(said)

    assert found == Books(dt.date.fromisoformat(until) if until else None, by)


def test_an_adviser_is_stopped_by_the_end_of_year_lock_date_alone() -> None:
    said = {"period_lock_date": "2026-03-31", "end_of_year_lock_date": "2025-12-31", "period_lock_waived": True}

    assert books(said).locked_until == dt.date(2025, 12, 31)


def test_the_lock_date_itself_is_closed_and_the_day_after_is_the_first_open_one() -> None:
    assert MARCH.is_closed(dt.date(2026, 3, 31))
    assert not MARCH.is_closed(MARCH.first_open_day)
    assert MARCH.first_open_day == dt.date(2026, 4, 1)


def test_held_in_clear_words() -> None:
    with pytest.raises(PeriodClosedError) as raised:
        dated(as_invoice(an_invoice()), None, refs(HOLD))

    assert str(raised.value) == (
        "2026031 is dated 2026-03-02, and Xero is closed up to and including 2026-03-31 (its period lock date): "
        "nothing was sent"
    )


def test_sent_with_the_first_open_day_and_its_own_day_stays_visible() -> None:
    element = as_invoice(an_invoice())

    found = dated(element, None, refs(FIRST))

    assert (found.element.date, found.element.status) == (dt.date(2026, 4, 1), XeroStatus.AUTHORISED)
    assert found.element.line_items[:-1] == element.line_items
    assert found.element.line_items[-1].as_json() == {
        "Description": "Dated 2026-03-02 in Scoro; that period is closed in Xero"
    }
    assert found.record == {
        "policy": "first_open_day", "dated": "2026-03-02", "sent": "2026-04-01", "closed": "2026-03-31"
    }  # fmt: skip
    assert found.remembered({"notices": []})["notices"][0]["code"] == "closed_period_first_open_day"


def test_sent_as_a_draft_that_a_person_approves() -> None:
    found = dated(as_invoice(an_invoice()), None, refs(DRAFT)).element

    assert (found.status, found.date) == (XeroStatus.DRAFT, dt.date(2026, 4, 1))
    assert "SentToContact" not in found.as_json()
    assert onto(found, a_twin(dt.date(2026, 4, 1))).status is XeroStatus.AUTHORISED  # R78: never taken down


def test_no_credit_note_is_sent_as_a_draft() -> None:  # R91
    credit = to_xero(with_line(net="-950.00", vat="-190.00", amount="-10"), REFS).element

    with pytest.raises(PeriodClosedError, match="R91"):
        dated(credit, None, refs(DRAFT))


@pytest.mark.parametrize("policy", ClosedPeriods)
def test_what_lies_in_a_closed_period_in_xero_takes_no_change(policy: ClosedPeriods) -> None:
    moved = as_invoice(an_invoice(date="2026-04-20", deadline="2026-05-20"))

    with pytest.raises(PeriodClosedError, match="can no longer be changed"):
        dated(moved, a_twin(dt.date(2026, 3, 2)), refs(policy))


def test_the_day_on_which_it_was_sent_stays_when_the_lock_date_moves_on() -> None:
    element = as_invoice(an_invoice())

    found = dated(element, a_twin(dt.date(2026, 6, 1)), refs(FIRST, Books(dt.date(2026, 4, 30), "period lock date")))

    assert found.element.date == dt.date(2026, 6, 1)
    assert fingerprint(element) == fingerprint(as_invoice(an_invoice()))
    assert fingerprint(found.element) != fingerprint(element)


@pytest.mark.parametrize("policy", ClosedPeriods)
def test_an_open_day_is_left_alone(policy: ClosedPeriods) -> None:
    element = as_invoice(an_invoice(date="2026-04-01"))

    assert dated(element, None, refs(policy)).element is element
