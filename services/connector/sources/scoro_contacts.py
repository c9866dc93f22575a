"""Companies and people of Scoro."""

from services.connector.sources.scoro_rows import CONTACTS
from services.connector.sources.scoro_walk import ScoroWalk
from shared.clock import Clock
from shared.store.everything import Store

NAME = "scoro.contacts"


def reader(store: Store, clock: Clock) -> ScoroWalk:
    """Reads changed contacts."""
    return ScoroWalk(CONTACTS, changes=store.changes, links=store.links, clock=clock)
