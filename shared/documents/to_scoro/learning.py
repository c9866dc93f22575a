"""Keeps what the answers of a site told of how it works out tax."""

from collections.abc import Mapping
from decimal import Decimal

from shared.documents.fields import TradeDocument
from shared.documents.to_scoro import taxing
from shared.documents.to_scoro.taxing import Way
from shared.store.everything import Store

KIND = "scoro_taxing"


async def known(store: Store, connection_id: str) -> frozenset[Way]:
    """All ways where nothing was told yet."""
    rows = await store.reference.get_list(connection_id, KIND)
    told = {str(row["way"]) for row in rows}
    return frozenset(way for way in taxing.WAYS if way in told) or taxing.ALL


async def learn(store: Store, connection_id: str, row: TradeDocument, vat_codes: Mapping[str, Decimal]) -> bool:
    """Whether this answer told that the way which was counted on is not the site's."""
    before = await known(store, connection_id)
    now = taxing.learnt(before, taxing.told_by(row, vat_codes))
    if now != before:
        await store.reference.put_list(connection_id, KIND, [{"way": way} for way in sorted(now)])
    return taxing.usual(before) not in now
