"""Rows of Scoro, wishes for objects, and what bookmarks accept."""

import datetime as dt
import json
from typing import Any

import pytest

from services.connector.bookmarks import EVERYTHING, Selection
from services.connector.sources.scoro_rows import CONTACTS, INVOICES, change, changed_at, id_of
from services.connector.sources.scoro_walk import OVERLAP, Place, _following, _is_known, _is_since
from services.connector.wishes import Wish, merged
from shared.contracts.envelope import Lane
from shared.jsonio import loads
from shared.scoro.client import Page
from shared.store.changes import Seen

ZONE = "Europe/Tallinn"
READ_AT = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
CHANGED = dt.datetime(2026, 11, 2, 7, 0, tzinfo=dt.UTC)
FULL, LAST = Page([{}], 1, 1), Page([], 1, 1)
ROW: dict[str, Any] = {
    "contact_id": 312, "name": "Harbour &amp; Sons", "is_client": 1, "modified_date": "2026-11-02 09:00:00",
    "is_deleted": 0,
}  # fmt: skip


def _change(row: dict[str, Any]) -> Any:
    return change(
        CONTACTS, row, connection_id="acme", zone_name=ZONE, read_started_at=READ_AT, lane=Lane.CHANGED, asked=None
    )


def test_a_time_without_offset_is_the_sites_own() -> None:
    assert changed_at(ROW, ZONE) == CHANGED


def test_r31_an_edit_in_the_hour_that_comes_twice_is_past_no_cursor() -> None:
    """In Tallinn 03:30 came twice on that night; a cursor of 01:15 stands between the two."""
    row = ROW | {"modified_date": "2026-10-25 03:30:00"}

    assert _is_since(changed_at(row, ZONE), dt.datetime(2026, 10, 25, 1, 15, tzinfo=dt.UTC))


def test_a_snapshot_tells_times_that_everybody_understands() -> None:
    found = json.loads(_change(ROW).snapshot)

    assert found["modified_date"] == "2026-11-02T07:00:00+00:00"


def test_a_snapshot_keeps_every_digit() -> None:
    row = ROW | loads('{"sum": 88.6599999999999966, "price": "11.000000"}')

    assert '"sum":88.6599999999999966,"price":"11.000000"' in _change(row).snapshot


def test_an_unreadable_date_is_recorded_as_it_came() -> None:
    found = _change(ROW | {"modified_date": "yesterday"})

    assert found.modified_at is None
    assert '"modified_date":"yesterday"' in found.snapshot


def test_people_find_a_contact_by_its_plain_name() -> None:
    assert _change(ROW).number == "Harbour & Sons"
    assert _change(ROW | {"name": "Ada", "lastname": "Byron"}).number == "Ada Byron"


@pytest.mark.parametrize("written", [None, "", "abc", 0, -1, []])
def test_a_row_without_an_id_names_no_object(written: object) -> None:
    assert id_of(INVOICES, {"id": written}) is None


def test_a_deletion_counts_as_a_change() -> None:
    row = ROW | {"is_deleted": 1, "deleted_date": "2026-11-02 12:00:00"}

    assert changed_at(row, ZONE) == CHANGED + dt.timedelta(hours=3)
    assert _change(row).deleted


def test_a_version_that_was_seen_is_not_read_again() -> None:
    assert _is_known(ROW, Seen(1, CHANGED + 2 * OVERLAP, CHANGED), ZONE, strictly=True)


def test_a_version_that_was_read_too_soon_after_its_change_is_not_trusted() -> None:
    seen = Seen(1, CHANGED + dt.timedelta(seconds=1), CHANGED)

    assert not _is_known(ROW, seen, ZONE, strictly=True)
    assert _is_known(ROW, seen, ZONE, strictly=False)


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(None, id="never seen"),
        pytest.param(Seen(1, READ_AT, CHANGED - dt.timedelta(seconds=1)), id="changed since"),
        pytest.param(Seen(1, READ_AT, None), id="seen without a date"),
        pytest.param(Seen(1, READ_AT, CHANGED, deleted=True), id="came back"),
    ],
)
def test_anything_else_is_read(seen: Seen | None) -> None:
    assert not _is_known(ROW, seen, ZONE, strictly=False)


@pytest.mark.parametrize(
    ("place", "page", "following"),
    [
        pytest.param(Place(EVERYTHING, everything=True), LAST, None, id="one page cannot shift"),
        pytest.param(Place(EVERYTHING, everything=True), FULL, (1, 2), id="the next page"),
        pytest.param(Place(EVERYTHING, everything=True, page=3), LAST, (2, 1), id="several pages are walked again"),
        pytest.param(Place(EVERYTHING, everything=True, turn=2, page=3), LAST, None, id="nothing was missed"),
        pytest.param(
            Place(EVERYTHING, everything=True, turn=2, page=3, missed=1), LAST, (3, 1), id="something was missed"
        ),
        pytest.param(Place(EVERYTHING, everything=True, turn=5, page=3, missed=1), LAST, None, id="enough is enough"),
    ],
)
def test_a_walk_ends_when_a_pass_misses_nothing(place: Place, page: Page, following: tuple[int, int] | None) -> None:
    found = _following(place, is_last=page.is_last)

    assert (None if found is None else (found.turn, found.page)) == following


def test_a_place_survives_being_remembered() -> None:
    place = Place(Selection(conditions={"tags": ["vip"]}), everything=False, turn=2, page=7, missed=3)

    assert Place.of(place.memo()) == place


@pytest.mark.parametrize(
    ("conditions", "accepted"),
    [
        pytest.param({"is_client": ["1"]}, True, id="a flag"),
        pytest.param({"contact_id": ["311"]}, False, id="another value"),
        pytest.param({"tags": ["vip", "old"]}, True, id="one of several tags"),
        pytest.param({"tags": ["vip"], "is_client": ["0"]}, False, id="all conditions count"),
        pytest.param({"company_id": ["5"]}, False, id="a field that is not there"),
    ],
)
def test_conditions_are_judged_by_value(conditions: dict[str, list[str]], accepted: bool) -> None:  # noqa: FBT001
    assert Selection(conditions=conditions).accepts(ROW | {"tags": ["VIP"]}) is accepted


def test_different_selections_have_different_scopes() -> None:
    scopes = {one.scope for one in (EVERYTHING, Selection("1"), Selection("2"), Selection(conditions={"tags": ["a"]}))}

    assert len(scopes) == 4


def test_of_two_wishes_the_more_urgent_lane_and_the_stronger_reason_count() -> None:
    news = Wish("7", Lane.CHANGED, frozenset({"webhook"}))
    parent = Wish("7", Lane.BULK, frozenset({"dependency"}))

    both = merged(news, parent)

    assert (both.lane, both.asked, both.is_dependency) == (Lane.CHANGED, "dependency", True)


def test_news_was_not_asked_for() -> None:
    assert Wish("7", Lane.CHANGED, frozenset({"webhook"})).asked is None
