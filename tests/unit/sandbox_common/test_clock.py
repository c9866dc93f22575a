"""The sandbox's clock runs by itself and can be moved; sleepers notice."""

import asyncio
import datetime as dt

import pytest

from services.sandbox.common.clock import SandboxClock

NOON = dt.datetime(2026, 3, 9, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


class Wall:
    """Real time, turned by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> dt.datetime:
        return self.now


def test_it_runs_on_from_where_it_was_set() -> None:
    wall = Wall()
    clock = SandboxClock(wall)

    clock.set(NOON + 5 * HOUR)
    wall.now += HOUR

    assert clock.now() == NOON + 6 * HOUR


def test_frozen_it_stands_still_and_can_still_be_advanced() -> None:
    wall = Wall()
    clock = SandboxClock(wall)

    clock.set(NOON, frozen=True)
    wall.now += HOUR
    clock.advance(dt.timedelta(minutes=1))

    assert clock.now() == NOON + dt.timedelta(minutes=1)
    assert clock.is_frozen


def test_reset_is_real_time_again() -> None:
    clock = SandboxClock(Wall())
    clock.set(NOON + HOUR, frozen=True)

    clock.reset()

    assert (clock.now(), clock.is_frozen) == (NOON, False)


def test_any_zone_will_do_but_not_none() -> None:
    clock = SandboxClock(Wall())

    clock.set(dt.datetime.fromisoformat("2026-03-09T14:00:00+02:00"), frozen=True)

    assert clock.now() == NOON
    with pytest.raises(ValueError, match="time zone"):
        clock.set(NOON.replace(tzinfo=None))
    with pytest.raises(ValueError, match="forwards"):
        clock.advance(-HOUR)


@pytest.mark.parametrize("is_frozen", [pytest.param(True, id="frozen"), pytest.param(False, id="running")])
async def test_sleepers_wake_when_the_clock_is_moved_far_enough(is_frozen: bool) -> None:  # noqa: FBT001 a parameter
    clock = SandboxClock(Wall())
    clock.set(NOON, frozen=is_frozen)
    sleeper = asyncio.create_task(clock.sleep(3_600))

    await asyncio.sleep(0)
    clock.advance(HOUR / 2)
    awake_halfway = await asyncio.wait({sleeper}, timeout=0.01)
    clock.advance(HOUR / 2)
    async with asyncio.timeout(1):
        await sleeper

    assert not awake_halfway[0]


async def test_a_short_sleep_passes_by_itself() -> None:
    async with asyncio.timeout(1):
        await SandboxClock().sleep(0.01)
