"""Beginning to read: a tick, *Synchronize now*, or the first synchronization of a connection."""

from dataclasses import replace

import structlog

from services.connector.chains import Chains
from services.connector.sources.rhythm import Circumstances
from services.connector.sources.rounds import SPARING, Round, plan, stretches
from shared.clock import Clock
from shared.contracts.envelope import System
from shared.contracts.sync import SyncRequested, Trigger
from shared.store.budgets import known, scoro_key, xero_key
from shared.store.connections import Connection, UnknownConnectionError
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
        todo = await self._todo(connection, event)
        if not todo.categories and not todo.sources:
            log.info("sync.skipped", reason="nothing_to_read", trigger=event.trigger)
            return True
        run = await self._store.runs.begin(connection.id, event.trigger, todo.categories, todo.sources, run_id)
        if run is None:
            return False
        log.info("run.began", trigger=run.trigger, categories=run.categories, sources=run.sources)
        await self._chains.carry_on(run)
        return True

    async def _todo(self, connection: Connection, event: SyncRequested) -> Round:
        """What this run is to read; where a plan allows too few calls for that, people are told."""
        settings = await self._store.settings.get(connection.id)
        standing = await self._store.cursors.standing(connection.id)
        at = Circumstances(
            now=self._clock.now(),
            problems=frozenset(await self._store.mended.codes(connection.id)),
            heard=connection.heard,
            silent_on=frozenset(connection.company.get("unheard", ())),
        )
        if event.trigger in SPARING:
            stretched = stretches(settings, standing, at, await self._allowed(connection))
            if stretched != connection.stretched:
                log.warning("polling.stretched", **stretched)
                await self._store.connections.change(connection.id, stretched=stretched)
            at = replace(at, stretch=stretched)
        return plan(event.trigger, event.categories, settings, standing=standing, at=at)

    async def _allowed(self, connection: Connection) -> dict[System, int]:
        """System → calls a day, as far as its answers told."""
        keys: dict[System, str] = {
            "scoro": scoro_key(connection.site_url),
            "xero": xero_key(connection.tenant_id or ""),
        }
        states = {system: await known(self._store.database, key) for system, key in keys.items()}
        return {system: state.day_size for system, state in states.items() if state is not None}

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
