"""The end of a process: what is waited for, and what is left off."""

import asyncio

import pytest

from shared.ending import CutShortError, Ending, ToldToEndError
from shared.errors import MendedBy, UnclearError


class Work:
    """Takes until it is let go."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.may_end = asyncio.Event()
        self.was_cancelled = False

    async def do(self) -> str:
        self.begun.set()
        try:
            await self.may_end.wait()
        except asyncio.CancelledError:
            self.was_cancelled = True
            raise
        return "done"


async def test_work_that_is_done_in_time_gives_its_result() -> None:
    work = Work()
    work.may_end.set()

    assert await Ending().unless_told(work.do()) == "done"


async def test_work_raises_its_own_error() -> None:
    async def fails() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await Ending().unless_over(fails())


async def test_being_told_ends_the_waiting_and_the_work() -> None:
    ending, work = Ending(), Work()
    waiting = asyncio.create_task(ending.unless_told(work.do()))
    await work.begun.wait()

    ending.told.set()

    with pytest.raises(ToldToEndError):
        await waiting
    assert work.was_cancelled


async def test_what_must_not_be_left_unclear_goes_on_when_told() -> None:
    ending, work = Ending(), Work()
    waiting = asyncio.create_task(ending.unless_over(work.do()))
    await work.begun.wait()

    ending.told.set()
    work.may_end.set()

    assert await waiting == "done"


async def test_whoever_waits_may_be_cancelled_and_the_work_with_it() -> None:
    work = Work()
    waiting = asyncio.create_task(Ending().unless_told(work.do()))
    await work.begun.wait()

    waiting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await waiting
    await asyncio.sleep(0)
    assert work.was_cancelled


def test_time_mends_both_and_only_the_later_one_is_unclear() -> None:
    assert ToldToEndError().mended_by is CutShortError().mended_by is MendedBy.TIME
    assert isinstance(CutShortError(), UnclearError)
    assert not isinstance(ToldToEndError(), UnclearError)
