"""Ringing for what was recorded: first the log, then the bell, in numbers that fill calls of fifty."""

from collections.abc import Iterator, Sequence
from uuid import UUID

import structlog

from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.messaging.publisher import Publishes
from shared.store.everything import Store
from shared.store.log_indexes import SWITCHED_OFF
from shared.store.records import Entry
from shared.sync.letting_in import LettingIn, is_backfill
from shared.sync.telling import Telling

log = structlog.get_logger()

BATCH = 50
"""What fits into one call of Xero."""
ENOUGH = 200
"""Rung while a long list is still being read."""


class Bells:
    """Lets entries in and rings for them; a bell that is lost in between is rung by the sweeper."""

    def __init__(self, store: Store, publisher: Publishes, clock: Clock) -> None:
        self._store = store
        self._letting_in = LettingIn(store, clock)
        self._telling = Telling(store, publisher, clock)

    async def ring_full(
        self, connection_id: str, run_id: UUID, category: Category, *, first_time: bool = False
    ) -> None:
        """In the middle of a list: only full batches, the rest may still be superseded or joined.

        A list that is read for the first time is a backfill; what else lies there waits for its end.
        """
        if first_time:
            if await self._store.recorded.in_bulk(run_id, category, at_most=ENOUGH) >= ENOUGH:
                await self.ring_backfill(connection_id)
            return
        entries = await self._store.recorded.of_run(run_id, category)
        if len(entries) >= ENOUGH:
            await self.ring(entries[: len(entries) // BATCH * BATCH])

    async def ring_rest(self, connection_id: str, category: Category, run_id: UUID | None = None) -> None:
        """At the end of a list: everything, also what Manual mode kept back and what an ended process left.

        What belonged to no run belongs to this one now, so that it waits for it and its report counts it. A category
        that is read is on: what it left out while it was off is judged again.
        """
        await self._store.left_outs.again(connection_id, category, SWITCHED_OFF)
        if run_id is not None:
            await self._store.recorded.adopt(connection_id, category, run_id)
        await self.ring(await self._store.recorded.at_once(connection_id, category))
        if await self._store.recorded.has_backfill(connection_id, category):
            await self.ring_backfill(connection_id)

    async def ring_mended(self, connection_id: str, run_id: UUID) -> None:
        """What may be tried again because of what was just read, of whatever category."""
        await self.ring(await self._store.recorded.mended(connection_id, run_id))

    async def ring_backfill(self, connection_id: str) -> None:
        """As much of what was read for the first time as there is room for."""
        await self._telling.ring(await self._letting_in.more_of_backfill(connection_id))

    async def ring(self, entries: Sequence[Entry]) -> int:
        """Let in what nothing keeps back, in chunks, each rung at once; hands out how many."""
        count = 0
        for chunk in _chunks(entries):
            opened = await self._letting_in.let_in(chunk)
            await self._telling.ring(opened)
            count += len(opened)
        return count


def _chunks(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    """Of a backfill as many are opened as there is room for, whoever is named."""
    at_once = [entry for entry in entries if not is_backfill(entry)]
    for start in range(0, len(at_once), ENOUGH):
        yield at_once[start : start + ENOUGH]
    if len(at_once) < len(entries):
        yield [entry for entry in entries if is_backfill(entry)]
