"""Beginning to read: a tick, *Synchronize now*, or the first synchronization of a connection."""

import structlog

from services.connector.chains import Chains
from services.connector.sources.table import SOURCES, plan
from shared.clock import Clock
from shared.contracts.sync import SyncRequested, Trigger
from shared.store.connections import UnknownConnectionError
from shared.store.everything import Store

log = structlog.get_logger()

ASKED_FOR: frozenset[Trigger] = frozenset({"now", "first"})
"""Wishes that are kept while a run is active; others come again by themselves."""
ATTEMPTS = 3


class Watch:
    """Turns wishes into runs, never two of a connection at once (R29)."""

    def __init__(self, store: Store, chains: Chains, clock: Clock) -> None:
        self._store = store
        self._chains = chains
        self._clock = clock

    async def requested(self, event: SyncRequested) -> None:
        """Begin a run, or queue it behind the active one (*now*, once), or skip it (ticks).

        The wish's own id is the run's, so a wish that comes twice begins one run.
        """
        run_id = event.run_id or event.id
        with structlog.contextvars.bound_contextvars(connection_id=event.connection_id, run_id=str(run_id)):
            for _ in range(ATTEMPTS):
                if await self._begun(event) or await self._behind(event):
                    return
            log.warning("sync.not_begun", trigger=event.trigger)

    async def _begun(self, event: SyncRequested) -> bool:
        """True where there is nothing (more) to do for this wish."""
        run_id = event.run_id or event.id
        if (known := await self._store.runs.get(run_id)) is not None:
            await self._chains.carry_on(known)
            return True
        try:
            connection = await self._store.connections.get(event.connection_id)
        except UnknownConnectionError:
            log.info("sync.skipped", reason="connection_gone", trigger=event.trigger)
            return True
        if (gate := connection.stopped(self._clock.now(), reading=True)) is not None:
            log.info("sync.skipped", reason=gate.code, trigger=event.trigger)
            return True
        settings = await self._store.settings.get(connection.id)
        positions = {one.name: await self._store.cursors.position(connection.id, one.name) for one in SOURCES}
        problems = await self._store.mended.codes(connection.id)
        todo = plan(
            event.trigger, event.categories, settings, positions=positions, now=self._clock.now(), problems=problems
        )
        if not todo.sources:
            log.info("sync.skipped", reason="nothing_to_read", trigger=event.trigger)
            return True
        run = await self._store.runs.begin(connection.id, event.trigger, todo.categories, todo.sources, run_id)
        if run is None:
            return False
        log.info("run.began", trigger=run.trigger, categories=run.categories, sources=run.sources)
        await self._chains.carry_on(run)
        return True

    async def _behind(self, event: SyncRequested) -> bool:
        """The active run is led on where it stands still; False where there is none any more."""
        active = await self._store.runs.active(event.connection_id)
        for run in active:
            await self._chains.carry_on(run)
        if event.trigger not in ASKED_FOR:
            log.info("sync.skipped", reason="run_active", trigger=event.trigger)
            return True
        run_id = event.run_id or event.id
        if await self._store.runs.queue(event.connection_id, event.trigger, event.categories, run_id):
            log.info("sync.queued", trigger=event.trigger)
            return True
        return False
