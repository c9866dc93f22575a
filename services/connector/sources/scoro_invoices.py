"""Invoices and credit invoices of Scoro; prepayment invoices are another module and stay there (R96)."""

from collections.abc import Sequence

from services.connector.sources import scoro_products
from services.connector.sources.page import Turn
from services.connector.sources.scoro_rows import INVOICES, Row
from services.connector.sources.scoro_walk import ScoroWalk
from shared.clock import Clock
from shared.store.everything import Store

NAME = "scoro.invoices"


def reader(store: Store, clock: Clock) -> ScoroWalk:
    """Reads changed invoices and credit invoices, and with them the products on their lines."""

    async def products(turn: Turn, documents: Sequence[Row]) -> None:
        ids = scoro_products.on_lines(documents)
        await scoro_products.renew(turn.scoro, store.reference, turn.connection.id, ids, turn.budget_lane)

    return ScoroWalk(INVOICES, changes=store.changes, links=store.links, clock=clock, also=products)
