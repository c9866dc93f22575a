"""Objects of Scoro by their ids, in full, in as few calls as Scoro allows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import structlog

from services.connector.sources.scoro_rows import Kind, Row, id_of
from shared.budget import Lane
from shared.scoro.client import MAX_DETAILED_ROWS, ScoroClient
from shared.scoro.errors import ScoroNotFoundError

log = structlog.get_logger()


@dataclass(slots=True)
class Found:
    """What became of the ids that were asked for."""

    rows: dict[str, Row] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    """Scoro says that it does not know them."""


async def by_ids(scoro: ScoroClient, kind: Kind, ids: Iterable[str], *, lane: Lane) -> Found:
    """Read each once: one by `view`, several by lists filtered by id, deleted ones included.

    That lists can be filtered by id is not documented. The answer is checked: where it holds anything that was not
    asked for, the filter was ignored, and each object is viewed by itself.
    """
    wanted = list(dict.fromkeys(ids))
    found = Found()
    for start in range(0, len(wanted), MAX_DETAILED_ROWS):
        group = wanted[start : start + MAX_DETAILED_ROWS]
        rows = await _listed(scoro, kind, group, lane) if len(group) > 1 else {}
        found.rows |= rows
        for object_id in group:
            if object_id not in rows:
                await _view(scoro, kind, object_id, lane, found)
    return found


async def _listed(scoro: ScoroClient, kind: Kind, ids: Sequence[str], lane: Lane) -> dict[str, Row]:
    page = await scoro.list_page(
        kind.module, 1, lane=lane, detailed=True, filters={kind.key: [int(one) for one in ids]}, include_deleted=True
    )
    rows: dict[str, Row] = {known: row for row in page.rows if (known := id_of(kind, row))}
    if rows.keys() <= set(ids):
        return rows
    log.warning("scoro.id_filter_ignored", module=kind.module)
    return {}


async def _view(scoro: ScoroClient, kind: Kind, object_id: str, lane: Lane, found: Found) -> None:
    try:
        row = await scoro.view(kind.module, object_id, lane=lane)
    except ScoroNotFoundError:
        found.missing.append(object_id)
        return
    if id_of(kind, row) == object_id:
        found.rows[object_id] = row
    else:
        log.warning("scoro.other_object_answered", module=kind.module, object_id=object_id)


async def can_read(scoro: ScoroClient, kind: Kind, *, lane: Lane) -> bool:
    """Whether any object of this kind can be read: then a missing one is gone, not merely hidden (design §3.9)."""
    return bool((await scoro.list_page(kind.module, 1, lane=lane, per_page=1)).rows)
