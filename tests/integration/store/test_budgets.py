"""Budgets shared through a real MongoDB: several processes, one limit."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Mapping

import pytest
from pydantic import SecretStr

from shared.budget import BudgetExhaustedError, Heard, Lane, Limits
from shared.budget_state import Held, State, Use, Waiting
from shared.clock import FixedClock, SystemClock
from shared.store.budgets import MongoLedger, budgets, granted, mongo_budget
from shared.store.database import Database, opened
from shared.turns import LedgerUnavailableError
from tests.fakes.ledger import MemoryLedger

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
FULL = State(
    version=1,
    uses=(Use(Lane.CLICK, NOON), Use(Lane.BACKFILL, NOON, 7)),
    held=(Held("a", Lane.EVENTS, NOON),),
    waiting=(Waiting("b", Lane.PROOF, NOON), Waiting("c", Lane.CLICK, NOON)),
    others=3,
    others_until=NOON,
    closed_until=NOON,
    day_left=17,
    day_size=500,
    day_heard=NOON,
    day_closed_until=NOON,
    granted={Lane.CLICK: 3, Lane.PROOF: 1},
)


def listen(status: int, headers: Mapping[str, str]) -> Heard:
    return Heard(day_left=int(headers["left"])) if status == 200 and "left" in headers else Heard()


@pytest.fixture
async def database(mongodb_url: str, mongodb_database: str) -> AsyncIterator[Database]:
    async with opened(SecretStr(mongodb_url), mongodb_database) as database:
        yield database


@pytest.fixture(params=["memory", "mongodb"])
def ledger(request: pytest.FixtureRequest, database: Database) -> MemoryLedger | MongoLedger:
    clock = FixedClock(NOON)
    return MemoryLedger(clock) if request.param == "memory" else MongoLedger(database, "x", clock, own_time=True)


async def test_a_ledger_keeps_everything(ledger: MemoryLedger | MongoLedger) -> None:
    assert await ledger.read() == State()

    assert await ledger.swap(FULL) == (True, FULL)

    assert await ledger.read() == FULL


async def test_a_ledger_tells_who_comes_too_late_what_is_stored(ledger: MemoryLedger | MongoLedger) -> None:
    await ledger.swap(FULL)

    assert await ledger.swap(State(version=1)) == (False, FULL)
    assert await ledger.swap(State(version=3)) == (False, FULL)
    assert await ledger.swap(State(version=2)) == (True, State(version=2))


async def test_many_processes_together_keep_the_limits(database: Database) -> None:
    limits = Limits(per_window=30, window=3600 * SECOND, at_once=5, patience=2 * SECOND)
    running, most, calls = 0, 0, 0

    async def worker(lane: Lane) -> None:
        nonlocal running, most, calls
        budget = mongo_budget(database, "xero:1", limits, listen, SystemClock())
        while True:
            try:
                slot = await budget.take(lane)
            except BudgetExhaustedError:
                return
            running, calls = running + 1, calls + 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1
            await budget.give_back(slot, 200, {})

    await asyncio.gather(*(worker(lane) for lane in Lane), worker(Lane.BACKFILL), worker(Lane.CLICK))

    assert calls == 30
    assert most <= 5


async def test_people_can_see_how_many_calls_each_lane_had(database: Database) -> None:
    budget = mongo_budget(database, "xero:1", Limits(per_window=30, window=60 * SECOND), listen, SystemClock())
    for lane in (Lane.CLICK, Lane.CLICK, Lane.PROOF):
        await budget.take(lane)

    assert await granted(database, "xero:1") == {"click": 2, "proof": 1}
    assert await granted(database, "xero:2") == {}


async def test_what_one_process_hears_all_know(database: Database) -> None:
    limits = Limits(per_window=30, window=60 * SECOND, at_once=5, per_day=1000)
    one, two = (mongo_budget(database, "xero:1", limits, listen, SystemClock()) for _ in range(2))
    await two.give_back(await two.take(Lane.CLICK))

    await one.give_back(await one.take(Lane.CLICK), 200, {"left": "100"})

    with pytest.raises(BudgetExhaustedError):
        await two.take(Lane.BACKFILL)


async def test_a_machine_with_a_wrong_clock_goes_by_the_databases_time(database: Database) -> None:
    wrong = FixedClock(NOON - dt.timedelta(days=400))
    budget = mongo_budget(database, "xero:1", Limits(per_window=30, window=60 * SECOND, at_once=5), listen, wrong)

    slot = await budget.take(Lane.CLICK)

    assert abs(slot.granted_at - SystemClock().now()) < 5 * SECOND


async def test_without_its_database_a_budget_grants_nothing(mongodb_url: str, mongodb_database: str) -> None:
    async with opened(SecretStr(mongodb_url), mongodb_database) as gone:
        budget = mongo_budget(gone, "x", Limits(per_window=30, window=60 * SECOND, at_once=5), listen, SystemClock())

    with pytest.raises(LedgerUnavailableError):
        await budget.take(Lane.CLICK)


async def test_the_document_stays_small(database: Database) -> None:
    budget = mongo_budget(database, "xero:app", Limits(per_window=9500, window=60 * SECOND), listen, SystemClock())

    for lane in list(Lane) * 20:
        await budget.take(lane)

    document = await budgets(database).find_one({"_id": "xero:app"})
    assert document is not None
    assert len(document["uses"]) <= 6 * 5
