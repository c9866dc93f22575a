"""How long a call that is not full waits to be filled."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.clock import Clock
from shared.contracts.envelope import Category, Lane
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.sync.letting_in import is_backfill, is_let_in
from shared.sync.plans import Write
from shared.sync.settings import DOCUMENTS

PARENTS = frozenset({Category.CONTACTS, Category.PRODUCTS})
"""What documents of a first load ask for, page by page: so every call of theirs would be nearly empty."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Seconds: in all, and since something was added last."""

    longest: float
    silence: float


NONE = Wait(0.0, 0.0)
READING = {Lane.CHANGED: Wait(1.5, 1.5), Lane.BULK: Wait(8.0, 8.0)}
"""While more of its list is read."""
OTHERWISE = {Lane.CHANGED: NONE, Lane.BULK: Wait(2.0, 2.0)}
PARENTS_MEANWHILE = Wait(120.0, 60.0)
"""While anything of a first load is read, or documents of it are let in: there are others to send, and those that wait
for these take nobody's place."""
PARENTS_OF_THE_LIST = Wait(45.0, 8.0)
"""Likewise, where some were read in their own list: these hold places that documents could have."""
PARENTS_AFTERWARDS = Wait(30.0, 4.0)
"""The last documents are planned, and what they ask for is read, one after the other."""

CHILDREN = Wait(30.0, 30.0)
"""While other documents of a first load still wait for their contacts: they will go with these."""


class Patience:
    """Of one category; none for a click."""

    def __init__(self, store: Store, category: Category, clock: Clock) -> None:
        self._runs = store.runs
        self._waits = store.waits
        self._recorded = store.recorded
        self._category = category
        self._clock = clock

    async def of(self, connection: Connection, lane: Lane, waiting: Sequence[Write]) -> Wait:
        """For these, which do not fill a call."""
        if lane is Lane.NOW or not waiting:
            return NONE
        runs = {write.entry.run_id for write in waiting if write.entry.run_id}
        source = f"{waiting[0].entry.key.system}.{self._category}"
        is_read = await self._runs.reading(runs, source)
        if lane is Lane.BULK and self._category in PARENTS:
            return PARENTS_MEANWHILE if is_read else await self._with_documents(connection, waiting)
        if lane is Lane.BULK and not is_read and await self._waits.any_on_its_way(connection.id, self._category, lane):
            return CHILDREN
        return (READING if is_read else OTHERWISE)[lane]

    async def _with_documents(self, connection: Connection, waiting: Sequence[Write]) -> Wait:
        """For contacts and products; their own list has been read."""
        if not (await self._runs.is_reading(connection.id) or await self._are_asked_for(connection)):
            return PARENTS_AFTERWARDS
        return PARENTS_OF_THE_LIST if any(is_backfill(write.entry) for write in waiting) else PARENTS_MEANWHILE

    async def _are_asked_for(self, connection: Connection) -> bool:
        """Whether documents of a first load are still to be let in, and may be: they ask for more."""
        now = self._clock.now()
        coming = [category for category in DOCUMENTS if is_let_in(connection, category, now)]
        return any([await self._recorded.has_backfill(connection.id, category) for category in coming])
