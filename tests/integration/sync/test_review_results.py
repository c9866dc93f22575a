"""What verdicts come to where they are not simply yes or no."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from shared.contracts.envelope import Category, Lane
from shared.documents.errors import TotalsDifferError
from shared.errors import LimitError
from shared.store.records import PLANNED_ANEW, Entry, Link, ObjectKey, State
from shared.sync.plans import Accepted, Again, Failed
from shared.sync.results import of_plan, of_verdict

NOW = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
KEY = ObjectKey("acme", Category.INVOICES, "scoro", "4101")
AN_ENTRY = Entry(1, KEY, State.OPEN, Lane.CHANGED, "{}", NOW, NOW)
A_LINK = Link("acme", Category.INVOICES, "4101", "60aa", fingerprint="print")


def test_a_document_that_differs_in_xero_is_not_taken_for_equal_by_the_next_attempt() -> None:
    error = TotalsDifferError(scoro=Decimal(120), xero=Decimal(121))

    result = of_verdict(AN_ENTRY, Accepted(A_LINK, error), NOW)

    assert result.link is not None
    assert (result.state, result.link.xero_id, result.link.fingerprint) == (State.FAILED, "60aa", None)


def test_an_entry_that_is_planned_anew_twice_in_a_row_waits() -> None:
    first = of_verdict(AN_ENTRY, Again(), NOW)

    second = of_verdict(replace(AN_ENTRY, reason=first.reason, attempts=1), Again(), NOW)

    assert (first.reason, first.due_at) == (PLANNED_ANEW, None)
    assert second.due_at == NOW + dt.timedelta(seconds=30)


def test_no_run_waits_for_what_a_day_limit_holds_back() -> None:
    tomorrow, soon = NOW + dt.timedelta(hours=15), NOW + dt.timedelta(seconds=50)

    held, brief = (
        of_plan(Failed(AN_ENTRY, LimitError("no call left", until=until)), NOW) for until in (tomorrow, soon)
    )

    assert (held.due_at, held.parked) == (tomorrow, True)
    assert (brief.due_at, brief.parked) == (soon, False)
