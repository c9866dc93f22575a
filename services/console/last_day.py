"""The last day as bars, one an hour, with a table that says the same; pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from services.console.spelling import plural
from shared.store.days import Hours

HOUR = dt.timedelta(hours=1)
HOURS = 24
HIGH = 40
"""Of the drawing; a bar that stands for something is never lower than `LEAST`."""
LEAST = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour."""

    x: int
    height: int


@dataclass(frozen=True, slots=True)
class Strip:
    """One row of bars."""

    name: str
    sentence: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class LastDay:
    """What the overview draws."""

    strips: tuple[Strip, ...]
    rows: tuple[tuple[dt.datetime, int, int, int], ...]
    """Hour, crossed, on its way, needs attention; hours of nothing are left out."""
    note: str
    begins: dt.datetime

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened, and nothing is on its way."""
        return not self.rows and not self.note


def begins(now: dt.datetime) -> dt.datetime:
    """The first of the 24 hours; the present one is the last."""
    return now.replace(minute=0, second=0, microsecond=0) - (HOURS - 1) * HOUR


def of(hours: Hours, now: dt.datetime) -> LastDay:
    """Drawn."""
    first = begins(now)
    times = [first + number * HOUR for number in range(HOURS)]
    counted = {"Crossed": hours.crossed, "On its way": hours.waiting, "Needs attention": hours.problems}
    rows = [
        (at, hours.crossed.get(at, 0), hours.waiting.get(at, 0), hours.problems.get(at, 0)) for at in reversed(times)
    ]
    return LastDay(
        strips=tuple(_strip(name, counts, times) for name, counts in counted.items()),
        rows=tuple(row for row in rows if any(row[1:])),
        note=_note(hours),
        begins=first,
    )


def _strip(name: str, counts: Mapping[dt.datetime, int], times: list[dt.datetime]) -> Strip:
    most = max((counts.get(at, 0) for at in times), default=0)
    total = sum(counts.get(at, 0) for at in times)
    sentence = f"{plural(total, 'object')}, at most {most:,} in an hour" if total else "none"
    bars = [
        Bar(number, max(LEAST, round(HIGH * count / most)))
        for number, count in enumerate(counts.get(at, 0) for at in times)
        if count
    ]
    return Strip(name, sentence, tuple(bars))


def _note(hours: Hours) -> str:
    more = "More than that are on their way. " if hours.has_more else ""
    older = f"{plural(hours.waiting_longer, 'object')} on the way for longer." if hours.waiting_longer else ""
    return f"{more}{older}".strip()
