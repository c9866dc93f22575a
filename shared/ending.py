"""The end of a process in two steps: it is told to end, and its time is over. Whatever may take long asks here.

Told: nothing new is begun, nobody waits for a turn, what is on its way is finished. Over: what is still on its way is
left to another process.
"""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from shared.errors import MendedBy, SyncError, UnclearError

Result = TypeVar("Result")


class ToldToEndError(SyncError):
    """The process was told to end before the work was begun; nothing was done."""

    code = "told_to_end"
    mended_by = MendedBy.TIME

    def __init__(self) -> None:
        super().__init__("the process was told to end")


class CutShortError(UnclearError):
    """The time of the process was over before the work was done."""

    code = "cut_short"

    def __init__(self) -> None:
        super().__init__("the time of the process was over")


class Ending:
    """Shared by all parts of a process; who ends it sets the events, in their order."""

    def __init__(self) -> None:
        self.told = asyncio.Event()
        self.over = asyncio.Event()

    async def unless_told(self, work: Awaitable[Result]) -> Result:
        """What `work` gives; it is cancelled when the process is told to end. Raises ToldToEndError."""
        return await unless(self.told, work, ToldToEndError())

    async def unless_over(self, work: Awaitable[Result]) -> Result:
        """What `work` gives; it is cancelled when the time of the process is over. Raises CutShortError."""
        return await unless(self.over, work, CutShortError())


async def unless(event: asyncio.Event, work: Awaitable[Result], error: SyncError) -> Result:
    """What `work` gives; where the event comes first it is cancelled. Raises `error` then."""
    doing = asyncio.ensure_future(work)
    waiting = asyncio.ensure_future(event.wait())
    try:
        await asyncio.wait({doing, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            doing.cancel()
            await asyncio.wait({doing})
        if doing.cancelled() and event.is_set():
            raise error
        return await doing
    finally:
        waiting.cancel()
        doing.cancel()
