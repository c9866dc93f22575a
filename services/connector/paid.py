"""What was paid on documents of which Xero tells news: read at once, not with the next list of payments (R109)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from services.connector.sources import xero_rows
from services.connector.sources.xero_rows import Kind, Row
from shared.budget import Lane as BudgetLane
from shared.clock import Clock
from shared.contracts.envelope import Category, Lane
from shared.money import ZERO
from shared.store.connections import Connection
from shared.store.records import Link, LinkState, NewChange
from shared.sync.settings import SyncSettings
from shared.xero import wire
from shared.xero.client import XeroClient

FEW = 5
"""Each document takes a call of its own; payments on more of them come with the list, which the news has woken."""


async def payments(
    connection: Connection,
    settings: SyncSettings,
    xero: XeroClient,
    links: Mapping[str, Link],
    found: Sequence[tuple[Kind, Row]],
    *,
    lane: BudgetLane,
    clock: Clock,
) -> list[NewChange]:
    """Payments on the linked documents among these of which more or less is paid than their links remember."""
    if not settings.of(Category.RECEIPTS).enabled:
        return []
    ids = [kind.id_of(row) for kind, row in found if _is_paid_anew(links.get(kind.id_of(row)), row)]
    changes: list[NewChange] = []
    for one in ids if len(ids) <= FEW else ():
        started_at = clock.now()
        changes += [
            xero_rows.change(
                xero_rows.PAYMENTS, row, Category.RECEIPTS, connection_id=connection.id,
                read_started_at=started_at, lane=Lane.CHANGED,
            )
            for row in await xero.payments_on(one, lane=lane)
        ]  # fmt: skip
    return changes


def _is_paid_anew(link: Link | None, row: Row) -> bool:
    """Of what has no link yet, payments follow once it has (R114)."""
    if link is None or link.state is not LinkState.ACTIVE or "AmountPaid" not in row:
        return False
    known = link.twin.get("amount_paid")
    return wire.decimal(row["AmountPaid"]) != (Decimal(str(known)) if known else ZERO)
