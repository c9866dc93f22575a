"""A long backfill goes evenly: the window is used, and whoever clicks meanwhile finds a call at once."""

import datetime as dt
import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

from shared.budget import Lane
from shared.pacing import Granted, WaitUntil
from tests.unit.shared_budget.caller import NOON, SECOND, XERO, Caller

LASTS = 0.4 * SECOND
EVERY = 10 * SECOND
LINES = 4
"""Calls that a backfill may have at once."""


@dataclass
class Desk:
    """A backfill of so many calls, and somebody who clicks every ten seconds; each click is two calls."""

    left: int
    caller: Caller = field(default_factory=lambda: Caller(XERO))
    clicks: list[dt.timedelta] = field(default_factory=list)
    began: list[dt.datetime] = field(default_factory=list)
    _due: list[tuple[dt.datetime, int, Callable[[], None]]] = field(default_factory=list)
    _number: "itertools.count[int]" = field(default_factory=itertools.count)

    def work(self) -> dt.timedelta:
        """Until the backfill is over; how long it took."""
        for _ in range(LINES):
            self._at(NOON, self._next)
        self._at(NOON + SECOND, self._click)
        while self._due and self.left + len(self.caller.running) > 0:
            self.caller.now, _, event = heapq.heappop(self._due)
            event()
        return self.caller.now - NOON

    def _next(self) -> None:
        if self.left > 0:
            self.left -= 1
            self._call(Lane.BACKFILL, self._next)

    def _click(self) -> None:
        began = self.caller.now

        def answered() -> None:
            self.clicks.append(self.caller.now - began)

        self._call(Lane.CLICK, lambda: self._call(Lane.CLICK, answered))
        if self.left:
            self._at(began + EVERY, self._click)

    def _call(self, lane: Lane, then: Callable[[], None]) -> None:
        verdict = self.caller.ask(lane)
        if isinstance(verdict, WaitUntil):
            self._at(verdict.at, lambda: self._call(lane, then))
            return
        assert isinstance(verdict, Granted)
        slot = self.caller.running[-1]
        if lane is Lane.BACKFILL:
            self.began.append(self.caller.now)

        def ended() -> None:
            self.caller.finish(slot)
            then()

        self._at(self.caller.now + LASTS, ended)

    def _at(self, moment: dt.datetime, event: Callable[[], None]) -> None:
        heapq.heappush(self._due, (moment, next(self._number), event))


def test_a_backfill_begins_with_a_third_of_a_window_and_goes_evenly_in_the_end() -> None:
    desk = Desk(400)

    desk.work()

    third_window = [one for one in desk.began if one > NOON + 2 * XERO.window]
    assert desk.began[19] - NOON < 3 * SECOND
    assert max(later - earlier for earlier, later in itertools.pairwise(third_window)) < EVERY


def test_whoever_clicks_during_a_long_backfill_waits_for_nothing() -> None:
    desk = Desk(260)

    desk.work()

    assert len(desk.clicks) > 30
    assert max(desk.clicks) == 2 * LASTS


def test_a_long_backfill_uses_what_clicks_leave_of_the_window() -> None:
    desk = Desk(260)

    took = desk.work()

    assert took <= 260 / 44 * XERO.window
