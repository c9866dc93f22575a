"""Whether categories keep their time; pure."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from shared.contracts.envelope import Category, Lane
from shared.store.connections import Connection
from shared.store.records import State
from shared.sync.settings import TICK, Mode, SyncSettings

LATE_AFTER = 2 * TICK


class Pace(StrEnum):
    """Whether a category keeps its time."""

    OFF = "off"
    ON_TIME = "on time"
    LATE = "late"
    STOPPED = "stopped"
    PAUSED = "paused"
    ON_DEMAND = "on demand"
    STARTING = "starting"


def kept_back(settings: SyncSettings, unfinished: Mapping[tuple[str, str], int]) -> int:
    """What lies recorded until somebody synchronizes: in Manual mode (R20); by category and state."""
    return sum(
        count for (_, state), count in unfinished.items() if state == State.RECORDED and settings.mode is Mode.MANUAL
    )


def pace(
    connection: Connection, settings: SyncSettings, category: Category, *, last: dt.datetime | None, now: dt.datetime
) -> Pace:
    """On time within two intervals, late after; stopped where a person is needed."""
    if not settings.of(category).enabled:
        return Pace.OFF
    if (
        not connection.works
        or connection.holds_news(category)
        or connection.stopped(now, category, Lane.CHANGED, reading=True)
    ):
        return Pace.STOPPED
    if connection.pause(category):
        return Pace.PAUSED
    if settings.mode is Mode.MANUAL:
        return Pace.ON_DEMAND
    since = last or settings.changed_at
    is_recent = since is not None and now - since <= LATE_AFTER
    if last is None:
        return Pace.STARTING if is_recent else Pace.LATE
    return Pace.ON_TIME if is_recent else Pace.LATE
