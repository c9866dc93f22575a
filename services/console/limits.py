"""What is left of the limits, as the budgets know it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.budget_state import State
from shared.clock import Clock
from shared.store.budgets import all_known, scoro_key, xero_key
from shared.store.connections import Connection
from shared.store.everything import Store

MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """Of one system, for one connection."""

    system: str
    last_minute: int
    """Calls that were made."""
    at_once: int
    """Calls under way."""
    waiting: int
    """Calls that wait for their turn."""
    day_left: int | None
    """As the last answer said; None where none did."""
    heard_at: dt.datetime | None
    closed_until: dt.datetime | None
    """The system said to call no more before that."""
    granted: Mapping[str, int]
    """Lane → calls ever made."""


async def of(store: Store, connections: Sequence[Connection], clock: Clock) -> dict[str, list[Limit]]:
    """Connection → its limits, as far as something was called yet; Scoro's are the whole site's."""
    keys = {one.id: _keys(one) for one in connections}
    states = await all_known(store.database, [key for several in keys.values() for _, key in several])
    now = clock.now()
    return {
        connection: [_limit(system, states[key], now) for system, key in several if key in states]
        for connection, several in keys.items()
    }


def _keys(connection: Connection) -> list[tuple[str, str]]:
    scoro = ("Scoro", scoro_key(connection.site_url))
    return [scoro, ("Xero", xero_key(connection.tenant_id))] if connection.tenant_id else [scoro]


def _limit(system: str, state: State, now: dt.datetime) -> Limit:
    closed = max((one for one in (state.closed_until, state.day_closed_until) if one and one > now), default=None)
    return Limit(
        system=system,
        last_minute=sum(use.count for use in state.uses if use.at > now - MINUTE),
        at_once=len(state.held),
        waiting=sum(1 for one in state.waiting if one.until > now),
        day_left=state.day_left,
        heard_at=state.day_heard,
        closed_until=closed,
        granted={lane.value: count for lane, count in state.granted.items()},
    )
