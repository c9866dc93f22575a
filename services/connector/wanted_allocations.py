"""Single allocations that somebody wants: Xero finds none by its id, so the credit that it is part of is read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from services.connector.sources import allocations
from services.connector.sources.xero_rows import CREDIT_NOTES, OVERPAYMENTS, PREPAYMENTS
from services.connector.wishes import Wish
from shared.budget import Lane
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.contracts.envelope import Lane as QueueLane
from shared.jsonio import loads
from shared.store.everything import Store
from shared.store.records import NewChange, ObjectKey
from shared.xero.client import XeroClient

CREDITS = {kind.resource: kind for kind in (CREDIT_NOTES, PREPAYMENTS, OVERPAYMENTS)}


async def wanted_again(
    store: Store, xero: XeroClient, connection_id: str, wishes: Iterable[Wish], *, lane: Lane, clock: Clock
) -> list[NewChange]:
    """Those of these that the log knows as allocations, as Xero has them now; what was taken back says so."""
    by_credit: defaultdict[tuple[str, str], dict[str, Wish]] = defaultdict(dict)
    for wish in wishes:
        newest = await store.changes.newest(ObjectKey(connection_id, Category.RECEIPTS, "xero", wish.object_id))
        said = loads(newest.snapshot) if newest is not None else {}
        if said.get("Of") in CREDITS and said.get("OfID"):
            by_credit[said["Of"], said["OfID"]][wish.object_id] = wish
    changes: list[NewChange] = []
    for (resource, credit_id), wanted in by_credit.items():
        read_at, kind = clock.now(), CREDITS[resource]
        rows = await xero.by_ids(resource, [credit_id], lane=lane)
        of_credit = await allocations.of_rows(
            store, kind, rows, connection_id=connection_id, lane=QueueLane.NOW, read_at=read_at
        )
        changes += [
            replace(one, asked=mine.asked, lane=mine.lane)
            for one in of_credit
            if (mine := wanted.get(one.key.object_id)) is not None
        ]
    return changes
