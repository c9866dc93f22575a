"""What Xero's answers say about its limits."""

import datetime as dt
from collections.abc import Mapping

import pytest

from shared.budget import Heard
from shared.xero.limits import APP_LIMITS, connection_limits, listen_app, listen_connection
from tests.unit.shared_xero.examples import MINUTE_LIMIT

SECOND = dt.timedelta(seconds=1)


def test_an_ordinary_answer_tells_what_is_left() -> None:
    headers = {"x-daylimit-remaining": "4998", "x-minlimit-remaining": "58", "x-appminlimit-remaining": "9990"}

    assert listen_connection(200, headers) == Heard(window_left=58, day_left=4998)
    assert listen_app(200, headers) == Heard(window_left=9990)


def test_the_recorded_limit_closes_the_organisation_a_little_longer_than_it_says() -> None:
    heard = listen_connection(MINUTE_LIMIT.status, MINUTE_LIMIT.headers)

    assert heard == Heard(window_left=0, day_left=344, closed_for=27 * SECOND)


@pytest.mark.parametrize(
    ("headers", "heard"),
    [
        ({"x-rate-limit-problem": "day", "retry-after": "3600"}, Heard(day_closed_for=3600 * SECOND)),
        ({"x-rate-limit-problem": "day"}, Heard(day_closed_for=3600 * SECOND)),
        ({"x-rate-limit-problem": "concurrent"}, Heard(closed_for=SECOND)),
        ({"x-rate-limit-problem": "Minute"}, Heard(closed_for=61 * SECOND)),
        ({"x-rate-limit-problem": "appminute", "retry-after": "9"}, Heard()),
        ({}, Heard(closed_for=SECOND)),
        ({"retry-after": "soon"}, Heard(closed_for=SECOND)),
    ],
)
def test_each_kind_of_limit_closes_its_own_door(headers: Mapping[str, str], heard: Heard) -> None:
    assert listen_connection(429, headers) == heard


def test_the_apps_limit_closes_the_app_only() -> None:
    headers = {"x-rate-limit-problem": "appminute", "retry-after": "9"}

    assert listen_app(429, headers) == Heard(closed_for=9 * SECOND)
    assert listen_app(429, {"x-rate-limit-problem": "minute", "retry-after": "9"}) == Heard()


def test_the_limits_are_xeros() -> None:
    limits = connection_limits()

    assert (limits.per_window, limits.window, limits.at_once, limits.per_day) == (60, 60 * SECOND, 5, 1000)
    assert APP_LIMITS.per_window < 10_000
