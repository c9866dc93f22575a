"""How often a list is read by ticks, as seldom as its news and the plan of its system allow; pure.

A list that brought news within the last hour is lively and read at every tick (R20). One that was silent for an hour is
read more seldom, since most calls of a day ask what did not change at night. Where its system announces changes, and
lately did, a reading is only the net below. What a person asks for, and what was chosen since, is read in any case.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from shared.contracts.envelope import System
from shared.store.cursors import Standing
from shared.sync.settings import TICK

A_DAY = dt.timedelta(days=1)
QUIET_AFTER = dt.timedelta(hours=1)
SOON = dt.timedelta(minutes=15)
TRUSTED_FOR = dt.timedelta(days=3)
"""A system that announced something so lately will go on to: longer than a weekend."""
FOR_POLLS = 40
"""Percent of a day's calls that reading at rest may take; the others are for what crosses."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """The shortest time between two readings by ticks, whatever is stretched to fit a small plan."""

    lively: dt.timedelta = dt.timedelta()
    quiet: dt.timedelta = dt.timedelta()
    announced: dt.timedelta | None = None
    """Where the system announces changes of this list, and lately did."""

    def at_rest(self, *, announced: bool) -> dt.timedelta:
        """With nothing new for long."""
        found = self.announced if announced and self.announced is not None else self.quiet
        return max(found, TICK)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is the same for all lists of a connection at one tick."""

    now: dt.datetime
    problems: frozenset[str] = frozenset()
    """Codes of those that are open."""
    heard: Mapping[System, dt.datetime] = field(default_factory=dict)
    """When each system last announced something."""
    silent_on: frozenset[str] = frozenset()
    """Modules of which Scoro announces nothing."""
    stretch: Mapping[System, int] = field(default_factory=dict)
    """By how much gaps grow so that a small plan suffices."""


def trusts(standing: Standing, system: System, at: Circumstances, *, modules: frozenset[str] = frozenset()) -> bool:
    """Whether changes of this list will be announced: they lately were, and none was missed for a day."""
    heard = at.heard.get(system)
    missed = standing.missed_at is not None and at.now - standing.missed_at < A_DAY
    return heard is not None and at.now - heard < TRUSTED_FOR and not missed and not modules & at.silent_on


def gap(gaps: Gaps, standing: Standing, at: Circumstances, *, announced: bool) -> dt.timedelta:
    """The shortest time between two readings now."""
    if announced and gaps.announced is not None:
        return gaps.announced
    is_quiet = standing.news_at is not None and at.now - standing.news_at >= QUIET_AFTER
    return gaps.quiet if is_quiet else gaps.lively


def stretch(calls_a_day: float, allowed: int) -> int:
    """How many times as long gaps have to be, so that reading at rest leaves the rest of a day to what crosses."""
    if allowed <= 0:
        return 1
    return max(1, -(-int(calls_a_day) * 100 // (allowed * FOR_POLLS)))


def calls_a_day(rests: Iterable[tuple[dt.timedelta, int]]) -> float:
    """Of lists with these gaps and calls for one reading."""
    return sum(A_DAY / rest * calls for rest, calls in rests)
