"""Who wants an object, and how urgently; pure."""

import datetime as dt
from dataclasses import dataclass
from typing import Self

from shared.budget import Lane as BudgetLane
from shared.contracts.envelope import Lane
from shared.contracts.sync import ObjectWanted, Why
from shared.store.records import REWRITE

URGENCY = (Lane.NOW, Lane.CHANGED, Lane.BULK)
WEIGHT: tuple[Why, ...] = ("dependency", "person", "webhook")
"""What allows more comes first: a dependency ignores all settings (R68), a click all but the direction (R141)."""
BUDGET_LANES = {Lane.NOW: BudgetLane.CLICK, Lane.CHANGED: BudgetLane.EVENTS, Lane.BULK: BudgetLane.BACKFILL}


@dataclass(frozen=True, slots=True)
class Wish:
    """For one object."""

    object_id: str
    lane: Lane
    whys: frozenset[Why]
    seen_at: dt.datetime | None = None
    """When it changed, as far as the newest news says; None where somebody wants it in any case."""
    rewrite: bool = False
    """To be written although nothing of it changed."""

    @classmethod
    def of(cls, event: ObjectWanted) -> Self:
        """As the message says."""
        return cls(event.object_id, event.lane, frozenset({event.why}), event.seen_at, event.rewrite)

    @property
    def asked(self) -> str | None:
        """How the log tells it; news by webhook was not asked for."""
        if self.rewrite:
            return REWRITE
        why = min(self.whys, key=WEIGHT.index)
        return None if why == "webhook" else why

    @property
    def is_dependency(self) -> bool:
        """Whether documents wait for it."""
        return "dependency" in self.whys


def merged(first: Wish | None, second: Wish) -> Wish:
    """Two wishes for one object."""
    if first is None:
        return second
    lane = min(first.lane, second.lane, key=URGENCY.index)
    seen_at = max(first.seen_at, second.seen_at) if first.seen_at and second.seen_at else None
    return Wish(second.object_id, lane, first.whys | second.whys, seen_at, first.rewrite or second.rewrite)
