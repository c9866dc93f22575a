"""Xero's dates, numbers and filters."""

import datetime as dt
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.xero import wire

moments = st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2200, 1, 1), timezones=st.just(dt.UTC)).map(  # noqa: DTZ001 - made aware by the strategy
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("/Date(1789378199100+0000)/", dt.datetime(2026, 9, 14, 9, 29, 59, 100_000, tzinfo=dt.UTC)),
        ("/Date(1789378199100)/", dt.datetime(2026, 9, 14, 9, 29, 59, 100_000, tzinfo=dt.UTC)),
        ("/Date(0+1300)/", dt.datetime(1970, 1, 1, tzinfo=dt.UTC)),
        ("/Date(-86400000+0000)/", dt.datetime(1969, 12, 31, tzinfo=dt.UTC)),
        ("2026-09-14T09:29:59Z", dt.datetime(2026, 9, 14, 9, 29, 59, tzinfo=dt.UTC)),
        ("2026-09-05T12:01:01", dt.datetime(2026, 9, 5, 12, 1, 1, tzinfo=dt.UTC)),
        ("2026-11-02T08:15:30.1234560", dt.datetime(2026, 11, 2, 8, 15, 30, 123_456, tzinfo=dt.UTC)),
    ],
)
def test_every_form_of_a_moment_is_read(written: str, moment: dt.datetime) -> None:
    assert wire.moment(written) == moment


@settings(deadline=None)
@given(moments)
def test_a_moment_survives_the_way_there_and_back(moment: dt.datetime) -> None:
    assert wire.moment(wire.ms_date(moment)) == moment


@settings(deadline=None)
@given(st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)))
def test_a_day_survives_the_way_there_and_back(day: dt.date) -> None:
    assert wire.day(wire.ms_date(day)) == day


@pytest.mark.parametrize("written", ["", "yesterday", "/Date()/", "/Date(12x)/"])
def test_what_is_no_moment_is_said_so(written: str) -> None:
    with pytest.raises(wire.UnreadableValueError):
        wire.moment(written)


def test_modified_since_has_whole_seconds_of_utc_and_no_zone() -> None:
    eastern = dt.timezone(dt.timedelta(hours=2))

    assert wire.modified_since(dt.datetime(2026, 11, 12, 2, 0, 0, 999_999, tzinfo=eastern)) == "2026-11-12T00:00:00"


@pytest.mark.parametrize(("value", "read"), [(3, "3"), (Decimal("1.10"), "1.10"), ("0.0001", "0.0001")])
def test_numbers_are_exact(value: Any, read: str) -> None:
    assert str(wire.decimal(value)) == read


@pytest.mark.parametrize("value", [1.5, True, None, "x", Decimal("NaN"), []])
def test_what_is_no_exact_number_is_refused(value: Any) -> None:
    with pytest.raises(wire.UnreadableValueError):
        wire.decimal(value)


def test_quotes_in_a_filter_are_escaped() -> None:
    assert wire.quoted('12" tape \\ roll') == '"12\\" tape \\\\ roll"'


@settings(deadline=None)
@given(st.lists(st.text(min_size=1, max_size=60), max_size=150))
def test_chunks_lose_nothing_and_fit_into_an_address(parts: list[str]) -> None:
    groups = wire.chunks(parts)

    assert [part for group in groups for part in group] == parts
    assert all(1 <= len(group) <= 40 for group in groups)
    assert all(len(group) == 1 or len(quote(",".join(group), safe=",")) <= 1600 for group in groups)
