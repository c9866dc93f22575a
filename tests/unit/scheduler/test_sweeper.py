"""The sweeper keeps its steps apart."""

import datetime as dt

from services.scheduler.sweeper import Step, Sweeper
from shared.clock import FixedClock
from shared.errors import AwayError

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


class Lead:
    """Leads, or does not."""

    def __init__(self, *, leads: bool) -> None:
        self.leading = leads

    async def leads(self) -> bool:
        return self.leading


class Work:
    """Counts, and fails while told to."""

    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails
        self.done = 0

    async def __call__(self) -> None:
        if self.fails:
            raise AwayError("the broker is away")
        self.done += 1


async def test_a_step_that_fails_keeps_no_other_from_its_work() -> None:
    bad, good = Work(fails=True), Work()
    sweeper = Sweeper([Step("bad", bad, 1), Step("good", good, 1)], FixedClock(NOW), Lead(leads=True), seconds=1)

    await sweeper.once()

    assert good.done == 1


async def test_a_step_that_failed_is_tried_again() -> None:
    clock, work = FixedClock(NOW), Work(fails=True)
    sweeper = Sweeper([Step("bad", work, 1)], clock, Lead(leads=True), seconds=1)
    await sweeper.once()

    work.fails = False
    clock.advance(1)
    await sweeper.once()

    assert work.done == 1


async def test_a_seldom_step_waits_for_its_time() -> None:
    clock, work = FixedClock(NOW), Work()
    sweeper = Sweeper([Step("seldom", work, 5)], clock, Lead(leads=True), seconds=1)

    for _ in range(10):
        await sweeper.once()
        clock.advance(1)

    assert work.done == 2


async def test_one_that_stands_by_does_nothing() -> None:
    work = Work()
    sweeper = Sweeper([Step("step", work, 1)], FixedClock(NOW), Lead(leads=False), seconds=1)

    await sweeper.once()

    assert work.done == 0
