"""What documents wait for: asked for where it is missing, looked for once more where it may have come meanwhile."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from shared.clock import Clock
from shared.contracts.envelope import Category, Lane, System
from shared.errors import MendedBy, SyncError
from shared.store.everything import Store
from shared.store.mended import Causes
from shared.store.records import ObjectKey, State
from shared.store.waits import parent
from shared.sync.plans import Failed, LeftOut, Plan, Waits
from shared.sync.telling import Telling
from shared.sync.wishes import wish

ASKED_SECONDS = 20.0
REMEMBERED = 10_000


class Parents:
    """Objects that others refer to."""

    def __init__(self, store: Store, telling: Telling, clock: Clock) -> None:
        self._store = store
        self._telling = telling
        self._clock = clock
        self._asked: dict[ObjectKey, float] = {}

    async def settle(self, connection_id: str, waits: Sequence[Waits]) -> None:
        """The wait is written; look again, since the parent may have come meanwhile, and ask for what is missing."""
        keys = {key for wait in waits for key in wait.parents}
        if not keys:
            return
        arrived = await self._arrived(connection_id, keys)
        await self._telling.ring(await self._store.waits.release(connection_id, [parent(key) for key in arrived]))
        missing = [key for key in keys if key not in arrived]
        lanes = {key: wait.entry.lane for wait in waits for key in wait.parents}
        wanted = [key for key in missing if lanes[key] is not Lane.BULK or self._is_first(key)]
        await self._telling.want([wish(key, self._clock, lane=lanes[key], why="dependency") for key in wanted])

    def _is_first(self, key: ObjectKey) -> bool:
        """Whether nobody here asked for it a moment ago: documents of a first load share their contacts and products.

        What got lost all the same is asked for by the sweeper.
        """
        now = self._clock.monotonic()
        if now - self._asked.get(key, -ASKED_SECONDS) < ASKED_SECONDS:
            return False
        if len(self._asked) >= REMEMBERED:
            self._asked.clear()
        self._asked[key] = now
        return True

    async def look_again(
        self, connection_id: str, category: Category, plans: Sequence[Plan], began: dt.datetime
    ) -> None:
        """What was left out, or failed, until an object is in step is written; that may have happened meanwhile.

        Its news came before there was anything that it could have opened.
        """
        keys = {key for plan in plans if isinstance(plan, LeftOut | Failed) for key in plan.until}
        if not keys:
            return
        came = [key for key in keys if await self._synced_since(key, began)]
        await self._telling.ring(
            await self._store.left_outs.in_step(category, connection_id, [parent(key) for key in came])
        )

    async def look_at_failed(self, connection_id: str, plans: Sequence[Plan]) -> None:
        """What was in their way may have gone before there was a problem that its going could have mended.

        They lie recorded again then, also where the other system does not say; the next reading rings for them.
        """
        for plan in plans:
            if not isinstance(plan, Failed) or plan.stands is None or plan.error.mended_by is MendedBy.TIME:
                continue
            try:
                stands = await plan.stands()
            except SyncError:
                stands = False
            if not stands:
                await self._store.mended.reopen(connection_id, Causes(about=frozenset(plan.error.about)))

    async def _synced_since(self, key: ObjectKey, began: dt.datetime) -> bool:
        """By either side of its link: documents cross from one, payments on them come from the other."""
        links = await self._store.links.by_source(key.connection_id, key.category, key.system, [key.object_id])
        if (link := links.get(key.object_id)) is None:
            return False
        sides: dict[System, str] = {"scoro": link.scoro_id, "xero": link.xero_id}
        for system, object_id in sides.items():
            newest = await self._store.changes.newest(replace(key, system=system, object_id=object_id))
            if newest and newest.state is State.SYNCED and newest.finished_at and newest.finished_at >= began:
                return True
        return False

    async def _arrived(self, connection_id: str, keys: set[ObjectKey]) -> set[ObjectKey]:
        found: set[ObjectKey] = set()
        groups: defaultdict[tuple[Category, System], list[ObjectKey]] = defaultdict(list)
        for key in keys:
            groups[key.category, key.system].append(key)
        for (category, system), group in groups.items():
            links = await self._store.links.by_source(connection_id, category, system, [key.object_id for key in group])
            found |= {key for key in group if key.object_id in links}
        return found
