"""Nobody waits for a turn in a process that was told to end."""

import asyncio
import datetime as dt

import pytest

from shared.budget import NOTHING_HEARD, Lane, Limits
from shared.clock import SystemClock
from shared.ending import Ending, ToldToEndError
from shared.turns import PacedBudget
from tests.fakes.ledger import MemoryLedger

LIMITS = Limits(per_window=10, window=dt.timedelta(minutes=1), at_once=1)


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger(SystemClock())


def budget(ledger: MemoryLedger, ending: Ending) -> PacedBudget:
    return PacedBudget(ledger, LIMITS, lambda _status, _headers: NOTHING_HEARD, SystemClock(), ending)


async def test_those_who_wait_are_let_go_and_leave_no_place_behind(ledger: MemoryLedger) -> None:
    ending = Ending()
    paced = budget(ledger, ending)
    await paced.take(Lane.BACKFILL)
    waiting = [asyncio.create_task(paced.take(lane)) for lane in (Lane.BACKFILL, Lane.BACKFILL, Lane.DOCUMENTS)]
    async with asyncio.timeout(10):
        while len(ledger.state.waiting) < 2:
            await SystemClock().sleep(0.01)

    ending.told.set()
    async with asyncio.timeout(10):
        ended = await asyncio.gather(*waiting, return_exceptions=True)

    assert [type(error) for error in ended] == [ToldToEndError] * 3
    assert ledger.state.waiting == ()


async def test_a_turn_that_is_free_is_still_given_to_finish_what_was_begun(ledger: MemoryLedger) -> None:
    ending = Ending()
    ending.told.set()

    slot = await budget(ledger, ending).take(Lane.DOCUMENTS)

    assert slot.lane is Lane.DOCUMENTS
    with pytest.raises(ToldToEndError):
        await budget(ledger, ending).take(Lane.DOCUMENTS)
