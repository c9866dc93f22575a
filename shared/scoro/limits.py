"""Scoro's limits per site, and how its answers speak of them."""

import datetime as dt
from collections.abc import Mapping

from shared.budget import DayResets, Heard, Limits, number_told

TOO_MANY = 429

_WAIT = dt.timedelta(seconds=2)
_LEAST, _MOST = dt.timedelta(seconds=1), dt.timedelta(seconds=10)


def site_limits(calls_a_day: int | None = None, per_two_seconds: int = 20) -> Limits:
    """Both depend on the plan: 25 to 80 calls per two seconds were seen; the day's rest is learned from answers."""
    return Limits(
        per_window=per_two_seconds,
        window=dt.timedelta(seconds=2),
        at_once=10,
        per_day=calls_a_day,
        day_resets=DayResets.AT_MIDNIGHT_UTC,
        system="scoro",
    )


def listen_site(status: int, headers: Mapping[str, str]) -> Heard:
    """What an answer says about the site's limits."""
    day_left = number_told(headers, "x-daily-requests-remaining")
    resets = number_told(headers, "x-ratelimit-reset")
    resets_in = None if resets is None else min(max(dt.timedelta(seconds=resets), _LEAST), _MOST)
    retry = number_told(headers, "retry-after")
    closed_for = None
    if status == TOO_MANY and day_left != 0:
        closed_for = dt.timedelta(seconds=retry) if retry is not None else resets_in or _WAIT
    return Heard(
        window_left=number_told(headers, "x-ratelimit-remaining"),
        window_resets_in=resets_in,
        closed_for=closed_for,
        day_left=day_left,
    )


def is_day_used_up(headers: Mapping[str, str]) -> bool:
    return number_told(headers, "x-daily-requests-remaining") == 0
