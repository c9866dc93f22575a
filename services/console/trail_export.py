"""What the audit trail says of one object, line by line, for JSON and tables."""

from typing import Any

from services.console.histories import Histories
from shared.contracts.envelope import Category, System
from shared.store.everything import Store
from shared.store.trail import Line

COLUMNS = (
    "place", "at", "kind", "act", "by", "why", "call", "system", "method", "path", "caused_by", "request", "answer",
    "status", "outcomes", "objects", "before", "hash",
)  # fmt: skip


async def exported(store: Store, connection_id: str, category: Category, name: str) -> list[dict[str, Any]] | None:
    """The lines of every object of that name, of both systems; None where there is no such object."""
    found = await Histories(store).find(connection_id, category, name, limit=1)
    if not found:
        return None
    objects: set[str] = set()
    for one in found:
        system: System = "xero" if one.system == "xero" else "scoro"
        linked = await store.links.by_source(connection_id, category, system, [one.object_id])
        objects.add(f"{category}:{one.system}:{one.object_id}")
        objects |= {f"{category}:scoro:{link.scoro_id}" for link in linked.values()}
        objects |= {f"{category}:xero:{link.xero_id}" for link in linked.values()}
    await store.trail.seal()
    return [row(line) for line in await store.trail.about(connection_id, sorted(objects))]


def row(line: Line) -> dict[str, Any]:
    """A line as one flat record."""
    told = {"place": line.place, "at": line.at.isoformat(), "kind": line.kind}
    return {**told, **line.what, "before": line.before, "hash": line.hash}
