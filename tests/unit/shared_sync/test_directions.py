"""Which way a category goes, and since when."""

import datetime as dt
from dataclasses import replace

import pytest

from shared.contracts.envelope import Category, Lane
from shared.store.records import Entry, ObjectKey, State
from shared.sync.directions import left_out
from shared.sync.settings import CategorySettings, Direction

TURN = dt.datetime(2026, 11, 22, 12, 0, 30, 700_000, tzinfo=dt.UTC)
EARLIER = TURN - dt.timedelta(hours=1)
AN_ENTRY = Entry(
    id=1,
    key=ObjectKey("acme", Category.CONTACTS, "scoro", "7"),
    state=State.OPEN,
    lane=Lane.CHANGED,
    snapshot="{}",
    read_started_at=TURN,
    recorded_at=TURN,
    modified_at=TURN,
)
IN_XERO = replace(AN_ENTRY, key=replace(AN_ENTRY.key, system="xero"))
TURNED = CategorySettings(enabled=True, direction=Direction.TO_SCORO, turned_at=TURN)


def test_what_goes_the_way_of_its_category_may_cross() -> None:
    assert left_out(AN_ENTRY, CategorySettings()) is None
    assert left_out(IN_XERO, TURNED) is None


def test_what_was_recorded_before_the_turn_is_closed() -> None:
    assert left_out(replace(AN_ENTRY, recorded_at=EARLIER), TURNED) == "direction_changed"


def test_what_changes_on_the_receiving_side_stays_there() -> None:
    assert left_out(AN_ENTRY, TURNED) == "wrong_direction"
    assert left_out(IN_XERO, CategorySettings()) == "wrong_direction"


def test_a_click_goes_no_other_way_than_its_category() -> None:
    assert left_out(replace(AN_ENTRY, asked="person"), TURNED) == "wrong_direction"


def test_what_a_document_needs_goes_the_way_of_the_document() -> None:
    assert left_out(replace(AN_ENTRY, asked="dependency", recorded_at=EARLIER), TURNED) is None


def test_a_document_that_its_payment_needs_goes_no_other_way_than_its_category() -> None:
    invoice = replace(AN_ENTRY, key=replace(AN_ENTRY.key, category=Category.INVOICES), asked="dependency")

    assert left_out(invoice, TURNED) == "wrong_direction"


def test_nothing_that_changed_before_the_turn_is_replayed() -> None:
    assert left_out(replace(IN_XERO, modified_at=EARLIER), TURNED) == "before_direction_changed"


def test_a_person_may_still_ask_for_what_changed_before_the_turn() -> None:
    assert left_out(replace(IN_XERO, modified_at=EARLIER, asked="person"), TURNED) is None


def test_the_second_of_the_turn_counts_as_after_it() -> None:
    assert left_out(replace(IN_XERO, modified_at=TURN.replace(microsecond=0)), TURNED) is None


def test_what_tells_no_time_is_not_kept_back_for_it() -> None:
    assert left_out(replace(IN_XERO, modified_at=None), TURNED) is None


@pytest.mark.parametrize(
    ("start", "turned", "begins"),
    [
        pytest.param(None, None, None, id="neither"),
        pytest.param(dt.date(2026, 11, 20), None, dt.datetime(2026, 11, 19, 22, 0, tzinfo=dt.UTC), id="the start date"),
        pytest.param(dt.date(2026, 11, 20), TURN, TURN.replace(microsecond=0), id="the turn, which came later"),
        pytest.param(dt.date(2026, 12, 1), TURN, dt.datetime(2026, 11, 30, 22, 0, tzinfo=dt.UTC), id="a later start"),
    ],
)
def test_changes_count_from_the_start_date_or_the_turn(
    start: dt.date | None, turned: dt.datetime | None, begins: dt.datetime | None
) -> None:
    own = CategorySettings(start_date=start, turned_at=turned)

    assert own.begins_at("Europe/Tallinn") == begins
