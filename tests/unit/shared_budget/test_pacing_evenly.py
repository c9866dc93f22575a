"""A long backfill goes evenly (decision 0021): the window is used, and whoever clicks finds a call at once."""

import datetime as dt
import heapq
import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from shared.budget import Lane
from shared.budget_state import AGAIN, State
from shared.pacing import Exhausted, WaitUntil, ask, finish
from tests.unit.shared_budget.caller import NOON, SECOND, XERO

LASTS = 0.4 * SECOND
EVERY = 10 * SECOND
LINES = 4
"""Calls that a backfill may have at once."""


@dataclass
class Desk:
    """A backfill of so many calls, and somebody who clicks every ten seconds; each click is two calls."""

    wanted: int
    besides: tuple[Lane, ...] = ()
    """Lanes that call without a pause as well."""
    late: dt.timedelta = dt.timedelta()
    """How much later than told whoever waits asks again."""
    now: dt.datetime = NOON
    state: State = field(default_factory=State)
    clicks: list[dt.timedelta] = field(default_factory=list)
    began: list[dt.datetime] = field(default_factory=list)
    """The calls of the backfill."""
    granted: Counter[Lane] = field(default_factory=Counter)
    _due: list[tuple[dt.datetime, int, Callable[[], None]]] = field(default_factory=list)
    _number: int = 0

    def work(self) -> dt.timedelta:
        """Until the last call of the backfill; how long it took."""
        for lane in (*itertools.repeat(Lane.BACKFILL, LINES), *self.besides):
            self._again(lane)
        self._at(NOON + SECOND, self._click)
        while self.granted[Lane.BACKFILL] < self.wanted:
            self.now, _, event = heapq.heappop(self._due)
            event()
        return self.now - NOON

    def _again(self, lane: Lane) -> None:
        self._call(lane, lambda: self._again(lane))

    def _click(self) -> None:
        began = self.now

        def answered() -> None:
            self.clicks.append(self.now - began)

        self._call(Lane.CLICK, lambda: self._call(Lane.CLICK, answered))
        self._at(began + EVERY, self._click)

    def _call(self, lane: Lane, then: Callable[[], None], slot_id: str = "") -> None:
        self._number += 1
        slot = slot_id or str(self._number)
        verdict = ask(self.state, XERO, now=self.now, lane=lane, slot_id=slot)
        assert not isinstance(verdict, Exhausted)
        self.state = verdict.state
        if isinstance(verdict, WaitUntil):
            self._at(verdict.at + self.late, lambda: self._call(lane, then, slot))
            return
        self.granted[lane] += 1
        if lane is Lane.BACKFILL:
            self.began.append(self.now)

        def ended() -> None:
            self.state = finish(self.state, XERO, now=self.now, slot_id=slot)
            then()

        self._at(self.now + LASTS, ended)

    def _at(self, moment: dt.datetime, event: Callable[[], None]) -> None:
        self._number += 1
        heapq.heappush(self._due, (moment, self._number, event))


def test_a_backfill_begins_with_a_third_of_a_window_and_never_stands_still_for_long() -> None:
    desk = Desk(400)

    desk.work()

    later = [one for one in desk.began if one > NOON + 2 * XERO.window]
    assert desk.began[19] - NOON < 3 * SECOND
    assert max(second - first for first, second in itertools.pairwise(later)) < XERO.window / 4


def test_whoever_clicks_during_a_long_backfill_waits_for_hardly_anything() -> None:
    desk = Desk(260)

    desk.work()

    assert len(desk.clicks) > 30
    assert max(desk.clicks) <= 2 * LASTS + AGAIN


def test_a_backfill_of_two_windows_does_not_creep_through_a_window_that_is_empty_again() -> None:
    desk = Desk(100)

    took = desk.work()

    assert took <= 100 / 47 * XERO.window


def test_a_long_backfill_uses_what_clicks_leave_of_the_window() -> None:
    desk = Desk(260)

    took = desk.work()

    assert took <= 260 / 44 * XERO.window


def test_a_backfill_that_always_asks_a_moment_late_keeps_its_pace() -> None:
    desk = Desk(260, late=0.25 * SECOND)

    took = desk.work()

    assert took <= 260 / 43.5 * XERO.window


def test_documents_that_cross_without_a_pause_go_before_a_backfill_and_leave_calls_to_clicks() -> None:
    desk = Desk(200, besides=(Lane.DOCUMENTS, Lane.DOCUMENTS))

    desk.work()

    waited = sorted(desk.clicks)
    assert waited[int(len(waited) * 0.9)] == 2 * LASTS
    assert desk.granted[Lane.DOCUMENTS] > desk.granted[Lane.BACKFILL]


def test_a_proof_takes_little_from_a_backfill() -> None:
    desk = Desk(260, besides=(Lane.PROOF,))

    desk.work()

    assert desk.granted[Lane.PROOF] < desk.granted[Lane.BACKFILL] / 10
