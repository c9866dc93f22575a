"""All that is known about one budget, and how to read it."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from shared.budget import Lane, Limits

MARGIN = dt.timedelta(milliseconds=100)  # workers agree about the time only so far
AGAIN = dt.timedelta(milliseconds=250)  # when to look again for a call that takes longer than usual


@dataclass(frozen=True, slots=True)
class Use:
    """Calls that are over and still count."""

    lane: Lane
    at: dt.datetime
    count: int = 1


@dataclass(frozen=True, slots=True)
class Held:
    """A call that is on its way."""

    id: str
    lane: Lane
    since: dt.datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who was told to come again, in the order of coming; after `until` the place is lost."""

    id: str
    lane: Lane
    until: dt.datetime


@dataclass(frozen=True, slots=True)
class State:
    """Immutable; `version` rises with every change that is stored."""

    version: int = 0
    uses: tuple[Use, ...] = ()
    held: tuple[Held, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    typical: dt.timedelta = dt.timedelta(milliseconds=500)
    """How long a call takes, smoothed."""
    others: int = 0
    others_until: dt.datetime | None = None
    """Calls that somebody else made in this window."""
    closed_until: dt.datetime | None = None
    day_left: int | None = None
    day_size: int = 0
    """The most that was left since this day began, as far as answers told."""
    day_heard: dt.datetime | None = None
    day_closed_until: dt.datetime | None = None
    granted: Mapping[Lane, int] = field(default_factory=dict)
    """Calls ever granted, for people."""


def tidied(state: State, limits: Limits, now: dt.datetime) -> State:
    """Without what no longer counts; slots whose owner is lost are over since their life ended."""
    lost = tuple(held for held in state.held if held.since + limits.slot_life <= now)
    ended = tuple(Use(held.lane, held.since + limits.slot_life) for held in lost)
    return replace(
        state,
        uses=tuple(use for use in (*state.uses, *ended) if counts(use, limits, now)),
        held=tuple(held for held in state.held if held not in lost),
        waiting=tuple(waiting for waiting in state.waiting if now < waiting.until),
    )


def counts(use: Use, limits: Limits, at: dt.datetime) -> bool:
    """Whether a call still weighs on the window at that moment."""
    return at < use.at + limits.window + MARGIN


def probable_ends(state: State, now: dt.datetime) -> tuple[Use, ...]:
    """The calls on their way, as they will probably end."""
    return tuple(Use(held.lane, max(held.since + state.typical, now + AGAIN)) for held in state.held)


def in_window(uses: Iterable[Use], limits: Limits, at: dt.datetime) -> Counter[Lane]:
    """Calls per lane that weigh on the window at that moment."""
    counted: Counter[Lane] = Counter()
    for use in uses:
        if counts(use, limits, at):
            counted[use.lane] += use.count
    return counted


def used(state: State, limits: Limits, now: dt.datetime) -> Counter[Lane]:
    """The same for this moment, those on their way included."""
    return in_window((*state.uses, *probable_ends(state, now)), limits, now)
