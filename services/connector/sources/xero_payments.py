"""What was paid in Xero: payments of every kind, and what prepayments and overpayments were allocated to."""

from services.connector.sources import allocations, xero_rows
from services.connector.sources.page import Read, Reader, Turn
from services.connector.sources.xero_rows import Kind
from services.connector.sources.xero_walk import XeroWalk
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.store.everything import Store

PAYMENTS = "xero.payments"
PREPAYMENTS = "xero.prepayments"
OVERPAYMENTS = "xero.overpayments"


def payments(store: Store, clock: Clock) -> Reader:
    """Changed payments; at the end what was left out is compared with the links that came meanwhile (R114)."""
    walk = XeroWalk(xero_rows.PAYMENTS, clock=clock)

    async def read(turn: Turn) -> Read:
        found = await walk(turn)
        if found.memo is None:
            await _take_up(store, turn.connection.id)
        return found

    return read


async def _take_up(store: Store, connection_id: str) -> None:
    """News of a link may cross the moment at which a payment is left out without it; the sweeper rings for these."""
    wanted = await store.left_outs.waited_for(Category.RECEIPTS, connection_id)
    names: list[str] = []
    for category in {key.category for key in wanted}:
        ids = {key.object_id: str(key) for key in wanted if key.category is category}
        names += [ids[one] for one in await store.links.by_xero(connection_id, category, ids)]
    if names:
        await store.left_outs.in_step(Category.RECEIPTS, connection_id, names)


def prepayments(store: Store, clock: Clock) -> XeroWalk:
    """What prepayments were allocated to; those that are not allocated stay in Xero (R100)."""
    return _prepaid(xero_rows.PREPAYMENTS, store, clock)


def overpayments(store: Store, clock: Clock) -> XeroWalk:
    """Likewise."""
    return _prepaid(xero_rows.OVERPAYMENTS, store, clock)


def _prepaid(kind: Kind, store: Store, clock: Clock) -> XeroWalk:
    return XeroWalk(kind, clock=clock, parts=allocations.of_credits(store, kind), listens=(Category.RECEIPTS,))
