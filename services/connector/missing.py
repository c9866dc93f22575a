"""Objects that were asked for and are not there."""

import datetime as dt
from collections.abc import Iterable, Sequence

import structlog

from services.connector.reading import Reading
from services.connector.sources.scoro_objects import can_read
from services.connector.wishes import BUDGET_LANES, Wish
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.contracts.outcomes import ObjectFailed
from shared.jsonio import dumps, loads
from shared.messaging.publisher import Publishes
from shared.store.everything import Store
from shared.store.records import Entry, NewChange, ObjectKey
from shared.store.waits import parent
from shared.sync.telling import Telling

log = structlog.get_logger()

PARENT_MISSING = "parent_missing"
CAN_BE_SPARED = frozenset({Category.PRODUCTS})
"""What documents do without where it does not exist."""
NOT_AGAIN_FOR = 600.0
"""Seconds in which such an object is not looked for again for the sake of documents."""
REMEMBERED = 10_000


class Missing:
    """Tells documents that what they wait for does not exist, and the log that something was deleted."""

    def __init__(self, store: Store, publisher: Publishes, clock: Clock) -> None:
        self._store = store
        self._publisher = publisher
        self._clock = clock
        self._telling = Telling(store, publisher, clock)
        self._since: dict[ObjectKey, float] = {}

    async def is_known(self, key: ObjectKey) -> bool:
        """Whether it was looked for a moment ago; who waits for it is told once more."""
        since = self._since.get(key)
        if since is None or self._clock.monotonic() - since >= NOT_AGAIN_FOR:
            return False
        await self._publish(key)
        return True

    async def tell(self, keys: Iterable[ObjectKey]) -> None:
        """Documents that wait for them show why, or go on without; nothing is recorded of what does not exist."""
        missing = list(keys)
        await self._spared([key for key in missing if key.category in CAN_BE_SPARED])
        for key in missing:
            if key.category in CAN_BE_SPARED:
                continue
            log.warning("wanted.parent_missing", object_id=key.object_id, category=key.category)
            if len(self._since) >= REMEMBERED:
                self._since.clear()
            self._since[key] = self._clock.monotonic()
            await self._publish(key)

    async def _spared(self, keys: Sequence[ObjectKey]) -> None:
        """Lines name a product for its own sake: without it they are free text."""
        if not keys:
            return
        await self._store.gone.put(keys)
        released = await self._store.waits.release(keys[0].connection_id, [parent(key) for key in keys])
        await self._telling.ring(released)

    async def _publish(self, key: ObjectKey) -> None:
        """The outcome names the object's own last entry; where it never had one, the first that waits for it."""
        newest = await self._store.changes.newest(key)
        entry = newest.id if newest else await self._store.changes.first_waiting(key.connection_id, str(key))
        if entry is None:
            return
        await self._publisher.publish(
            ObjectFailed(
                at=self._clock.now(),
                connection_id=key.connection_id,
                category=key.category,
                system=key.system,
                object_id=key.object_id,
                entry=entry,
                code=PARENT_MISSING,
            )
        )

    async def deleted(self, reading: Reading, wishes: Sequence[Wish], started_at: dt.datetime) -> list[NewChange]:
        """What is missing while others of its kind can be read was deleted (design §3.9)."""
        if not wishes or not await can_read(reading.scoro, reading.kind, lane=BUDGET_LANES[reading.lane]):
            return []
        changes: list[NewChange] = []
        for wish in wishes:
            newest = await self._store.changes.newest(reading.key(wish.object_id))
            if newest is None or newest.deleted:
                log.info("wanted.never_seen", object_id=wish.object_id, category=reading.kind.category)
            else:
                changes.append(_as_deleted(newest, wish, started_at))
        return changes


def _as_deleted(newest: Entry, wish: Wish, started_at: dt.datetime) -> NewChange:
    """Its last snapshot says what it was."""
    return NewChange(
        key=newest.key,
        snapshot=dumps({**loads(newest.snapshot), "is_deleted": 1}).decode(),
        read_started_at=started_at,
        number=newest.number,
        deleted=True,
        lane=wish.lane,
        asked=wish.asked,
    )
