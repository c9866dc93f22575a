"""The only place that asks what time it is."""

import asyncio
import datetime as dt
import time
from collections.abc import Awaitable, Callable
from typing import Protocol

NOTICED = dt.timedelta(seconds=1)
"""What clocks differ less than that is left as it is."""


class Clock(Protocol):
    """Tells the time and waits; injected everywhere so that tests own it."""

    def now(self) -> dt.datetime:
        """The present moment, aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back; only differences mean something."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait; returns at once for zero or less."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> dt.datetime:
        """UTC, in milliseconds: what MongoDB keeps."""
        moment = dt.datetime.now(dt.UTC)  # noqa: TID251 - the one place
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def monotonic(self) -> float:
        """See `Clock`."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """See `Clock`."""
        await asyncio.sleep(max(0.0, seconds))


class CommonClock:
    """The machine's clock, set by one that all machines ask: what was read later is later for all of them."""

    def __init__(self, own: Clock) -> None:
        self._own = own
        self._behind = dt.timedelta()

    def now(self) -> dt.datetime:
        """See `Clock`."""
        return self._own.now() + self._behind

    def monotonic(self) -> float:
        """See `Clock`."""
        return self._own.monotonic()

    async def sleep(self, seconds: float) -> None:
        """See `Clock`."""
        await self._own.sleep(seconds)

    async def follow(self, common: Callable[[], Awaitable[dt.datetime]]) -> dt.timedelta:
        """Ask the common clock; hands out by how much our own was set forward by that.

        An answer that was long under way says nothing: nobody knows when in that time it was true.
        """
        began = self._own.monotonic()
        theirs = await common()
        took = dt.timedelta(seconds=self._own.monotonic() - began)
        off = theirs - (self.now() - took / 2)
        if took > NOTICED or abs(off) < NOTICED:
            return dt.timedelta()
        self._behind += off
        return off


class FixedClock:
    """A clock that stands until it is moved; sleeping moves it."""

    def __init__(self, moment: dt.datetime) -> None:
        self.moment = moment

    def now(self) -> dt.datetime:
        """See `Clock`."""
        return self.moment

    def monotonic(self) -> float:
        """See `Clock`."""
        return self.moment.timestamp()

    async def sleep(self, seconds: float) -> None:
        """Move on by that much and let others run."""
        self.advance(seconds)
        await asyncio.sleep(0)

    def advance(self, seconds: float) -> None:
        """Move on."""
        self.moment += dt.timedelta(seconds=max(0.0, seconds))
