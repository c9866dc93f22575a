"""Sweeping the change log: bells that must ring (again) and outcomes that must be told (again)."""

from collections.abc import Sequence

import structlog

from services.scheduler.resting import Resting
from shared.clock import Clock
from shared.messaging.publisher import Publishes
from shared.store.everything import Store
from shared.store.records import Entry
from shared.store.runs import RunState
from shared.sync.bells import Bells
from shared.sync.telling import bell, outcome

log = structlog.get_logger()

UNTOLD_SECONDS = 5.0
CALLS = 10
"""Of fifty entries each, told in one sweep."""
UNRUNG_SECONDS = 30.0
UNANSWERED_SECONDS = 30.0
"""A call whose bell was rung is left alone for so long."""


class LogSweep:
    """Announces what the log says was not announced, in batches."""

    def __init__(
        self, store: Store, publisher: Publishes, clock: Clock, resting: Resting, *, quiet_seconds: float, batch: int
    ) -> None:
        self._store = store
        self._publisher = publisher
        self._clock = clock
        self._resting = resting
        self._quiet_seconds = quiet_seconds
        self._batch = batch
        self._bells = Bells(store, publisher, clock)
        self._rung_calls: dict[str, float] = {}
        self._looked_up_to = 0

    async def due(self) -> None:
        """Entries whose moment has come, or whose bell nobody answered."""
        entries = await self._store.sweep.due(
            quiet_seconds=self._quiet_seconds, limit=self._batch, closed=await self._resting.closed()
        )
        await self._ring(entries)
        if entries:
            log.info("sweep.rang", count=len(entries))

    async def _ring(self, entries: Sequence[Entry]) -> None:
        await self._publisher.publish_all([bell(entry, self._clock) for entry in entries])
        if entries:
            await self._store.sweep.rung([entry.id for entry in entries])

    async def untold(self) -> None:
        """Outcomes whose event was never confirmed."""
        entries = await self._store.sweep.untold(older_than_seconds=UNTOLD_SECONDS, limit=self._batch)
        if entries:
            await self._tell(entries)
        calls = await self._store.sweep.untold_calls(older_than_seconds=UNTOLD_SECONDS, limit=CALLS)
        for call_id, of_call in calls.items():
            await self._tell(of_call, call_id)

    async def _tell(self, entries: Sequence[Entry], call_id: str | None = None) -> None:
        await self._publisher.publish_all([outcome(entry, self._clock) for entry in entries])
        await self._store.outcomes.told([entry.id for entry in entries], call_id)
        log.info("sweep.told", count=len(entries))

    async def calls(self) -> None:
        """Calls without an owner: the bell of their first entry leads a worker to them."""
        now = self._clock.monotonic()
        self._rung_calls = {name: at for name, at in self._rung_calls.items() if now - at < UNANSWERED_SECONDS}
        closed = await self._resting.closed(reading=True)
        for call in await self._store.calls.stuck(limit=self._batch):
            if call.id in self._rung_calls or closed.holds(call.connection_id, call.category, call.lane):
                continue
            entry = await self._store.changes.get(call.entries[0].entry_id)
            if entry is not None:
                await self._publisher.publish(bell(entry, self._clock))
                self._rung_calls[call.id] = now
                log.info("sweep.call_handed_on", call_id=call.id, connection_id=call.connection_id)

    async def unrung(self) -> None:
        """Entries that their reader recorded and died before it rang, or that nothing keeps back any more.

        What a run still reads fills its batches itself.
        """
        entries = await self._store.sweep.recorded(
            older_than_seconds=UNRUNG_SECONDS, limit=self._batch, after=self._looked_up_to
        )
        self._looked_up_to = entries[-1].id if len(entries) == self._batch else 0
        reading = {run.id for run in await self._store.runs.active() if run.state is RunState.READING}
        count = await self._bells.ring([entry for entry in entries if entry.run_id not in reading])
        if count:
            log.info("sweep.opened", count=count)
