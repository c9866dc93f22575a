"""What a historic load reads: what documents need first, then the newest month, and so on backwards; pure."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from shared.contracts.envelope import Category, System
from shared.store.historic import HistoricLoad
from shared.sync.settings import DOCUMENTS, ORDER

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """One list, and which days of it."""

    category: Category
    source: System
    begins: dt.date
    ends: dt.date
    """The last day, inclusive."""
    part: int = 0
    """Which of the category's lists in Xero."""

    @property
    def is_dated(self) -> bool:
        """Whether the day counts that is written on it; all else belongs to the day of its last change."""
        return self.category in DOCUMENTS

    def holds(self, day: dt.date | None) -> bool:
        """Whether that day is of this step; what tells no day is nobody's history."""
        return day is not None and self.begins <= day <= self.ends


def steps(load: HistoricLoad) -> list[Step]:
    """All of them; the same whenever they are asked for."""
    order = [category for category in ORDER if category in load.ways]
    made = [
        Step(category, load.ways[category], load.begins, load.ends) for category in order if category not in DOCUMENTS
    ]
    for begins, ends in _months(load.begins, load.ends):
        for category in order:
            if category in DOCUMENTS:
                source = load.ways[category]
                parts = 2 if source == "xero" else 1
                made += [Step(category, source, begins, ends, part) for part in range(parts)]
    return made


def _months(first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """The newest first, cut to the range."""
    while last >= first:
        begins = max(last.replace(day=1), first)
        yield begins, last
        last = begins - ONE_DAY
