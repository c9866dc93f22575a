"""Claims of one process on the entries of its category: taken, given back, handed on to others."""

from collections.abc import Sequence

from shared.contracts.envelope import Category, Lane
from shared.store.everything import Store
from shared.store.records import Entry
from shared.sync.telling import Telling


class Claiming:
    """Takes and returns; what is done with claimed entries is not known here."""

    def __init__(self, store: Store, telling: Telling, category: Category, *, owner: str) -> None:
        self._store = store
        self._telling = telling
        self._category = category
        self._owner = owner

    async def take(self, connection_id: str, lane: Lane, limit: int) -> list[Entry]:
        """The oldest that are open there and due, as many at most; of a backfill fewer only where no other gathers."""
        return await self._store.claims.claim(
            connection_id=connection_id,
            category=self._category,
            lane=lane,
            owner=self._owner,
            limit=limit,
            gathering=lane is Lane.BULK,
        )

    async def is_left_to_another(self, connection_id: str, lane: Lane) -> bool:
        """Whether another process gathers the same for its calls: this one then gives back what fills none."""
        if lane is not Lane.BULK:
            return False
        return await self._store.claims.gathers_before(connection_id, self._category, lane, self._owner)

    async def keep(self, entries: Sequence[Entry]) -> None:
        """These are still worked on."""
        if entries:
            await self._store.claims.keep([entry.id for entry in entries], self._owner)

    async def release(self, entries: Sequence[Entry]) -> None:
        """Give these back unworked."""
        if entries:
            await self._store.claims.release([entry.id for entry in entries], self._owner)

    async def hand_on(self, connection_id: str, lane: Lane) -> None:
        """Ring once for whatever is open there: the bell leads another process to all of it."""
        left = await self.take(connection_id, lane, 1)
        await self.release(left)
        await self._telling.ring(left)
