"""Ending a run early because somebody said so: nothing more is begun, what is under way is brought to its end."""

from collections.abc import Sequence
from uuid import UUID

from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.store.changes import CHANGES
from shared.store.cursors import CURSORS
from shared.store.database import Database, Document, Session
from shared.store.decisions import Act, Decision, Decisions
from shared.store.laid_back import lay_back
from shared.store.runs import RUN_STOPPED, RUNS, RunState


class Stopping:
    """Stops runs, each with its trace."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._runs = database.collection(RUNS)
        self._cursors = database.collection(CURSORS)
        self._changes = database.collection(CHANGES)
        self._decisions = Decisions(database, clock)
        self._clock = clock

    async def stop(self, connection_id: str, run_id: UUID, *, by: str) -> int | None:
        """Read no further, begin nothing more; hands out how many objects wait for a later run.

        The list that is being read is read again from where this run began. None where the run is over, or stopped.
        """

        async def work(session: Session) -> int | None:
            row = await self._runs.find_one_and_update(
                {"_id": str(run_id), "connection_id": connection_id, "active": True, "stopped_by": None},
                {"$set": {**_ENDING, "stopped_by": by, "stopped_at": self._clock.now()}},
                session=session,
            )
            if row is None:
                return None
            await self._cursors.update_many(
                {"connection_id": connection_id, "run_id": str(run_id), "reading": True},
                {"$set": {"reading": False, "chain_until": None}},
                session=session,
            )
            count = await lay_back(self._changes, run_id, session)
            categories: Sequence[Category] = tuple(Category(name) for name in row["categories"])
            decision = Decision(Act.STOPPED, by, "", connection_id, tuple(categories), count)
            await self._decisions.keep(decision, session)
            return count

        return await self._database.transaction(work)


_ENDING: Document = {"state": RunState.WRITING.value, "sources": [], "failed": RUN_STOPPED}
