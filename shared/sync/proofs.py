"""Beginning a proof of agreement: every night, and whenever somebody asks for one."""

import datetime as dt

from shared.clock import Clock
from shared.messaging.publisher import Publishes
from shared.store.agreement import SOURCE
from shared.store.everything import Store
from shared.sync.wishes import page


class Proofs:
    """Begins them; one of a connection at a time."""

    def __init__(self, store: Store, publisher: Publishes, clock: Clock) -> None:
        self._store = store
        self._publisher = publisher
        self._clock = clock

    async def begin(self, connection_id: str, *, unless_since: dt.datetime | None = None) -> bool:
        """Ask for the first page; False where one is under way, or began after `unless_since`."""
        last = await self._store.cursors.current(connection_id, SOURCE)
        if last is not None and (last.reading or (unless_since is not None and last.started_at >= unless_since)):
            return False
        chain = await self._store.cursors.begin(connection_id, SOURCE, None)
        if chain is None:
            return False
        await self._publisher.publish(page(chain, self._clock))
        return True
