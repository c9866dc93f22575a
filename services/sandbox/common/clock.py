"""A clock that runs in real time and can be moved: limits, token lifetimes and 30-day windows in an instant."""

import asyncio
import datetime as dt
from collections.abc import Callable


def real_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)  # noqa: TID251 a sandbox process has no other clock to ask


class SandboxClock:
    """Real time plus an offset, or one frozen moment. Whoever sleeps here wakes when the clock is moved far enough."""

    def __init__(self, source: Callable[[], dt.datetime] = real_now) -> None:
        self._source = source
        self._offset = dt.timedelta()
        self._frozen_at: dt.datetime | None = None
        self._moved = asyncio.Event()

    @property
    def is_frozen(self) -> bool:
        return self._frozen_at is not None

    def now(self) -> dt.datetime:
        return self._frozen_at or self._source() + self._offset

    def set(self, at: dt.datetime, *, frozen: bool = False) -> None:
        """Jump to a moment (aware, any zone); it runs on from there unless frozen."""
        if at.tzinfo is None:
            raise ValueError("the sandbox clock needs a time zone")
        at = at.astimezone(dt.UTC)
        self._offset = at - self._source()
        self._frozen_at = at if frozen else None
        self._wake()

    def advance(self, by: dt.timedelta) -> None:
        """Jump forward; a frozen clock stays frozen at its new moment."""
        if by < dt.timedelta():
            raise ValueError("the sandbox clock is advanced forwards; set() may go back")
        self.set(self.now() + by, frozen=self.is_frozen)

    def reset(self) -> None:
        """Back to real time."""
        self._offset = dt.timedelta()
        self._frozen_at = None
        self._wake()

    async def sleep(self, seconds: float) -> None:
        await self.sleep_until(self.now() + dt.timedelta(seconds=seconds))

    async def sleep_until(self, at: dt.datetime) -> None:
        """Wait until this clock, not the real one, shows `at`."""
        while (left := (at - self.now()).total_seconds()) > 0:
            moved = self._moved
            try:
                async with asyncio.timeout(None if self.is_frozen else left):
                    await moved.wait()
            except TimeoutError:
                continue

    def _wake(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()
