"""Watching a run until it ends."""

from collections.abc import Callable
from uuid import UUID

from services.console.queries import Queries, Report, SoFar
from shared.clock import Clock
from shared.store.everything import Store
from shared.store.runs import Run, RunState

LOOK_EVERY = 0.5
REST = 10
"""Times as long as a look took: a long run is not slowed down by whoever watches it."""


class Following:
    """Looks at the store again and again: truth is there, so nothing is missed."""

    def __init__(self, store: Store, queries: Queries, clock: Clock, *, quiet_seconds: float) -> None:
        self._store = store
        self._queries = queries
        self._clock = clock
        self._quiet_seconds = quiet_seconds

    async def until_done(
        self, connection_id: str, run_id: UUID, shown: Callable[[SoFar], None], *, seconds: float
    ) -> Report | None:
        """Show how far it is, again and again, and hand out the report, unfinished where time ran out.

        None where nobody began the run: not queued behind another one, and not taken up within the quiet time.
        """
        began = quiet_since = self._clock.monotonic()
        run: Run | None = None
        while self._clock.monotonic() - began < seconds:
            looked = self._clock.monotonic()
            run = await self._store.runs.get(run_id)
            if run is not None:
                shown(await self._queries.so_far(run))
                if run.state is RunState.DONE:
                    break
            elif await self._store.runs.active(connection_id):
                quiet_since = self._clock.monotonic()
            elif self._clock.monotonic() - quiet_since >= self._quiet_seconds:
                return None
            await self._clock.sleep(max(LOOK_EVERY, REST * (self._clock.monotonic() - looked)))
        return await self._queries.report(run) if run is not None else None
