"""Calls left per window, per day and at once: the words everybody uses about limits (design §5).

`budget_state` is what is known, `budget_learning` what answers teach, `pacing` who may call when, `turns` the waiting,
`store.budgets` where all workers share it.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from shared.contracts.envelope import System
from shared.errors import LimitError


class Lane(StrEnum):
    """Who wants to call, the most important first; each lane has a share that no other can take."""

    CLICK = "click"
    EVENTS = "events"
    DOCUMENTS = "documents"
    REFERENCE = "reference"
    BACKFILL = "backfill"
    PROOF = "proof"

    @property
    def rank(self) -> int:
        """0 is the most important."""
        return list(Lane).index(self)


class DayResets(StrEnum):
    """When a daily counter starts again."""

    AT_MIDNIGHT_UTC = "at_midnight_utc"  # Scoro
    UNKNOWN = "unknown"  # Xero: differs per organisation, shows in the answers


class BudgetExhaustedError(LimitError):
    """No call is left for this lane before `until`."""

    code = "budget_exhausted"

    def __init__(self, lane: Lane, until: dt.datetime, *, system: System = "xero") -> None:
        text = f"no call left for {lane} before {until:%Y-%m-%d %H:%M:%S} UTC"
        super().__init__(text, until=until, system=system)
        self.lane = lane


@dataclass(frozen=True, slots=True)
class Slot:
    """The right to make one call now; to be given back after it."""

    id: str
    lane: Lane
    granted_at: dt.datetime
    parts: tuple["Slot", ...] = ()
    """The slots of the single budgets where several are combined."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What an answer said about the limits; None where it said nothing."""

    window_left: int | None = None
    window_resets_in: dt.timedelta | None = None
    closed_for: dt.timedelta | None = None
    day_left: int | None = None
    day_closed_for: dt.timedelta | None = None


NOTHING_HEARD = Heard()


def number_told(headers: Mapping[str, str], name: str) -> int | None:
    """What a header of an answer says, where it says a whole number."""
    written = headers.get(name, "").strip()
    return int(written) if written.isdecimal() else None


WINDOW_SHARES: Mapping[Lane, int] = MappingProxyType(
    {
        Lane.CLICK: 5,
        Lane.EVENTS: 1,
        Lane.DOCUMENTS: 1,
        Lane.REFERENCE: 1,
        Lane.BACKFILL: 1,
        Lane.PROOF: 1,
    }
)
"""Percent of the calls in a window, at least one: kept free from less important lanes, safe from more important."""

AT_ONCE_SHARES: Mapping[Lane, int] = MappingProxyType({Lane.CLICK: 1})
"""Calls at once that only a more important lane may have."""

DAY_RESERVES: Mapping[Lane, int] = MappingProxyType(
    {
        Lane.CLICK: 0,
        Lane.EVENTS: 3,
        Lane.DOCUMENTS: 10,
        Lane.REFERENCE: 25,
        Lane.PROOF: 30,
        Lane.BACKFILL: 35,
    }
)
"""Percent of the day's calls at which a lane stops, to leave the rest to more important ones."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one budget allows."""

    per_window: int
    window: dt.timedelta
    at_once: int | None = None
    """None: slots are not held, calls are only counted."""
    per_day: int | None = None
    day_resets: DayResets = DayResets.UNKNOWN
    slot_life: dt.timedelta = dt.timedelta(seconds=90)
    """After this a slot counts as lost with its owner; longer than any request may take."""
    patience: dt.timedelta = dt.timedelta(seconds=30)
    """The longest wait for a slot; a message may be held for sixty seconds in all."""
    system: System = "xero"
    """Who sets them."""
    shares: Mapping[Lane, int] = field(init=False)

    def __post_init__(self) -> None:
        if self.per_window < 1 or (self.at_once is not None and self.at_once < 1):
            raise ValueError("a budget allows at least one call")
        object.__setattr__(self, "shares", _shared_out(self.per_window))

    @property
    def at_once_shares(self) -> Mapping[Lane, int]:
        """None to keep where only one call fits at once."""
        return AT_ONCE_SHARES if self.at_once and self.at_once > 1 else {}


def _shared_out(per_window: int) -> Mapping[Lane, int]:
    """Whole calls for each lane, the most important first, as far as they go."""
    shares = {}
    left = per_window
    for lane in Lane:
        shares[lane] = min(left, -(-per_window * WINDOW_SHARES[lane] // 100))
        left -= shares[lane]
    return MappingProxyType(shares)


class Budget(Protocol):
    """Hands out the right to call; shared by everybody who calls the same organisation or site."""

    async def take(self, lane: Lane) -> Slot:
        """Wait for a turn.

        Raises BudgetExhaustedError where the day is used up or the turn would come too late.
        """
        ...

    async def give_back(self, slot: Slot, status: int | None = None, headers: Mapping[str, str] | None = None) -> None:
        """Free the slot and learn from the answer, if one came. Never raises: a lost slot expires."""
        ...
