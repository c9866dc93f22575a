"""The last day, hour by hour: told by lengths and numbers, never by colour alone."""

import datetime as dt

from services.console import last_day
from shared.store.days import Hours

NOW = dt.datetime(2026, 11, 20, 14, 35, tzinfo=dt.UTC)
THIS_HOUR = NOW.replace(minute=0)
FIRST = THIS_HOUR - dt.timedelta(hours=23)


def test_the_present_hour_is_the_last_of_twenty_four() -> None:
    day = last_day.of(Hours(crossed={THIS_HOUR: 5, FIRST: 10}), NOW)

    crossed = day.strips[0]
    assert (day.begins, [bar.x for bar in crossed.bars], [bar.height for bar in crossed.bars]) == (
        FIRST, [0, 23], [40, 20],
    )  # fmt: skip
    assert crossed.sentence == "15 objects, at most 10 in an hour"


def test_a_single_object_beside_thousands_is_still_seen() -> None:
    day = last_day.of(Hours(crossed={THIS_HOUR: 1, FIRST: 9000}), NOW)

    assert min(bar.height for bar in day.strips[0].bars) == last_day.LEAST


def test_the_table_has_the_newest_hour_first_and_no_empty_ones() -> None:
    day = last_day.of(Hours(crossed={FIRST: 1}, waiting={THIS_HOUR: 2}, problems={THIS_HOUR: 3}), NOW)

    assert day.rows == ((THIS_HOUR, 0, 2, 3), (FIRST, 1, 0, 0))


def test_what_waits_for_longer_is_said() -> None:
    assert last_day.of(Hours(waiting_longer=2), NOW).note == "2 objects on the way for longer."
    assert last_day.of(Hours(), NOW).is_empty
