"""Whatever callers do: no limit is broken and nobody starves."""

import datetime as dt
import itertools
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.budget import Lane, Limits
from shared.budget_state import MARGIN
from shared.pacing import LATER, Granted, WaitUntil
from tests.unit.shared_budget.caller import SECOND, SMALL, Caller


@dataclass
class Trip:
    """One call as it really went: it reached the other side somewhere between its grant and its answer."""

    lane: Lane
    pause: float
    lasts: float
    arrives: float


@dataclass
class Road:
    """Callers that wait as they are told, and the moments at which their requests arrived."""

    caller: Caller
    due: dict[str, dt.datetime] = field(default_factory=dict)
    arrived: list[dt.datetime] = field(default_factory=list)
    most_at_once: int = 0

    def travel(self, trip: Trip) -> None:
        self.move_to(self.caller.now + dt.timedelta(seconds=trip.pause))
        while isinstance(verdict := self.caller.ask(trip.lane), WaitUntil):
            assert verdict.at > self.caller.now
            self.move_to(verdict.at)
        self.most_at_once = max(self.most_at_once, len(self.caller.running))
        self.due[str(self.caller.asked)] = self.caller.now + dt.timedelta(seconds=trip.lasts)
        self.arrived.append(self.caller.now + dt.timedelta(seconds=trip.lasts * trip.arrives))

    def move_to(self, moment: dt.datetime) -> None:
        for slot, end in sorted(self.due.items(), key=lambda item: item[1]):
            if end <= moment:
                self.caller.now = max(end, self.caller.now)
                self.caller.finish(slot)
                del self.due[slot]
        self.caller.now = moment


@st.composite
def bursts(draw: st.DrawFn) -> list[Trip]:
    """Several calls alike, asked for at once: what brings limits into danger."""
    pause, lasts, arrives = (
        draw(st.sampled_from(choice)) for choice in ([0.0, 0.0005, 0.7, 9.9], [0.0, 0.5, 9.0, 25.0], [0.0, 0.5, 1.0])
    )
    lanes = draw(st.lists(st.sampled_from(list(Lane)), min_size=1, max_size=12))
    return [Trip(lane, pause if position == 0 else 0.0, lasts, arrives) for position, lane in enumerate(lanes)]


@settings(max_examples=300, deadline=None)
@given(st.lists(bursts(), min_size=2, max_size=8))
def test_no_window_of_the_other_side_ever_holds_too_many_calls(plan: list[list[Trip]]) -> None:
    limits = Limits(per_window=9, window=10 * SECOND, at_once=7)
    road = Road(Caller(limits))

    for trip in itertools.chain.from_iterable(plan):
        road.travel(trip)

    assert road.most_at_once <= 7
    for first in road.arrived:
        assert sum(first <= other < first + limits.window for other in road.arrived) <= 9


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(list(Lane)), st.floats(0, 15)), max_size=80), st.sampled_from(list(Lane)))
def test_every_lane_finds_its_share_whatever_the_others_did(plan: list[tuple[Lane, float]], late: Lane) -> None:
    limits = Limits(per_window=20, window=10 * SECOND, at_once=5)
    caller = Caller(limits)
    for lane, pause in plan:
        if lane is not late:
            caller.call(lane)
        caller.wait(pause / 10)

    start = caller.now
    while isinstance(verdict := caller.call(late), WaitUntil):
        caller.now = verdict.at

    assert isinstance(verdict, Granted)
    assert caller.now - start <= limits.window / LATER + MARGIN


@settings(deadline=None)
@given(st.lists(st.sampled_from(list(Lane)), max_size=60), st.sampled_from(list(Lane)))
def test_who_waits_as_told_gets_a_call_within_two_windows(before: list[Lane], lane: Lane) -> None:
    caller = Caller(SMALL)
    for other in before:
        caller.call(other)
    start = caller.now

    for _ in range(50):
        verdict = caller.call(lane)
        if isinstance(verdict, Granted):
            break
        assert isinstance(verdict, WaitUntil)
        assert verdict.at > caller.now
        caller.now = verdict.at

    assert isinstance(verdict, Granted)
    assert caller.now - start <= 2 * SMALL.window
