"""What Scoro's answers say about the site's limits."""

import datetime as dt
from collections.abc import Mapping

import pytest

from shared.budget import DayResets, Heard
from shared.scoro.limits import listen_site, site_limits

SECOND = dt.timedelta(seconds=1)


def test_an_ordinary_answer_tells_what_is_left() -> None:
    headers = {"x-ratelimit-remaining": "38", "x-ratelimit-reset": "2", "x-daily-requests-remaining": "499"}

    assert listen_site(200, headers) == Heard(window_left=38, window_resets_in=2 * SECOND, day_left=499)


@pytest.mark.parametrize(
    ("headers", "closed_for"),
    [
        ({}, 2),
        ({"x-ratelimit-reset": "3"}, 3),
        ({"x-ratelimit-reset": "0"}, 1),
        ({"x-ratelimit-reset": "1794000000"}, 10),  # an epoch, as other services write it
        ({"retry-after": "7", "x-ratelimit-reset": "3"}, 7),
    ],
)
def test_a_refusal_closes_the_site_for_moments(headers: Mapping[str, str], closed_for: int) -> None:
    assert listen_site(429, headers).closed_for == closed_for * SECOND


def test_a_used_up_day_is_no_matter_of_seconds() -> None:
    heard = listen_site(429, {"x-daily-requests-remaining": "0", "x-ratelimit-reset": "2"})

    assert (heard.day_left, heard.closed_for) == (0, None)


def test_the_limits_are_scoros() -> None:
    limits = site_limits(500)

    assert (limits.per_window, limits.window, limits.per_day) == (20, 2 * SECOND, 500)
    assert limits.day_resets is DayResets.AT_MIDNIGHT_UTC
