"""Reading chains and runs that nobody moves any more."""

import structlog

from services.scheduler.resting import Resting
from shared.clock import Clock
from shared.contracts.sync import PageWanted
from shared.messaging.publisher import Publishes
from shared.store.everything import Store
from shared.store.runs import Run, RunState
from shared.sync.telling import Telling
from shared.sync.wishes import page

log = structlog.get_logger()

STALLED_SECONDS = 60.0
"""A run whose next source nobody began to read for so long lost the message that should have begun it."""


class RunSweep:
    """Revives chains, moves stalled runs on, ends runs that are done."""

    def __init__(self, store: Store, publisher: Publishes, clock: Clock, resting: Resting) -> None:
        self._store = store
        self._publisher = publisher
        self._clock = clock
        self._resting = resting
        self._telling = Telling(store, publisher, clock)
        self._stalled: dict[tuple[str, tuple[str, ...]], float] = {}

    async def chains(self) -> None:
        """Chains whose reader died in the middle, or whose next message was lost: their page is asked for again."""
        closed = await self._resting.closed(reading=True)
        for chain in await self._store.cursors.abandoned():
            if closed.holds(chain.connection_id):
                continue
            revived = await self._store.cursors.revive(chain)
            if revived is not None:
                log.warning("chain.revived", connection_id=chain.connection_id, source=chain.source, page=chain.page)
                await self._publisher.publish(page(revived, self._clock))

    async def runs(self) -> None:
        """Runs that are done end; those that stand still go on."""
        for ended, following in await self._store.runs.not_followed():
            await self._telling.follow(ended, following)
        closed = await self._resting.closed(reading=True)
        now = self._clock.monotonic()
        seen: dict[tuple[str, tuple[str, ...]], float] = {}
        for run in await self._store.runs.active():
            if closed.holds(run.connection_id) and await self._given_up(run):
                continue
            if run.state is RunState.WRITING:
                await self._telling.end_runs([run.id])
            elif not closed.holds(run.connection_id) and not await self._is_read(run):
                mark = (str(run.id), run.sources)
                since = seen[mark] = self._stalled.get(mark, now)
                if now - since >= STALLED_SECONDS:
                    seen[mark] = now
                    await self._move_on(run)
        self._stalled = seen

    async def _given_up(self, run: Run) -> bool:
        """A run over a connection that a person has to mend ends; the next one reads on from where this one began."""
        connection = await self._store.connections.get(run.connection_id)
        gate = connection.stopped(self._clock.now(), reading=True)
        if connection.works or gate is None:
            return False
        await self._store.cursors.stop_all(run.connection_id)
        await self._store.runs.give_up(run.id, gate.code)
        log.warning("run.given_up", connection_id=run.connection_id, run_id=str(run.id), code=gate.code)
        return True

    async def _is_read(self, run: Run) -> bool:
        return bool(run.sources) and await self._store.cursors.alive(run.connection_id, run.sources[0])

    async def _move_on(self, run: Run) -> None:
        """Any page of it will do: a reader that finds nothing to read there carries on with the run."""
        log.warning("run.moved_on", connection_id=run.connection_id, run_id=str(run.id), sources=run.sources)
        if not run.sources:
            await self._store.runs.source_done(run.id, "")
            return
        await self._publisher.publish(
            PageWanted(
                at=self._clock.now(),
                connection_id=run.connection_id,
                run_id=run.id,
                source=run.sources[0],
                page=1,
                fence=1,
            )
        )
