"""Bookmarks of Scoro by name, as a form offers them; Scoro is asked seldom, and never twice at once in vain."""

import asyncio
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from services.console.actions import AsksConnector
from services.console.setting_words import takes_bookmark
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.errors import SyncError
from shared.store.connections import Connection
from shared.sync.settings import Direction, SyncSettings

FRESH = dt.timedelta(minutes=5)
PATIENCE_SECONDS = 5.0


@dataclass(slots=True)
class BookmarkNames:
    """Remembers for a while what the connector was told."""

    connector: AsksConnector
    clock: Clock
    known: dict[tuple[str, Category], tuple[dt.datetime, Mapping[str, str]]] = field(default_factory=dict)

    async def of(self, connection: Connection, settings: SyncSettings) -> dict[Category, Mapping[str, str]]:
        """Category → id → name, of those that travel from Scoro; what cannot be asked now is left out."""
        wanted = [
            one
            for one in Category
            if takes_bookmark(one) and settings.of(one).direction is Direction.FROM_SCORO and connection.works
        ]
        found = await asyncio.gather(*(self._of(connection.id, one) for one in wanted))
        return {one: names for one, names in zip(wanted, found, strict=True) if names is not None}

    async def _of(self, connection_id: str, category: Category) -> Mapping[str, str] | None:
        at, names = self.known.get((connection_id, category), (None, {}))
        if at is not None and self.clock.now() - at < FRESH:
            return names
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                names = await self.connector.bookmarks(connection_id, category)
        except (SyncError, TimeoutError):
            return None
        self.known[connection_id, category] = (self.clock.now(), names)
        return names
