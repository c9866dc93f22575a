"""The clock that all machines share."""

import datetime as dt

from shared.clock import CommonClock, FixedClock

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)


async def test_a_clock_that_is_wrong_is_set_by_the_common_one() -> None:
    own = FixedClock(NOON + dt.timedelta(minutes=10))
    clock = CommonClock(own)

    async def asked() -> dt.datetime:
        own.advance(0.2)  # the answer is on its way for half of that
        return NOON

    await clock.follow(asked)

    assert abs(clock.now() - NOON) <= dt.timedelta(seconds=0.1)


async def test_a_clock_that_is_right_is_left_alone() -> None:
    clock = CommonClock(FixedClock(NOON))

    async def asked() -> dt.datetime:
        return NOON + dt.timedelta(milliseconds=300)

    assert not await clock.follow(asked)
    assert clock.now() == NOON


async def test_an_answer_that_was_long_under_way_says_nothing() -> None:
    own = FixedClock(NOON)
    clock = CommonClock(own)

    async def asked() -> dt.datetime:
        own.advance(20)  # the server stood still
        return NOON + dt.timedelta(seconds=20)

    assert not await clock.follow(asked)
    assert clock.now() == NOON + dt.timedelta(seconds=20)


async def test_a_clock_that_was_set_is_left_alone_until_it_goes_wrong_again() -> None:
    own = FixedClock(NOON + dt.timedelta(minutes=10))
    clock = CommonClock(own)
    now = NOON

    async def asked() -> dt.datetime:
        return now

    set_by = [await clock.follow(asked), await clock.follow(asked)]
    now += dt.timedelta(minutes=3)  # the machine was asleep
    set_by.append(await clock.follow(asked))

    assert set_by == [dt.timedelta(minutes=-10), dt.timedelta(), dt.timedelta(minutes=3)]
    assert clock.now() == now
