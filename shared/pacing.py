"""The arithmetic of limits: who may call when. Pure; everything that changes is in the state, time is an argument.

The window slides while Xero's stands, and a call counts from its grant until one window after its *answer*: its
request reached the other side somewhere between the two, so whichever stretch of sixty seconds the other side
chooses, it never sees more calls than allowed.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from shared.budget import DAY_RESERVES, NOTHING_HEARD, DayResets, Heard, Lane, Limits
from shared.dates import EPOCH

MARGIN = dt.timedelta(milliseconds=100)  # workers agree about the time only so far
GRAIN = dt.timedelta(seconds=1)  # calls that are only counted are counted per second
AGAIN = dt.timedelta(milliseconds=250)  # when to look again for a call that takes longer than usual
ASK_THE_DAY_AGAIN = dt.timedelta(minutes=15)
TOLERANCE = 2  # answers overtake each other, so a small difference proves no other caller
MOST_FOR_CLICKS = 4  # never more than a quarter waits for clicks that may not come
RESET = 10  # a rise of the day's rest that our own calls in flight cannot explain


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
class State:
    """All that is known about one budget."""

    version: int = 0
    uses: tuple[Use, ...] = ()
    held: tuple[Held, ...] = ()
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


@dataclass(frozen=True, slots=True)
class Granted:
    state: State


@dataclass(frozen=True, slots=True)
class WaitUntil:
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Exhausted:
    until: dt.datetime


Verdict = Granted | WaitUntil | Exhausted


def ask(state: State, limits: Limits, *, now: dt.datetime, lane: Lane, slot_id: str) -> Verdict:
    """May this lane call now, and if not, when is it worth asking again?"""
    state = _day_turned(_tidied(state, limits, now), limits, now)
    if (until := _day_closed(state, limits, now, lane)) is not None:
        return Exhausted(until)
    if not _may(state, limits, now=now, at=now, lane=lane):
        return WaitUntil(_next_chance(state, limits, now, lane))
    return Granted(_granted(state, limits, now, lane, slot_id))


def finish(state: State, limits: Limits, *, now: dt.datetime, slot_id: str, heard: Heard = NOTHING_HEARD) -> State:
    """The call is over: its slot is free, it counts for one more window, its answer is learned from."""
    state = _day_turned(_tidied(state, limits, now), limits, now)
    mine = [held for held in state.held if held.id == slot_id]
    if mine:
        state = replace(
            state,
            held=tuple(held for held in state.held if held.id != slot_id),
            uses=(*state.uses, Use(mine[0].lane, _whole_milliseconds(now))),
            typical=(state.typical * 4 + max(now - mine[0].since, dt.timedelta())) / 5,
        )
    return _learned(state, limits, now, heard)


def used(state: State, limits: Limits, now: dt.datetime) -> Counter[Lane]:
    """Calls per lane that count at this moment, those on their way included."""
    return _in_window((*state.uses, *_probable(state, now)), limits, now)


def _probable(state: State, now: dt.datetime) -> tuple[Use, ...]:
    """The calls on their way, as they will probably end."""
    return tuple(Use(held.lane, max(held.since + state.typical, now + AGAIN)) for held in state.held)


def _in_window(uses: Iterable[Use], limits: Limits, at: dt.datetime) -> Counter[Lane]:
    counted: Counter[Lane] = Counter()
    for use in uses:
        if at < use.at + limits.window + MARGIN:
            counted[use.lane] += use.count
    return counted


def _may(state: State, limits: Limits, *, now: dt.datetime, at: dt.datetime, lane: Lane) -> bool:
    """Would this lane find a call at that moment, if nobody else took one before?"""
    if state.closed_until is not None and at < state.closed_until:
        return False
    on_their_way = _probable(state, now)
    if limits.at_once is not None:
        running = Counter(use.lane for use in on_their_way if at < use.at)
        if not _fits(limits.at_once, running, limits.at_once_shares, lane):
            return False
    taken = _in_window((*state.uses, *on_their_way), limits, at)
    return _fits(_capacity(state, limits, at), taken, limits.shares, lane)


def _fits(capacity: int, taken: Mapping[Lane, int], shares: Mapping[Lane, int], lane: Lane) -> bool:
    """A lane may have its own share, and of the rest what is not kept for others.

    More important lanes always keep their whole share free, whatever they used before; less important ones keep
    what they have not used yet of theirs. So nobody finds less than the share.
    """
    free = capacity - sum(taken.values())
    if free < 1:
        return False
    if taken.get(lane, 0) < shares.get(lane, 0):
        return True
    kept = sum(_kept(other, lane, taken.get(other, 0), shares, capacity) for other in shares if other is not lane)
    return free > kept


def _kept(other: Lane, lane: Lane, taken: int, shares: Mapping[Lane, int], capacity: int) -> int:
    """What stays free for another lane; for clicks twice what they lately were, because a person clicks again."""
    if other.rank > lane.rank:
        return max(0, shares[other] - taken)
    expected = min(2 * taken, capacity // MOST_FOR_CLICKS) if other is Lane.CLICK else 0
    return max(shares[other], expected)


def _capacity(state: State, limits: Limits, at: dt.datetime) -> int:
    others = state.others if state.others_until is not None and at < state.others_until else 0
    return limits.per_window - others


def _next_chance(state: State, limits: Limits, now: dt.datetime, lane: Lane) -> dt.datetime:
    """The first moment at which something ends that makes room; never now, so that nobody spins."""
    on_their_way = _probable(state, now)
    moments = {use.at for use in on_their_way}
    moments |= {use.at + limits.window + MARGIN for use in (*state.uses, *on_their_way)}
    moments |= {moment for moment in (state.closed_until, state.others_until) if moment is not None}
    later = sorted(moment for moment in moments if moment > now)
    fitting = (moment for moment in later if _may(state, limits, now=now, at=moment, lane=lane))
    return next(fitting, now + limits.window)


def _granted(state: State, limits: Limits, now: dt.datetime, lane: Lane, slot_id: str) -> State:
    if state.day_left is not None:
        trial = state.day_left <= _reserve(state, limits, lane)
        state = replace(state, day_left=max(0, state.day_left - 1), day_heard=now if trial else state.day_heard)
    if limits.at_once is None:
        return replace(state, uses=_counted(state.uses, now, lane))
    return replace(state, held=(*state.held, Held(slot_id, lane, now)))


def _counted(uses: tuple[Use, ...], now: dt.datetime, lane: Lane) -> tuple[Use, ...]:
    """One more, in the grain after the next: the call is under way for a moment yet."""
    at = now - (now - EPOCH) % GRAIN + 2 * GRAIN
    same = [use for use in uses if (use.lane, use.at) == (lane, at)]
    others = [use for use in uses if (use.lane, use.at) != (lane, at)]
    return (*others, Use(lane, at, sum(use.count for use in same) + 1))


def _tidied(state: State, limits: Limits, now: dt.datetime) -> State:
    """Without what no longer counts; slots whose owner is lost are over since their life ended."""
    lost = [held for held in state.held if held.since + limits.slot_life <= now]
    ended = tuple(Use(held.lane, held.since + limits.slot_life) for held in lost)
    counting = tuple(use for use in (*state.uses, *ended) if now < use.at + limits.window + MARGIN)
    if not lost and len(counting) == len(state.uses):
        return state
    return replace(state, uses=counting, held=tuple(held for held in state.held if held not in lost))


def _day_turned(state: State, limits: Limits, now: dt.datetime) -> State:
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


def _day_closed(state: State, limits: Limits, now: dt.datetime, lane: Lane) -> dt.datetime | None:
    """Until when this lane must rest because the day is used up, or None."""
    if state.day_closed_until is not None:
        return state.day_closed_until
    if state.day_left is None or state.day_heard is None or state.day_left > _reserve(state, limits, lane):
        return None
    if limits.day_resets is DayResets.AT_MIDNIGHT_UTC:
        return dt.datetime.combine(now.astimezone(dt.UTC).date() + dt.timedelta(days=1), dt.time.min, dt.UTC)
    ask_again = state.day_heard + ASK_THE_DAY_AGAIN
    return ask_again if now < ask_again else None


def _reserve(state: State, limits: Limits, lane: Lane) -> int:
    return max(limits.per_day or 0, state.day_size) * DAY_RESERVES[lane] // 100


def _learned(state: State, limits: Limits, now: dt.datetime, heard: Heard) -> State:
    """Believe the answer where it knows more than we do: other callers, a closed door, the rest of the day."""
    if heard.window_left is not None:
        ours = used(state, limits, now).total()
        others = limits.per_window - ours - heard.window_left
        if others > TOLERANCE:
            known = state.others if state.others_until is not None and now < state.others_until else 0
            until = now + (heard.window_resets_in or limits.window)
            state = replace(state, others=max(known, others), others_until=until)
    if heard.closed_for is not None:
        closed = now + heard.closed_for
        state = replace(state, closed_until=max(closed, state.closed_until or closed))
    if heard.day_closed_for is not None:
        state = replace(state, day_left=0, day_heard=now, day_closed_until=now + heard.day_closed_for)
    elif heard.day_left is not None:
        state = _day_learned(state, now, heard.day_left)
    return state


def _day_learned(state: State, now: dt.datetime, reported: int) -> State:
    """Less than we thought: others call too. Much more: a new day, or a larger plan. A little more: old news."""
    left = max(0, reported - len(state.held))
    known = state.day_left
    if known is None or left > known + RESET:
        return replace(state, day_left=left, day_size=left, day_heard=now)
    return replace(state, day_left=min(known, left), day_size=max(state.day_size, left), day_heard=now)


def _whole_milliseconds(moment: dt.datetime) -> dt.datetime:
    """Rounded up to what the database keeps, so that nothing counts too short."""
    return moment + dt.timedelta(microseconds=-moment.microsecond % 1000)
