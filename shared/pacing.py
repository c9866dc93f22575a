"""The arithmetic of limits: who may call when. Pure; everything that changes is in the state, time is an argument.

The window slides while Xero's stands, and a call counts from its grant until one window after its *answer*: its
request reached the other side somewhere between the two, so whichever stretch of sixty seconds the other side
chooses, it never sees more calls than allowed. Who is told to wait keeps a place: later callers of the same lane, and
all of less important ones, leave room for those who wait, in whichever process they do.

A backfill would fill a window at once and then stand still until it is over, and whoever clicks meanwhile with it. So
after a first burst its calls go evenly; they leave the window as evenly, and what is about to leave need not be kept
free for others (decision 0021). That counts for the backfill and for clicks alone: lanes that go unevenly would take
what is free now on the strength of what comes later, and leave a gap to those who click.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from shared.budget import NOTHING_HEARD, Heard, Lane, Limits
from shared.budget_learning import day_closed, day_counted, day_turned, learned
from shared.budget_state import AGAIN, MARGIN, Held, State, Use, Waiting, in_window, probable_ends, tidied
from shared.dates import EPOCH

GRAIN = dt.timedelta(seconds=1)  # calls that are only counted are counted per second
MOST_FOR_CLICKS = 4  # never more than a quarter waits for clicks that may not come
BURST = 3  # a backfill begins with a third of a window at once
CATCH_UP = 2  # of so many calls the pace is kept on average: one that comes late is made up for
SPARE = 4  # calls of a window that its pace leaves over, so that it seldom comes to a stop
MOMENTS = 6  # it looks ahead a sixth of a window
LEAST = 0.25  # where nothing is free or about to leave it is slow, and asks again
SOON, LATER = 10, 4  # in a tenth of a window clicks find what leaves it until then, in a quarter everybody does
GRACE = dt.timedelta(seconds=1)  # a place is kept so long for who does not come in time


@dataclass(frozen=True, slots=True)
class Granted:
    state: State


@dataclass(frozen=True, slots=True)
class WaitUntil:
    """Worth asking again at that moment; `state` keeps the place until then."""

    at: dt.datetime
    state: State


@dataclass(frozen=True, slots=True)
class Exhausted:
    until: dt.datetime


Verdict = Granted | WaitUntil | Exhausted


def ask(state: State, limits: Limits, *, now: dt.datetime, lane: Lane, slot_id: str) -> Verdict:
    """May this lane call now, and if not, when is it worth asking again?"""
    state = day_turned(tidied(state, limits, now), limits, now)
    if (until := day_closed(state, limits, now, lane)) is not None:
        return Exhausted(until)
    ahead = _ahead(state, lane, slot_id)
    if _may(state, limits, now=now, at=now, lane=lane, ahead=ahead):
        return Granted(_granted(leave(state, slot_id), limits, now, lane, slot_id))
    at = _next_chance(state, limits, now, lane, ahead)
    return WaitUntil(at, _placed(state, Waiting(slot_id, lane, at + GRACE)))


def leave(state: State, slot_id: str) -> State:
    """Without the place of somebody who does not want it any more."""
    return replace(state, waiting=tuple(waiting for waiting in state.waiting if waiting.id != slot_id))


def finish(state: State, limits: Limits, *, now: dt.datetime, slot_id: str, heard: Heard = NOTHING_HEARD) -> State:
    """The call is over: its slot is free, it counts for one more window, its answer is learned from."""
    state = day_turned(tidied(state, limits, now), limits, now)
    mine = [held for held in state.held if held.id == slot_id]
    if mine:
        state = replace(
            state,
            held=tuple(held for held in state.held if held.id != slot_id),
            uses=(*state.uses, Use(mine[0].lane, _whole_milliseconds(now))),
            typical=(state.typical * 4 + max(now - mine[0].since, dt.timedelta())) / 5,
        )
    return learned(state, limits, now, heard)


def window_left(state: State, limits: Limits, *, now: dt.datetime, lane: Lane) -> int:
    """How many calls this lane finds in the window that ends now, if nobody else takes one; for people."""
    taken = in_window((*state.uses, *probable_ends(state, now)), limits, now)
    free = _capacity(state, limits, now) - taken.total()
    kept = sum(
        _kept(other, lane, taken[other], limits.shares, limits.per_window)
        for other in limits.shares
        if other is not lane
    )
    own = min(free, limits.shares.get(lane, 0) - taken[lane])
    return max(0, own, free - kept)


def _ahead(state: State, lane: Lane, slot_id: str) -> Counter[Lane]:
    """Who goes first: earlier ones of the same lane, all of more important ones."""
    ids = [waiting.id for waiting in state.waiting]
    place = ids.index(slot_id) if slot_id in ids else len(ids)
    return Counter(
        waiting.lane
        for position, waiting in enumerate(state.waiting)
        if waiting.lane.rank < lane.rank or (waiting.lane is lane and position < place)
    )


def _placed(state: State, mine: Waiting) -> State:
    """In the queue, at the end or where it was."""
    known = any(waiting.id == mine.id for waiting in state.waiting)
    kept = tuple(mine if waiting.id == mine.id else waiting for waiting in state.waiting)
    return replace(state, waiting=kept if known else (*kept, mine))


def _may(state: State, limits: Limits, *, now: dt.datetime, at: dt.datetime, lane: Lane, ahead: Counter[Lane]) -> bool:
    """Would this lane find a call at that moment, if nobody but those ahead took one before?"""
    if state.closed_until is not None and at < state.closed_until:
        return False
    on_their_way = probable_ends(state, now)
    if limits.at_once is not None:
        running = Counter(use.lane for use in on_their_way if at < use.at)
        # Later those ahead will have come and gone; and who waits for the window does not need the line yet.
        before = Counter({lane: ahead[lane] if at == now else 0})
        if not _fits(limits.at_once, running, limits.at_once_shares, lane, before):
            return False
    uses = (*state.uses, *on_their_way)
    if lane is Lane.BACKFILL and at < _evenly(state, limits, now, at):
        return False
    taken = in_window(uses, limits, at)
    soon = later = 0
    if lane is Lane.CLICK or (lane is Lane.BACKFILL and not any(one.rank < lane.rank for one in ahead)):
        soon, later = _leaving(uses, limits, at, taken)
    return _fits(_capacity(state, limits, at), taken, limits.shares, lane, ahead, soon=soon, later=later)


def _evenly(state: State, limits: Limits, now: dt.datetime, at: dt.datetime) -> dt.datetime:
    """When the next call of a backfill is due; always, before its burst.

    What the next moments hold for it, free by then or free now, is spread over these moments: it neither bumps into a
    full window nor creeps through an empty one.
    """
    uses = (*state.uses, *probable_ends(state, now))
    taken = in_window(uses, limits, at)
    capacity = _capacity(state, limits, at)
    if limits.at_once is None or taken[Lane.BACKFILL] < capacity // BURST:
        return EPOCH
    ahead = limits.window / MOMENTS
    leaving = taken - in_window(uses, limits, at + ahead)
    soon, later = _leaving(uses, limits, at, taken)
    reserve = max(SPARE, _reserve(taken, limits.shares, Lane.BACKFILL, capacity, soon=soon, later=later))
    room = capacity - taken.total() - reserve + sum(leaving[one] for one in Lane if one.rank >= Lane.BACKFILL.rank)
    pace = ahead / max(LEAST, room)
    began = [held.since for held in state.held if held.lane is Lane.BACKFILL]
    began += [use.at - state.typical for use in state.uses if use.lane is Lane.BACKFILL]
    last = sorted(began)[-CATCH_UP:]
    return last[0] + len(last) * pace if last else EPOCH


def _leaving(uses: Sequence[Use], limits: Limits, at: dt.datetime, taken: Counter[Lane]) -> tuple[int, int]:
    """How many of the calls taken leave the window soon, and how many a little later."""
    soon, later = ((taken - in_window(uses, limits, at + limits.window / part)).total() for part in (SOON, LATER))
    return soon, later


def _fits(
    capacity: int,
    taken: Counter[Lane],
    shares: Mapping[Lane, int],
    lane: Lane,
    ahead: Counter[Lane],
    *,
    soon: int = 0,
    later: int = 0,
) -> bool:
    """A lane may have its own share, and of the rest what is not kept for others.

    More important lanes always keep their whole share, whatever they used before; less important ones keep what they
    have not used yet of theirs. So nobody finds less than the share: of calls that are free now, or leave the window
    soon enough, `soon` for clicks and `later` for all.
    """
    free = capacity - taken.total() - ahead[lane]
    if free < 1:
        return False
    if taken[lane] + ahead[lane] < shares.get(lane, 0):
        return True
    if ahead[Lane.BACKFILL] and lane.rank > Lane.BACKFILL.rank:  # it waits for its pace; else this would be its gap
        return False
    return free - (ahead.total() - ahead[lane]) > _reserve(taken, shares, lane, capacity, soon=soon, later=later)


def _reserve(
    taken: Counter[Lane], shares: Mapping[Lane, int], lane: Lane, capacity: int, *, soon: int, later: int
) -> int:
    """What stays free for others: for clicks, for all together; less what leaves the window soon enough."""
    kept = {other: _kept(other, lane, taken[other], shares, capacity) for other in shares if other is not lane}
    return max(0, kept.get(Lane.CLICK, 0) - soon, sum(kept.values()) - later)


def _kept(other: Lane, lane: Lane, taken: int, shares: Mapping[Lane, int], capacity: int) -> int:
    """What stays free for another lane; for clicks half of what they lately were, because a person clicks again.

    More would lie idle: as old clicks stop counting, new ones find their room.
    """
    if other.rank > lane.rank:
        return max(0, shares[other] - taken)
    expected = min(-(-taken // 2), capacity // MOST_FOR_CLICKS) if other is Lane.CLICK else 0
    return max(shares[other], expected)


def _capacity(state: State, limits: Limits, at: dt.datetime) -> int:
    others = state.others if state.others_until is not None and at < state.others_until else 0
    return limits.per_window - others


def _next_chance(state: State, limits: Limits, now: dt.datetime, lane: Lane, ahead: Counter[Lane]) -> dt.datetime:
    """The first moment at which something ends that makes room; never now, so that nobody spins."""
    on_their_way = probable_ends(state, now)
    moments = {now + AGAIN} | {use.at for use in on_their_way}
    moments |= {use.at + limits.window + MARGIN for use in (*state.uses, *on_their_way)}
    moments |= {_evenly(state, limits, now, now)} if lane is Lane.BACKFILL else set()
    moments |= {moment for moment in (state.closed_until, state.others_until) if moment is not None}
    later = sorted(moment for moment in moments if moment > now)
    fitting = (at for at in later if _may(state, limits, now=now, at=at, lane=lane, ahead=ahead))
    return next(fitting, now + limits.window)


def _granted(state: State, limits: Limits, now: dt.datetime, lane: Lane, slot_id: str) -> State:
    state = day_counted(state, limits, now, lane)
    state = replace(state, granted={**state.granted, lane: state.granted.get(lane, 0) + 1})
    if limits.at_once is None:
        return replace(state, uses=_counted(state.uses, now, lane))
    return replace(state, held=(*state.held, Held(slot_id, lane, now)))


def _counted(uses: tuple[Use, ...], now: dt.datetime, lane: Lane) -> tuple[Use, ...]:
    """One more, in the grain after the next: the call is under way for a moment yet."""
    at = now - (now - EPOCH) % GRAIN + 2 * GRAIN
    same = [use for use in uses if (use.lane, use.at) == (lane, at)]
    others = [use for use in uses if (use.lane, use.at) != (lane, at)]
    return (*others, Use(lane, at, sum(use.count for use in same) + 1))


def _whole_milliseconds(moment: dt.datetime) -> dt.datetime:
    """Rounded up to what the database keeps, so that nothing counts too short."""
    return moment + dt.timedelta(microseconds=-moment.microsecond % 1000)
