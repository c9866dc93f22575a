"""What is left of the limits, window by window and lane by lane, as the budgets know it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from shared.budget import Lane, Limits
from shared.budget_learning import day_left, day_size, day_turned, reserve
from shared.budget_state import State, tidied, used
from shared.clock import Clock
from shared.pacing import window_left
from shared.store.budgets import XERO_APP, Known, all_known, scoro_key, xero_key
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.words import calls

EVERYBODY = "Xero, all organisations together"


@dataclass(frozen=True, slots=True)
class Allowance:
    """One limit: calls in a stretch of time, or at the same time."""

    name: str
    allowed: int | None
    """None where nobody told it yet."""
    used: int | None
    left: int | None
    note: str = ""
    as_of: dt.datetime | None = None
    """When it was told; None for what is counted here."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one lane has of a budget."""

    lane: Lane
    words: str
    kept: int
    """Calls of a window that no less important lane may take."""
    left: int
    """Calls that it finds in this window."""
    rests_below: int | None
    """It rests once no more are left of the day than that; None where the day's calls are not known."""
    left_today: int | None
    ever: int
    """Calls that it ever made."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One budget, now."""

    system: str
    window: str
    """In words; empty where only an older version called, whose limits nobody knows."""
    allowances: tuple[Allowance, ...]
    shares: tuple[Share, ...]
    waiting: int
    """Calls that wait for their turn."""
    closed_until: dt.datetime | None
    """The system said to call no more before that."""
    ever: int


async def of(store: Store, connections: Sequence[Connection], clock: Clock) -> dict[str, list[Limit]]:
    """Connection → its limits, as far as something was called yet; Scoro's are the whole site's."""
    keys = {one.id: _keys(one) for one in connections}
    found = await all_known(store.database, [key for several in keys.values() for _, key in several])
    now = clock.now()
    return {
        connection: [limit(system, found[key], now) for system, key in several if key in found]
        for connection, several in keys.items()
    }


async def of_everybody(store: Store, clock: Clock) -> Limit | None:
    """What Xero allows to this installation, whatever the organisation; None where nobody called yet."""
    found = (await all_known(store.database, [XERO_APP])).get(XERO_APP)
    return limit(EVERYBODY, found, clock.now()) if found else None


def _keys(connection: Connection) -> list[tuple[str, str]]:
    scoro = ("Scoro", scoro_key(connection.site_url))
    return [scoro, ("Xero", xero_key(connection.tenant_id))] if connection.tenant_id else [scoro]


def limit(system: str, known: Known, now: dt.datetime) -> Limit:
    """What is to be said of it now; pure."""
    limits, state = known.limits, known.state
    if limits is not None:
        state = day_turned(tidied(state, limits, now), limits, now)
    return Limit(
        system=system,
        window=calls.window(limits) if limits else "",
        allowances=_allowances(state, limits, now),
        shares=tuple(_share(state, limits, lane, now) for lane in Lane) if limits else (),
        waiting=sum(1 for one in state.waiting if one.until > now),
        closed_until=max(
            (one for one in (state.closed_until, state.day_closed_until) if one and one > now), default=None
        ),
        ever=sum(state.granted.values()),
    )


def _allowances(state: State, limits: Limits | None, now: dt.datetime) -> tuple[Allowance, ...]:
    if limits is None:
        return (Allowance(calls.TODAY, None, None, state.day_left, as_of=_heard(state)),)
    ours = used(state, limits, now).total()
    others = state.others if state.others_until is not None and now < state.others_until else 0
    note = f"{others:,} of them by other programs" if others else ""
    found = [_allowance(calls.window(limits), limits.per_window, ours + others, note)]
    if limits.at_once is not None:
        found.append(_allowance(calls.AT_ONCE, limits.at_once, len(state.held)))
    if limits.per_day is not None or state.day_left is not None:
        found.append(_of_the_day(state, limits))
    return tuple(found)


def _of_the_day(state: State, limits: Limits) -> Allowance:
    """A day's rest counts other programs' calls too: answers tell it."""
    size, note = day_size(state, limits), calls.day_ends(limits)
    if state.day_left is None:
        return Allowance(calls.TODAY, size or None, None, None, note)
    return Allowance(calls.TODAY, size, size - state.day_left, state.day_left, note, _heard(state))


def _heard(state: State) -> dt.datetime | None:
    return state.day_heard if state.day_left is not None else None


def _allowance(name: str, allowed: int, taken: int, note: str = "") -> Allowance:
    return Allowance(name, allowed, taken, max(0, allowed - taken), note)


def _share(state: State, limits: Limits, lane: Lane, now: dt.datetime) -> Share:
    return Share(
        lane=lane,
        words=calls.LANES[lane],
        kept=limits.shares[lane],
        left=window_left(state, limits, now=now, lane=lane),
        rests_below=reserve(state, limits, lane) if state.day_left is not None else None,
        left_today=day_left(state, limits, lane),
        ever=state.granted.get(lane, 0),
    )
