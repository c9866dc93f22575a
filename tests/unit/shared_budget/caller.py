"""One caller of a budget, and the limits it lives with."""

import datetime as dt
from dataclasses import dataclass, field

from shared.budget import Heard, Lane, Limits
from shared.budget_state import State
from shared.pacing import Exhausted, Granted, WaitUntil, ask, finish

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


SECOND = dt.timedelta(seconds=1)


XERO = Limits(per_window=60, window=60 * SECOND, at_once=5)


SMALL = Limits(per_window=7, window=10 * SECOND, at_once=3)


@dataclass
class Caller:
    """Takes slots one by one and remembers what came of it."""

    limits: Limits
    state: State = field(default_factory=State)
    now: dt.datetime = NOON
    asked: int = 0
    running: list[str] = field(default_factory=list)

    def ask(self, lane: Lane) -> Granted | WaitUntil | Exhausted:
        self.asked += 1
        verdict = ask(self.state, self.limits, now=self.now, lane=lane, slot_id=str(self.asked))
        if isinstance(verdict, Granted):
            self.state = verdict.state
            self.running.append(str(self.asked))
        return verdict

    def finish(self, slot_id: str | None = None, heard: Heard | None = None) -> None:
        ended = slot_id or self.running[0]
        self.running.remove(ended)
        self.state = finish(self.state, self.limits, now=self.now, slot_id=ended, heard=heard or Heard())

    def call(self, lane: Lane, heard: Heard | None = None) -> Granted | WaitUntil | Exhausted:
        verdict = self.ask(lane)
        if isinstance(verdict, Granted):
            self.finish(str(self.asked), heard)
        return verdict

    def calls(self, lane: Lane) -> int:
        """As many as this lane gets at this moment, one after another."""
        count = 0
        while isinstance(self.call(lane), Granted):
            count += 1
        return count

    def in_time(self, lane: Lane, seconds: float) -> int:
        """As many as this lane gets within that time, one after another, each at the moment it is told."""
        count, until = 0, self.now + dt.timedelta(seconds=seconds)
        while not isinstance(verdict := self.call(lane), Exhausted):
            if isinstance(verdict, Granted):
                count += 1
            elif verdict.at <= until:
                self.now = verdict.at
            else:
                break
        return count

    def wait(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)
