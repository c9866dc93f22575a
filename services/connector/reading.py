"""What one reading of single objects is about."""

from dataclasses import dataclass

from services.connector.sources.scoro_rows import Kind
from shared.contracts.envelope import Lane
from shared.scoro.client import ScoroClient
from shared.store.connections import Connection
from shared.store.records import ObjectKey
from shared.sync.settings import CategorySettings, SyncSettings


@dataclass(frozen=True, slots=True)
class Reading:
    """Objects of one kind, of one connection."""

    connection: Connection
    kind: Kind
    settings: SyncSettings
    scoro: ScoroClient
    lane: Lane
    """Of the most urgent wish."""

    @property
    def choices(self) -> CategorySettings:
        """Of the category."""
        return self.settings.of(self.kind.category)

    def key(self, object_id: str) -> ObjectKey:
        """As the log names it."""
        return ObjectKey(self.connection.id, self.kind.category, "scoro", object_id)
