"""Calls that got stuck, taken up beside the bells that lead to them: a few at once, each once."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

import structlog

from shared.ending import Ending
from shared.messaging.middleware import caught
from shared.redaction import logged
from shared.store.records import Entry
from shared.sync.telling import Telling

log = structlog.get_logger()

AT_ONCE = 4

Resume = Callable[[Entry, str], Awaitable[None]]
"""Finishes the call of an entry, by its id, if nobody else is at it."""


class Resuming:
    """Where this fails, the call stays recorded as it is, and the sweeper rings for it again."""

    def __init__(self, resume: Resume, telling: Telling, ending: Ending) -> None:
        self._resume = resume
        self._telling = telling
        self._ending = ending
        self._places = asyncio.Semaphore(AT_ONCE)
        self._tasks: dict[str, asyncio.Task[None]] = {}

    @property
    def tasks(self) -> Iterable[asyncio.Task[None]]:
        """Those that are under way."""
        return self._tasks.values()

    def begin(self, entry: Entry) -> None:
        """See that the call of this entry is finished, unless this process is about to do so already."""
        call_id = entry.call_id
        if call_id is not None and call_id not in self._tasks:
            self._tasks[call_id] = asyncio.create_task(self._finish(entry, call_id), name=f"resume {call_id}")

    async def _finish(self, entry: Entry, call_id: str) -> None:
        try:
            async with self._places:
                if self._ending.told.is_set():
                    await self._telling.ring([entry])
                elif (failure := await caught(self._resume(entry, call_id))) is not None:
                    log.error("call.not_resumed", call_id=call_id, error=logged(failure))
        finally:
            del self._tasks[call_id]
