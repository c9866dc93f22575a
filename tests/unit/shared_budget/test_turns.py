"""Waiting for one's turn: bounded, fair within a lane, correct with many callers at once."""

import asyncio
import datetime as dt
from collections.abc import Mapping

import pytest

from shared.budget import BudgetExhaustedError, Heard, Lane, Limits, Slot
from shared.budget_state import State
from shared.clock import FixedClock
from shared.errors import MendedBy, NotSentError
from shared.http import Answer, Request
from shared.turns import (
    CombinedBudget,
    LedgerUnavailableError,
    PacedBudget,
    send_in_turn,
)
from tests.fakes.ledger import MemoryLedger, memory_budget

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
LIMITS = Limits(per_window=10, window=60 * SECOND, at_once=3)


def listen(status: int, headers: Mapping[str, str]) -> Heard:
    return Heard(closed_for=SECOND * int(headers.get("retry-after", "1"))) if status == 429 else Heard()


class StubbornLedger(MemoryLedger):
    """Somebody else is quicker, a few times; then it is away."""

    def __init__(self, clock: FixedClock, *, lost_races: int = 0, away: bool = False) -> None:
        super().__init__(clock)
        self.lost_races = lost_races
        self.away = away
        self.exchanges = 0

    async def swap(self, new: State) -> tuple[bool, State]:
        self.exchanges += 1
        if self.away:
            raise LedgerUnavailableError("away")
        if self.lost_races:
            self.lost_races -= 1
            won, _ = await super().swap(State(version=self.state.version + 1, uses=self.state.uses))
            assert won
        return await super().swap(new)


class Wire:
    """A transport that answers as told."""

    def __init__(self, answer: Answer | Exception) -> None:
        self.answer = answer

    async def send(self, request: Request) -> Answer:
        assert request.method == "GET"
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


async def test_a_full_window_is_waited_for_when_it_opens_soon() -> None:
    clock = FixedClock(NOON)
    budget = memory_budget(LIMITS, listen, clock)
    for _ in range(5):
        await budget.give_back(await budget.take(Lane.CLICK))
    clock.advance(35)

    await budget.take(Lane.CLICK)

    assert clock.now() >= NOON + 60 * SECOND


async def test_a_turn_that_comes_too_late_is_refused_at_once_and_says_when() -> None:
    clock = FixedClock(NOON)
    budget = memory_budget(LIMITS, listen, clock)
    for _ in range(5):
        await budget.give_back(await budget.take(Lane.CLICK))

    with pytest.raises(BudgetExhaustedError) as refused:
        await budget.take(Lane.CLICK)

    assert refused.value.mended_by is MendedBy.TIME
    assert refused.value.until == NOON + dt.timedelta(seconds=60.1)
    assert clock.now() == NOON


async def test_a_returned_slot_wakes_who_waits_for_it() -> None:
    clock = FixedClock(NOON)
    budget = memory_budget(LIMITS, listen, clock)
    slots = [await budget.take(Lane.CLICK) for _ in range(3)]
    waiting = asyncio.create_task(budget.take(Lane.CLICK))
    await asyncio.sleep(0)

    await budget.give_back(slots[0])

    assert isinstance(await asyncio.wait_for(waiting, 5), Slot)


async def test_within_a_lane_the_first_to_ask_is_the_first_to_call() -> None:
    clock = FixedClock(NOON)
    budget = memory_budget(LIMITS, listen, clock)
    order: list[int] = []

    async def call(number: int) -> None:
        slot = await budget.take(Lane.DOCUMENTS)
        order.append(number)
        await budget.give_back(slot)

    await asyncio.gather(*(call(number) for number in range(5)))

    assert order == [0, 1, 2, 3, 4]


async def test_never_more_calls_at_once_than_allowed() -> None:
    clock = FixedClock(NOON)
    ages = dt.timedelta(days=1)  # every waiter moves this clock
    limits = Limits(per_window=500, window=60 * SECOND, at_once=3, slot_life=ages, patience=ages)
    budget = memory_budget(limits, listen, clock)
    running, most = 0, 0

    async def call(lane: Lane) -> None:
        nonlocal running, most
        slot = await budget.take(lane)
        running += 1
        most = max(most, running)
        for _ in range(3):
            await asyncio.sleep(0)
        running -= 1
        await budget.give_back(slot)

    await asyncio.gather(*(call(lane) for lane in [Lane.CLICK, Lane.BACKFILL, Lane.PROOF] * 10))

    assert most == 3


async def test_a_busy_process_does_not_starve_another() -> None:
    clock = FixedClock(NOON)
    ages = dt.timedelta(days=1)
    limits = Limits(per_window=500, window=60 * SECOND, at_once=3, slot_life=ages, patience=ages)
    ledger = MemoryLedger(clock)
    busy, quiet = (PacedBudget(ledger, limits, listen, clock) for _ in range(2))
    order: list[str] = []

    async def call(budget: PacedBudget, name: str) -> None:
        slot = await budget.take(Lane.BACKFILL)
        order.append(name)
        for _ in range(20):
            await asyncio.sleep(0)
        await budget.give_back(slot)

    await asyncio.gather(*(call(busy, "busy") for _ in range(30)), call(quiet, "quiet"))

    assert order.index("quiet") <= 5


async def test_who_gives_up_leaves_no_place_behind() -> None:
    clock = FixedClock(NOON)
    ledger = MemoryLedger(clock)
    budget = PacedBudget(ledger, LIMITS, listen, clock)
    for _ in range(3):
        await budget.take(Lane.CLICK)
    waiting = asyncio.create_task(budget.take(Lane.CLICK))
    for _ in range(3):
        await asyncio.sleep(0)
    places = [len(ledger.state.waiting)]

    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)

    assert [*places, len(ledger.state.waiting)] == [1, 0]


async def test_a_lost_race_is_run_again_on_what_the_winner_left() -> None:
    clock = FixedClock(NOON)
    ledger = StubbornLedger(clock, lost_races=3)
    budget = PacedBudget(ledger, LIMITS, listen, clock)

    slot = await budget.take(Lane.CLICK)

    assert ledger.exchanges == 4
    assert [held.id for held in ledger.state.held] == [slot.id]


async def test_undisturbed_a_take_is_one_exchange_and_a_return_one_more() -> None:
    clock = FixedClock(NOON)
    ledger = StubbornLedger(clock)
    budget = PacedBudget(ledger, LIMITS, listen, clock)

    await budget.give_back(await budget.take(Lane.CLICK))

    assert ledger.exchanges == 2


async def test_returning_a_slot_never_fails_the_call_that_was_made() -> None:
    clock = FixedClock(NOON)
    ledger = StubbornLedger(clock)
    budget = PacedBudget(ledger, LIMITS, listen, clock)
    slot = await budget.take(Lane.CLICK)
    ledger.away = True

    await budget.give_back(slot, 200, {})

    assert len(ledger.state.held) == 1


async def test_a_cancelled_wait_leaves_the_lane_to_the_next() -> None:
    clock = FixedClock(NOON)
    budget = memory_budget(LIMITS, listen, clock)
    slots = [await budget.take(Lane.CLICK) for _ in range(3)]
    waiting = asyncio.create_task(budget.take(Lane.CLICK))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)

    await budget.give_back(slots[0])

    assert isinstance(await asyncio.wait_for(budget.take(Lane.CLICK), 5), Slot)


async def test_combined_budgets_give_back_the_first_where_the_second_refuses() -> None:
    clock = FixedClock(NOON)
    connection, app = MemoryLedger(clock), memory_budget(Limits(per_window=1, window=60 * SECOND), listen, clock)
    both = CombinedBudget(PacedBudget(connection, LIMITS, listen, clock), app)
    await both.give_back(await both.take(Lane.CLICK))

    with pytest.raises(BudgetExhaustedError):
        await both.take(Lane.CLICK)

    assert connection.state.held == ()


async def test_the_answer_is_passed_on_and_the_slot_returned_with_its_headers() -> None:
    clock = FixedClock(NOON)
    ledger = MemoryLedger(clock)
    budget = PacedBudget(ledger, LIMITS, listen, clock)
    said = Answer(429, {"retry-after": "26"})

    answer = await send_in_turn(Wire(said), budget, Lane.CLICK, Request("GET", "/Invoices"))

    assert answer is said
    assert ledger.state.held == ()
    assert ledger.state.closed_until == NOON + 26 * SECOND


async def test_a_call_that_failed_returns_its_slot_too() -> None:
    clock = FixedClock(NOON)
    ledger = MemoryLedger(clock)
    budget = PacedBudget(ledger, LIMITS, listen, clock)

    with pytest.raises(NotSentError):
        await send_in_turn(Wire(NotSentError("refused")), budget, Lane.CLICK, Request("GET", "/Invoices"))

    assert ledger.state.held == ()
