"""Single objects of Scoro: read, recorded, rung."""

from collections.abc import Mapping, Sequence

import structlog

from services.connector import bookmarks
from services.connector.interest import Interest
from services.connector.missing import Missing
from services.connector.reading import Reading
from services.connector.renewing import Renewing
from services.connector.sources.ports import Clients
from services.connector.sources.scoro_objects import by_ids
from services.connector.sources.scoro_products import beside
from services.connector.sources.scoro_rows import KINDS, Row, change, is_deleted
from services.connector.wishes import BUDGET_LANES, URGENCY, Wish
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.messaging.publisher import Publishes
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.sync.bells import Bells

log = structlog.get_logger()


class FromScoro:
    """Reads wanted objects of one connection and category in as few calls as possible."""

    def __init__(self, store: Store, clients: Clients, publisher: Publishes, clock: Clock) -> None:
        self._store = store
        self._clients = clients
        self._clock = clock
        self._renewing = Renewing(store)
        self._missing = Missing(store, publisher, clock)
        self._interest = Interest(store, Bells(store, publisher, clock), self._missing)

    async def read(self, connection: Connection, category: Category, wishes: Sequence[Wish]) -> None:
        """Read what is wanted, record it and ring."""
        scoro = await self._clients.scoro(connection)
        lane = min((wish.lane for wish in wishes), key=URGENCY.index)
        kind = KINDS.get(category)
        if kind is None:
            log.info("wanted.skipped", reason="nothing_reads_this_category", category=category, count=len(wishes))
            return
        settings = await self._store.settings.get(connection.id)
        reading = Reading(connection, kind, settings, scoro, lane)
        wanted = await self._interest.still_wanted(connection.id, category, "scoro", settings, wishes)
        if wanted:
            await self._read(reading, {wish.object_id: wish for wish in wanted})

    async def _read(self, reading: Reading, wishes: Mapping[str, Wish]) -> None:
        started_at = self._clock.now()
        found = await by_ids(reading.scoro, reading.kind, wishes, lane=BUDGET_LANES[reading.lane])
        rows = await self._selected(reading, wishes, found.rows)
        changes = [
            change(
                reading.kind,
                row,
                connection_id=reading.connection.id,
                zone_name=reading.connection.time_zone,
                read_started_at=started_at,
                lane=wishes[object_id].lane,
                asked=wishes[object_id].asked,
            )
            for object_id, row in rows.items()
        ]
        suspects = [wishes[known] for known in found.missing if wishes[known].whys != {"dependency"}]
        changes += await self._missing.deleted(reading, suspects, started_at)
        lane = BUDGET_LANES[reading.lane]
        reopened = await beside(
            reading.scoro, self._renewing, reading.connection.id, reading.kind, found.rows.values(), lane
        )
        recorded = await self._store.changes.record(changes)
        log.info(
            "wanted.read",
            connection_id=reading.connection.id,
            category=reading.kind.category,
            wanted=len(wishes),
            recorded=len(recorded.entries),
            unchanged=recorded.unchanged,
        )
        await self._interest.ring([*recorded.entries, *(entry.id for entry in reopened)])
        gone = [*found.missing, *(known for known, row in found.rows.items() if is_deleted(row))]
        await self._missing.tell([reading.key(known) for known in gone if wishes[known].is_dependency])

    async def _selected(
        self, reading: Reading, wishes: Mapping[str, Wish], rows: Mapping[str, Row]
    ) -> Mapping[str, Row]:
        """News counts only inside the bookmark; what was asked for counts in any case (R121-a).

        A deleted object that documents wait for is as good as missing: it is told, not recorded.
        """
        news = [row for known, row in rows.items() if wishes[known].asked is None]
        inside = await self._members(reading, news) if news else frozenset()
        return {
            known: row
            for known, row in rows.items()
            if (
                known in inside
                if wishes[known].asked is None
                else not (is_deleted(row) and wishes[known].is_dependency)
            )
        }

    async def _members(self, reading: Reading, news: Sequence[Row]) -> frozenset[str]:
        lane = BUDGET_LANES[reading.lane]
        try:
            chosen = await bookmarks.selection(reading.scoro, reading.kind, reading.choices.bookmark, lane=lane)
        except bookmarks.BookmarkMissingError as error:
            log.warning("wanted.skipped", reason=error.code, category=reading.kind.category, count=len(news))
            return frozenset()
        return await bookmarks.members(reading.scoro, reading.kind, chosen, news, lane=lane)
