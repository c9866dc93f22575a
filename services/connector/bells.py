"""Ringing for what was recorded: first the log, then the bell, in numbers that fill calls of fifty."""

from collections.abc import Sequence
from uuid import UUID

import structlog

from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.messaging.publisher import Publishes
from shared.store.everything import Store
from shared.sync.telling import Telling

log = structlog.get_logger()

BATCH = 50
"""What fits into one call of Xero."""
ENOUGH = 200
"""Rung while a long list is still being read."""


class Bells:
    """Opens entries and rings for them; a bell that is lost in between is rung by the sweeper."""

    def __init__(self, store: Store, publisher: Publishes, clock: Clock) -> None:
        self._store = store
        self._telling = Telling(store, publisher, clock)

    async def ring_full(self, run_id: UUID, category: Category) -> None:
        """In the middle of a list: only full batches, the rest may still be superseded or joined."""
        ids = await self._store.changes.recorded_of_run(run_id, category)
        if len(ids) >= ENOUGH:
            await self.ring(ids[: len(ids) // BATCH * BATCH])

    async def ring_rest(self, connection_id: str, category: Category, run_id: UUID | None = None) -> None:
        """At the end of a list: everything, also what Manual mode kept back and what an ended process left.

        What belonged to no run belongs to this one now, so that it waits for it and its report counts it. A category
        that is read is on: what it left out while it was off is judged again.
        """
        await self._store.left_outs.switched_on(connection_id, category)
        await self.ring(await self._store.changes.recorded(connection_id, category), run_id)

    async def ring(self, entry_ids: Sequence[int], run_id: UUID | None = None) -> None:
        """In chunks: what was opened rings at once."""
        for start in range(0, len(entry_ids), ENOUGH):
            opened = await self._store.changes.open(entry_ids[start : start + ENOUGH], run_id=run_id)
            await self._telling.ring(opened)
        if entry_ids:
            log.info("bells.rung", count=len(entry_ids))

    async def end_run(self, run_id: UUID) -> None:
        """End the run where nothing is left to do; what was queued behind it begins (R29)."""
        await self._telling.end_runs([run_id])
