"""What a historic load costs in calls of each system, and how long the limits make it take; pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from shared.config import XeroSettings
from shared.contracts.envelope import Category, System
from shared.store.historic import HistoricLoad, Tally
from shared.sync.settings import DOCUMENTS

DETAILED_ROWS = 25
"""In one answer of Scoro, with their lines."""
ELEMENTS = 50
"""In one writing call of Xero."""
WINDOW_SECONDS = 2
"""In which Scoro counts calls."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Calls."""

    scoro: int = 0
    xero: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        """Of both."""
        return Cost(self.scoro + other.scoro, self.xero + other.xero)

    def lasts(self, *, scoro_a_second: float, xero_a_minute: float) -> dt.timedelta:
        """As long as the slower system takes where both are called as fast as they allow."""
        return dt.timedelta(seconds=round(max(self.scoro / scoro_a_second, self.xero * 60 / xero_a_minute)))


def at_the_limits(cost: Cost) -> dt.timedelta:
    """How long it takes with the limits that are usual."""
    usual = XeroSettings.model_fields
    return cost.lasts(
        scoro_a_second=usual["scoro_window_limit"].default / WINDOW_SECONDS,
        xero_a_minute=usual["xero_minute_limit"].default,
    )


def of_load(load: HistoricLoad) -> Mapping[Category, Cost]:
    """By category; contacts and products that documents bring along are not known before."""
    months = (load.ends.year - load.begins.year) * 12 + load.ends.month - load.begins.month + 1
    return {
        category: _of(tally, load.ways[category], lists=months if category in DOCUMENTS else 1)
        for category, tally in load.counted.items()
    }


def _of(tally: Tally, source: System, *, lists: int) -> Cost:
    """At least one call per list, however little is on it."""
    unlinked = tally.objects - tally.linked
    if source == "scoro":
        look_ups = _calls(tally.twins + tally.taken, ELEMENTS)
        return Cost(scoro=max(lists, _calls(tally.objects, DETAILED_ROWS)), xero=_calls(unlinked, ELEMENTS) + look_ups)
    return Cost(scoro=_calls(unlinked, DETAILED_ROWS) + tally.new, xero=lists * 2)


def _calls(count: int, each: int) -> int:
    return -(-count // each)
