"""What connections are called: read alone where there are many, to sort them and to find one."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from shared.clock import Clock
from shared.store.connections import connection_of
from shared.store.database import Database, Document
from shared.store.gates import CONNECTIONS

FIELDS: Document = dict.fromkeys(
    (
        "site_url", "entity", "time_zone", "state", "gates", "pauses", "company.name", "company.entity_name",
        "organisation.name",
    ),
    1,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """Nothing else of a connection was read."""

    id: str
    site_url: str
    entity: str
    company: dict[str, Any]
    organisation: dict[str, Any]
    is_stopped: bool
    """Until a person acts."""


class Names:
    """Looks; changes nothing."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._connections = database.collection(CONNECTIONS)
        self._clock = clock

    async def all(self) -> list[Named]:
        """Of all connections, by id."""
        now = self._clock.now()
        return [_named(row, now) for row in await self._connections.find({}, FIELDS).sort("_id").to_list()]


def _named(row: Document, now: dt.datetime) -> Named:
    known = connection_of(row)
    gate = known.stopped(now)
    is_stopped = gate is not None and gate.until is None
    return Named(known.id, known.site_url, known.entity, known.company, known.organisation, is_stopped)
