"""Xero's limits, and how its answers speak of them."""

import datetime as dt
from collections.abc import Mapping

from shared.budget import NOTHING_HEARD, Heard, Limits, number_told

TOO_MANY = 429
STARTER_CALLS_A_DAY = 1_000

_MINUTE = dt.timedelta(minutes=1)
_MOMENT = dt.timedelta(seconds=1)
_HOUR = dt.timedelta(hours=1)

APP_LIMITS = Limits(per_window=9_500, window=_MINUTE)
"""Of 10,000 a minute for all organisations: these calls are only counted, roughly, so a little is left over."""


def connection_limits(calls_a_day: int = STARTER_CALLS_A_DAY) -> Limits:
    """What one organisation allows; a higher daily limit is learned from the first answer."""
    return Limits(per_window=60, window=_MINUTE, at_once=5, per_day=calls_a_day)


def listen_connection(status: int, headers: Mapping[str, str]) -> Heard:
    """What an answer says about the organisation's limits."""
    problem = headers.get("x-rate-limit-problem", "").lower() if status == TOO_MANY else None
    return Heard(
        window_left=number_told(headers, "x-minlimit-remaining"),
        day_left=number_told(headers, "x-daylimit-remaining"),
        closed_for=_closed_for(problem, retry_after(headers)),
        day_closed_for=(retry_after(headers) or _HOUR) if problem == "day" else None,
    )


def _closed_for(problem: str | None, retry: dt.timedelta | None) -> dt.timedelta | None:
    """How long a 429 shuts the organisation; `concurrent` names no time, the day and the app are not its window."""
    if problem is None or problem in {"day", "appminute"}:
        return None
    if problem == "minute":
        return (retry or _MINUTE) + _MOMENT
    return retry or _MOMENT


def listen_app(status: int, headers: Mapping[str, str]) -> Heard:
    """What an answer says about the limit of the whole app."""
    if status == TOO_MANY and headers.get("x-rate-limit-problem", "").lower() == "appminute":
        return Heard(closed_for=retry_after(headers) or _MINUTE)
    left = number_told(headers, "x-appminlimit-remaining")
    return NOTHING_HEARD if left is None else Heard(window_left=left)


def retry_after(headers: Mapping[str, str]) -> dt.timedelta | None:
    """`Retry-After` in whole seconds, which is the only form Xero uses."""
    seconds = number_told(headers, "retry-after")
    return None if seconds is None else dt.timedelta(seconds=seconds)
