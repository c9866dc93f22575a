"""Moves dead letters from the broker into the store: written first, acknowledged then.

Every scheduler does, whether it leads or not: a letter that two of them get is kept once.
"""

import asyncio
from collections.abc import AsyncIterator

import structlog

from services.scheduler import autopsy
from services.scheduler.steady import HEALS
from shared.clock import Clock
from shared.messaging.dead_letters import DeadLetterQueues, HandedOut, Letter
from shared.messaging.middleware import caught
from shared.redaction import logged
from shared.store.everything import Store

log = structlog.get_logger()

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
AT_ONCE = 20


class Keeper:
    """Keeps what comes; while the database or the broker is away, letters stay in their queues."""

    def __init__(self, queues: DeadLetterQueues, store: Store, clock: Clock) -> None:
        self._queues = queues
        self._store = store
        self._clock = clock
        self._pause = FIRST_PAUSE
        self._away = False

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            failure = await caught(self._until_it_fails())
            if failure is not None and not self._away:
                log.warning("keeper.away", error=logged(failure))
                self._away = True
            await self._clock.sleep(self._pause)
            self._pause = min(LONGEST_PAUSE, self._pause * 2)

    async def _until_it_fails(self) -> None:
        await self._store.database.ping()  # first: nothing is handed out that cannot be kept
        async with self._queues.opened() as letters:
            self._back()
            await self._all(letters)

    async def _all(self, letters: AsyncIterator[HandedOut]) -> None:
        """Several at once: each waits for the disk of the database. Raises the first failure that heals."""
        slots = asyncio.Semaphore(AT_ONCE)
        try:
            async with asyncio.TaskGroup() as settling:
                async for one in letters:
                    await slots.acquire()
                    settling.create_task(self._settle(one)).add_done_callback(lambda _: slots.release())
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None

    async def _settle(self, one: HandedOut) -> None:
        """A letter that cannot be kept for a reason nobody foresaw keeps no other from being kept."""
        failure = await caught(self.keep(one.letter))
        if isinstance(failure, HEALS):
            raise failure
        if failure is not None:
            log.error("letter.not_kept", message_id=one.letter.message_id, error=logged(failure))
            return
        await one.done()
        self._pause = FIRST_PAUSE

    async def keep(self, letter: Letter) -> None:
        """Raises what the store raises; then nothing, or all of it, is kept."""
        found = autopsy.of(letter, self._clock.now())
        is_new = await self._store.dead_letters.keep(found)
        if found.replay_of:
            await self._store.letter_acts.settle(found.origin)
        if is_new:
            log.warning("letter.kept", letter_id=found.id, queue=found.message.queue, group=found.group)

    def _back(self) -> None:
        if self._away:
            log.info("keeper.back")
        self._away = False
