"""Which wishes for single objects are still of any interest, and ringing for what was recorded of them."""

from collections.abc import Sequence
from dataclasses import replace

import structlog

from services.connector.missing import Missing
from services.connector.wishes import URGENCY, Wish
from shared.contracts.envelope import Category, Lane, System
from shared.store.everything import Store
from shared.store.records import DEPENDENCY, PARENTS, REPLACEABLE, UNFINISHED, LinkState, ObjectKey, State
from shared.store.waits import parent
from shared.sync.bells import Bells
from shared.sync.settings import CategorySettings, SyncSettings

log = structlog.get_logger()


def comes_by_itself(choices: CategorySettings, system: System) -> bool:
    """Whether news of this category from that system is of any interest (R18)."""
    return choices.enabled and choices.direction.source == system


class Interest:
    """Sifts wishes before anything is read for them."""

    def __init__(self, store: Store, bells: Bells, missing: Missing) -> None:
        self._store = store
        self._bells = bells
        self._missing = missing

    async def still_wanted(
        self, connection_id: str, category: Category, system: System, settings: SyncSettings, wishes: Sequence[Wish]
    ) -> list[Wish]:
        """Not what is linked already, on its way for another document, known to be missing, or of no interest."""
        parents = [wish.object_id for wish in wishes if wish.is_dependency]
        links = await self._store.links.by_source(connection_id, category, system, parents)
        linked = {known for known, link in links.items() if link.state is LinkState.ACTIVE}
        keys = {wish.object_id: ObjectKey(connection_id, category, system, wish.object_id) for wish in wishes}
        sifted = [await self._sifted(keys[wish.object_id], wish, is_linked=wish.object_id in linked) for wish in wishes]
        left = [wish for wish in sifted if wish.whys]
        comes = comes_by_itself(settings.of(category), system)
        mended = await self._mended([keys[wish.object_id] for wish in left if wish.asked is None and not comes])
        return [
            replace(wish, whys=wish.whys | {"dependency"}) if wish.object_id in mended else wish
            for wish in left
            if wish.asked is not None or comes or wish.object_id in mended
        ]

    async def _sifted(self, key: ObjectKey, wish: Wish, *, is_linked: bool) -> Wish:
        """Without being wanted for others, where they need not wait for it."""
        if not wish.is_dependency:
            return wish
        if is_linked or await self._is_on_its_way(key, wish.lane):
            log.debug("wanted.known", object_id=wish.object_id, linked=is_linked)
        elif not await self._missing.is_known(key):
            return wish
        return replace(wish, whys=wish.whys - {"dependency"})

    async def _mended(self, keys: Sequence[ObjectKey]) -> set[str]:
        """Ids of those that documents wait for: what is news of them has perhaps mended them."""
        if not keys:
            return set()
        waits = {parent(key): key.object_id for key in keys}
        return {waits[one] for one in await self._store.waits.waited_for(keys[0].connection_id, list(waits))}

    async def _is_on_its_way(self, key: ObjectKey, lane: Lane) -> bool:
        """Known and unfinished, and not to go in a slower lane than it is wanted now.

        Contacts and products only if a document asked for them before: then they cross whatever their category says.
        """
        newest = await self._store.changes.newest(key)
        if newest is None or newest.state not in UNFINISHED:
            return False
        if key.category in PARENTS and newest.asked != DEPENDENCY:
            return False
        if newest.state in REPLACEABLE and URGENCY.index(lane) < URGENCY.index(newest.lane):
            return False
        if newest.state is State.RECORDED:
            await self._bells.ring([newest])
        return True

    async def ring(self, entry_ids: Sequence[int]) -> None:
        """For what was recorded of them and may be let in."""
        await self._bells.ring(await self._store.recorded.named(entry_ids))
