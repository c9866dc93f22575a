"""Documents of Scoro: invoices with credit invoices, and bills; prepayment invoices stay there (R96)."""

from collections.abc import Sequence

from services.connector.renewing import Renewing
from services.connector.sources import scoro_products
from services.connector.sources.page import Turn
from services.connector.sources.scoro_rows import BILLS, INVOICES, Kind, Row
from services.connector.sources.scoro_walk import ScoroWalk
from shared.clock import Clock
from shared.store.everything import Store

INVOICES_NAME = "scoro.invoices"
BILLS_NAME = "scoro.bills"


def invoices(store: Store, clock: Clock) -> ScoroWalk:
    """Reads changed invoices and credit invoices."""
    return _reader(INVOICES, store, clock)


def bills(store: Store, clock: Clock) -> ScoroWalk:
    """Reads changed bills."""
    return _reader(BILLS, store, clock)


def _reader(kind: Kind, store: Store, clock: Clock) -> ScoroWalk:
    """With the documents it reads the products on their lines."""

    async def products(turn: Turn, documents: Sequence[Row]) -> None:
        await scoro_products.renew(turn.scoro, Renewing(store), turn.connection.id, documents, turn.budget_lane)

    return ScoroWalk(kind, changes=store.changes, links=store.links, clock=clock, also=products)
