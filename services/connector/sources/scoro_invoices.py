"""Invoices and credit invoices of Scoro; prepayment invoices are another module and stay there (R96)."""

from services.connector.sources.scoro_rows import INVOICES
from services.connector.sources.scoro_walk import ScoroWalk
from shared.clock import Clock
from shared.store.everything import Store

NAME = "scoro.invoices"


def reader(store: Store, clock: Clock) -> ScoroWalk:
    """Reads changed invoices and credit invoices."""
    return ScoroWalk(INVOICES, changes=store.changes, links=store.links, clock=clock)
