"""What whoever helps from afar needs to know: states and counts, codes and times; no secrets and no documents."""

import importlib.metadata
import platform
from dataclasses import asdict
from typing import Any

from pydantic_core import to_jsonable_python

from services.console import limits
from services.console.queries import Queries
from shared.clock import Clock
from shared.store.connections import Connection
from shared.store.everything import Store

RUNS = 20
DISTRIBUTIONS = ("scoro-xero-sync", "faststream", "aio-pika", "pymongo", "pydantic", "httpx")


class Bundle:
    """Gathers it."""

    def __init__(self, store: Store, queries: Queries, clock: Clock) -> None:
        self._store = store
        self._queries = queries
        self._clock = clock

    async def gather(self) -> dict[str, Any]:
        """One JSON document."""
        connections = await self._store.connections.find()
        known = await limits.of(self._store, connections, self._clock)
        found: dict[str, Any] = to_jsonable_python(
            {
                "made_at": self._clock.now(),
                "python": platform.python_version(),
                "system": platform.platform(),
                "versions": {name: _version(name) for name in DISTRIBUTIONS},
                "connections": [await self._connection(one) | {"limits": known[one.id]} for one in connections],
            }
        )
        return found

    async def _connection(self, connection: Connection) -> dict[str, Any]:
        status = await self._queries.status(connection)
        causes = await self._queries.causes(connection)
        runs = await self._store.runs.newest(connection.id, RUNS)
        settings = await self._store.settings.get(connection.id)
        return {
            "id": connection.id,
            "state": connection.state,
            "broken": connection.broken,
            "time_zone": connection.time_zone,
            "first_connected_at": connection.first_connected_at,
            "settings": settings.model_dump(mode="json", exclude={"author"}),
            "categories": [asdict(one) for one in status.categories],
            "problems": [
                {"code": one.code, "category": one.category, "objects": one.objects, "first_seen": one.first_seen}
                for one in causes
            ],
            "runs": [
                {"trigger": run.trigger, "state": run.state, "sources": run.sources, "failed": run.failed}
                for run in runs
            ],
        }


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"
