"""What answers teach about limits: other callers, closed doors, the rest of the day. Pure."""

import datetime as dt
from dataclasses import replace

from shared.budget import DAY_RESERVES, DayResets, Heard, Lane, Limits
from shared.budget_state import State, used

ASK_THE_DAY_AGAIN = dt.timedelta(minutes=15)
TOLERANCE = 2  # answers overtake each other, so a small difference proves no other caller
RESET = 10  # a rise of the day's rest that our own calls in flight cannot explain


def learned(state: State, limits: Limits, now: dt.datetime, heard: Heard) -> State:
    """Believe the answer where it knows more than we do."""
    if heard.window_left is not None:
        state = _others_learned(state, limits, now, heard)
    if heard.closed_for is not None:
        closed = now + heard.closed_for
        state = replace(state, closed_until=max(closed, state.closed_until or closed))
    if heard.day_closed_for is not None:
        return replace(state, day_left=0, day_heard=now, day_closed_until=now + heard.day_closed_for)
    if heard.day_left is not None:
        return _day_learned(state, now, heard.day_left)
    return state


def _others_learned(state: State, limits: Limits, now: dt.datetime, heard: Heard) -> State:
    """Fewer calls left than we used ourselves: somebody else calls too."""
    others = limits.per_window - used(state, limits, now).total() - (heard.window_left or 0)
    if others <= TOLERANCE:
        return state
    known = state.others if state.others_until is not None and now < state.others_until else 0
    return replace(state, others=max(known, others), others_until=now + (heard.window_resets_in or limits.window))


def _day_learned(state: State, now: dt.datetime, reported: int) -> State:
    """Less than we thought: others call too. Much more: a new day, or a larger plan. A little more: old news."""
    left = max(0, reported - len(state.held))
    known = state.day_left
    if known is None or left > known + RESET:
        return replace(state, day_left=left, day_size=left, day_heard=now)
    return replace(state, day_left=min(known, left), day_size=max(state.day_size, left), day_heard=now)


def day_turned(state: State, limits: Limits, now: dt.datetime) -> State:
    """A new day begins at midnight, when the other side said it would, or with the first call of all."""
    first = state.day_heard is None
    midnight = (
        limits.day_resets is DayResets.AT_MIDNIGHT_UTC
        and state.day_heard is not None
        and state.day_heard.astimezone(dt.UTC).date() < now.astimezone(dt.UTC).date()
    )
    announced = state.day_closed_until is not None and state.day_closed_until <= now
    if not (first or midnight or announced):
        return state
    return replace(state, day_left=limits.per_day, day_size=0, day_heard=now, day_closed_until=None)


def day_closed(state: State, limits: Limits, now: dt.datetime, lane: Lane) -> dt.datetime | None:
    """Until when this lane must rest because the day is used up, or None."""
    if state.day_closed_until is not None:
        return state.day_closed_until
    if state.day_left is None or state.day_heard is None or state.day_left > reserve(state, limits, lane):
        return None
    if limits.day_resets is DayResets.AT_MIDNIGHT_UTC:
        return dt.datetime.combine(now.astimezone(dt.UTC).date() + dt.timedelta(days=1), dt.time.min, dt.UTC)
    ask_again = state.day_heard + ASK_THE_DAY_AGAIN
    return ask_again if now < ask_again else None


def day_counted(state: State, limits: Limits, now: dt.datetime, lane: Lane) -> State:
    """One call less today; where it is the one that asks whether a new day has begun, the next waits for it."""
    if state.day_left is None:
        return state
    trial = state.day_left <= reserve(state, limits, lane)
    return replace(state, day_left=max(0, state.day_left - 1), day_heard=now if trial else state.day_heard)


def day_left(state: State, limits: Limits, lane: Lane) -> int | None:
    """How many calls are left to this lane today; None where no answer told it yet."""
    return None if state.day_left is None else max(0, state.day_left - reserve(state, limits, lane))


def reserve(state: State, limits: Limits, lane: Lane) -> int:
    """So many calls a day this lane leaves to more important ones."""
    return day_size(state, limits) * DAY_RESERVES[lane] // 100


def day_size(state: State, limits: Limits) -> int:
    """Calls that a day has, as far as settings or answers told; 0 where neither did."""
    return max(limits.per_day or 0, state.day_size)
