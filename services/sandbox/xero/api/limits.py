"""Counting calls against the four limits (reference section 3.1)."""

import datetime as dt
import math
from collections import Counter

from services.sandbox.xero.api.refusals import CallRefusedError, too_many
from services.sandbox.xero.world import Usage, Window, World


class Gauge:
    """Calls in flight per app and organisation; the rest lives in the world and moves with the clock."""

    def __init__(self) -> None:
        self.in_flight: Counter[tuple[str, str]] = Counter()
        self.most_in_flight: Counter[str] = Counter()

    def clear(self) -> None:
        self.most_in_flight.clear()

    def enter(self, key: tuple[str, str]) -> None:
        self.in_flight[key] += 1
        self.most_in_flight[key[1]] = max(self.most_in_flight[key[1]], self.in_flight[key])

    def leave(self, key: tuple[str, str]) -> None:
        self.in_flight[key] -= 1


def admit(world: World, gauge: Gauge, key: tuple[str, str], now: dt.datetime) -> None:
    """Count one call, or refuse it; refused calls are not counted."""
    client_id, tenant_id = key
    limits = world.limits_of(tenant_id)
    usage = world.usage.setdefault(key, Usage())
    app = world.app_usage.setdefault(client_id, Window(60))
    for window, limit, problem in (
        (usage.day, limits.per_day, "day"),
        (usage.minute, limits.per_minute, "minute"),
        (app, world.app_per_minute, "appminute"),
    ):
        _roll(window, now)
        if window.used >= limit:
            raise CallRefusedError(too_many(problem, _seconds_left(window, now)))
    if gauge.in_flight[key] >= limits.concurrent:
        raise CallRefusedError(too_many("concurrent", None))
    for window in (usage.day, usage.minute, app):
        window.started = window.started or now
        window.used += 1


def headers(world: World, key: tuple[str, str]) -> dict[str, str]:
    client_id, tenant_id = key
    limits, usage = world.limits_of(tenant_id), world.usage.get(key, Usage())
    app = world.app_usage.get(client_id, Window(60))
    return {
        "X-DayLimit-Remaining": str(max(0, limits.per_day - usage.day.used)),
        "X-MinLimit-Remaining": str(max(0, limits.per_minute - usage.minute.used)),
        "X-AppMinLimit-Remaining": str(max(0, world.app_per_minute - app.used)),
    }


def _roll(window: Window, now: dt.datetime) -> None:
    if window.started is not None and not 0 <= (now - window.started).total_seconds() < window.seconds:
        window.started, window.used = None, 0


def _seconds_left(window: Window, now: dt.datetime) -> int:
    began = window.started or now
    return max(1, math.ceil(window.seconds - (now - began).total_seconds()))
