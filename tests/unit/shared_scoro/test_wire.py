"""Scoro's odd values outside of document models."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.scoro import wire

TALLINN = "Europe/Tallinn"


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-03-02T10:15:00+00:00", dt.datetime(2026, 3, 2, 10, 15, tzinfo=dt.UTC)),
        ("2026-03-02T10:15:00+02:00", dt.datetime(2026, 3, 2, 8, 15, tzinfo=dt.UTC)),
        ("2026-03-02 10:15:00", dt.datetime(2026, 3, 2, 8, 15, tzinfo=dt.UTC)),
        ("2026-07-02 10:15:00", dt.datetime(2026, 7, 2, 7, 15, tzinfo=dt.UTC)),
        ("0000-00-00 00:00:00", None),
        ("0000-00-00", None),
        ("", None),
        (None, None),
    ],
)
def test_a_moment_without_an_offset_is_the_sites_time(written: Any, moment: dt.datetime | None) -> None:
    assert wire.moment(written, TALLINN) == moment


@settings(deadline=None)
@given(
    st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2100, 1, 1), timezones=st.just(dt.UTC)),  # noqa: DTZ001 - made aware by the strategy
    st.integers(-12, 14),
)
def test_every_offset_means_the_same_moment(moment: dt.datetime, hours: int) -> None:
    written = moment.astimezone(dt.timezone(dt.timedelta(hours=hours))).isoformat()

    assert wire.moment(written, TALLINN) == moment


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-03-02", dt.date(2026, 3, 2)),
        ("2026-03-02T23:59:00-05:00", dt.date(2026, 3, 2)),
        ("0000-00-00", None),
        (None, None),
    ],
)
def test_a_day_is_the_day_that_is_written(written: Any, day: dt.date | None) -> None:
    assert wire.day(written) == day


@pytest.mark.parametrize("written", ["yesterday", "2026-13-01", "20"])
def test_what_is_no_date_is_said_so(written: str) -> None:
    with pytest.raises(wire.UnreadableValueError):
        wire.moment(written, TALLINN)
    with pytest.raises(wire.UnreadableValueError):
        wire.day(written)


def test_time_stamps_leave_the_package_with_an_offset() -> None:
    row = {"id": 1, "modified_date": "2026-03-02 10:15:00", "deleted_date": None, "date": "2026-03-02"}

    assert wire.with_offsets(row, TALLINN) == {
        "id": 1,
        "modified_date": "2026-03-02T08:15:00+00:00",
        "deleted_date": None,
        "date": "2026-03-02",
    }


@pytest.mark.parametrize("value", [[], None, "", {}])
def test_an_empty_object_has_many_faces(value: Any) -> None:
    assert wire.object_of(value) == {}


@pytest.mark.parametrize("value", [[1], "text", 7])
def test_what_is_no_object_is_said_so(value: Any) -> None:
    with pytest.raises(wire.UnreadableValueError):
        wire.object_of(value)


@pytest.mark.parametrize(
    ("value", "rows"), [(None, []), ([], []), ([{"id": 1}], [{"id": 1}]), ({"3": {"id": 1}}, [{"id": 1}])]
)
def test_a_list_may_come_as_an_object(value: Any, rows: list[Any]) -> None:
    assert wire.rows_of(value) == rows


@pytest.mark.parametrize("value", [[1], "text", {"id": 1}])
def test_what_is_no_list_of_objects_is_said_so(value: Any) -> None:
    with pytest.raises(wire.UnreadableValueError):
        wire.rows_of(value)


@pytest.mark.parametrize(
    ("module", "row", "found"),
    [("invoices", {"id": 7}, "7"), ("contacts", {"contact_id": "8"}, "8"), ("vatCodes", {"vat_code_id": 9}, "9")],
)
def test_each_module_calls_its_id_by_its_own_name(module: str, row: dict[str, Any], found: str) -> None:
    assert wire.id_of(module, row) == found


def test_a_row_without_an_id_is_said_so() -> None:
    with pytest.raises(wire.UnreadableValueError):
        wire.id_of("contacts", {"id": 7})
