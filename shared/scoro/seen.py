"""Which objects of Scoro are still there, where they cannot be viewed: only what is surely gone may be made again.

That lists can be filtered by id is not documented, so the filter is only believed where its answer keeps to it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.budget import Lane
from shared.scoro.client import MAX_DETAILED_ROWS, ScoroClient
from shared.scoro.fields import flag, text

Row = Mapping[str, Any]


async def seen(
    scoro: ScoroClient, module: str, ids: Sequence[str], *, lane: Lane, witness: str | None = None
) -> dict[str, Row | None]:
    """These objects in full; None is deleted, and what the list does not tell of is left out.

    What is taken for deleted needs evidence (`design.md` §3.9): the mark, or a list by ids that shows another object
    that is there, the `witness`, and not this one.
    """
    found: dict[str, Row | None] = {}
    if not ids:
        return found
    known = witness or await _any(scoro, module, lane)
    for start in range(0, len(ids), MAX_DETAILED_ROWS - 1):
        found |= await _asked_for(scoro, module, ids[start : start + MAX_DETAILED_ROWS - 1], known, lane)
    return found


async def _any(scoro: ScoroClient, module: str, lane: Lane) -> str | None:
    """The id of some object that is there."""
    page = await scoro.list_page(module, 1, lane=lane, per_page=1)
    return text(page.rows[0].get("id")) or None if page.rows else None


async def _asked_for(
    scoro: ScoroClient, module: str, ids: Sequence[str], witness: str | None, lane: Lane
) -> dict[str, Row | None]:
    wanted = {*ids, witness} if witness is not None else set(ids)
    filters = {"id": sorted(map(int, wanted))}
    page = await scoro.list_page(module, 1, lane=lane, detailed=True, filters=filters, include_deleted=True)
    rows = {text(row.get("id")): row for row in page.rows}
    tells = witness in rows and rows.keys() <= wanted
    there = {known: None if flag(row.get("is_deleted")) else row for known, row in rows.items() if known in ids}
    return {**dict.fromkeys(ids if tells else ()), **there}
