"""Remembers which rows a list found: walking a hundred pages looks at every row once, not a hundred times."""

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from services.sandbox.scoro.state import Row

KEPT = 16


@dataclass(frozen=True, slots=True)
class Found:
    rows: list[Row]
    version: int
    """Of the state when they were found."""
    found_at: dt.datetime
    first_gone_at: dt.datetime | None
    """When the first deleted row among them vanishes for good."""

    def holds(self, version: int, now: dt.datetime) -> bool:
        is_whole = self.first_gone_at is None or now <= self.first_gone_at
        return self.version == version and self.found_at <= now and is_whole


class Matches:
    def __init__(self) -> None:
        self._found: OrderedDict[Hashable, Found] = OrderedDict()

    def clear(self) -> None:
        self._found.clear()

    def rows(self, key: Hashable, version: int, now: dt.datetime, find: Callable[[], Found]) -> list[Row]:
        """The remembered rows, or what `find` finds."""
        known = self._found.get(key)
        if known is None or not known.holds(version, now):
            known = self._found[key] = find()
        self._found.move_to_end(key)
        while len(self._found) > KEPT:
            self._found.popitem(last=False)
        return known.rows
