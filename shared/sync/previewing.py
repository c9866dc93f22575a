"""A category's part of a preview: translate what lies recorded, fifty at a time, and write nothing."""

from shared.clock import Clock
from shared.contracts.previews import PlanRequested
from shared.messaging.publisher import Publishes
from shared.store.everything import Store
from shared.store.preview_records import Phase
from shared.sync.planning import Planning
from shared.sync.plans import Purpose
from shared.sync.proposing import line_of

AT_ONCE = 50


class Previewing:
    """One message is one step, and asks for the next."""

    def __init__(self, planning: Planning, store: Store, publisher: Publishes, clock: Clock) -> None:
        self._planning = planning
        self._store = store
        self._publisher = publisher
        self._clock = clock

    async def go_on(self, event: PlanRequested) -> None:
        """Translate the next entries; of another connection's preview nothing.

        Raises SyncError where what is needed for it cannot be read now.
        """
        preview = await self._store.previews.get(event.preview_id)
        if preview is None or preview.connection_id != event.connection_id or preview.phase is not Phase.TRANSLATING:
            return
        category = self._planning.category
        entries = await self._store.previews.recorded(preview, category, after=event.after, limit=AT_ONCE)
        connection = await self._store.connections.get(preview.connection_id)
        settings = await self._store.settings.get(connection.id)
        plans = await self._planning.plans(connection, settings, entries, Purpose.PREVIEW) if entries else []
        await self._store.previews.add([line_of(preview.id, plan) for plan in plans])
        if len(entries) < AT_ONCE:
            await self._store.previews.done(preview.id, category)
            return
        await self._publisher.publish(
            PlanRequested(
                at=self._clock.now(),
                connection_id=connection.id,
                preview_id=preview.id,
                category=category,
                after=entries[-1].id,
            )
        )
