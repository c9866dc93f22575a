"""What reading needs of the two systems."""

from typing import Protocol

from shared.scoro.client import ScoroClient
from shared.store.connections import Connection
from shared.xero.client import XeroClient


class Clients(Protocol):
    """The systems of a connection, each call paced by the budgets they share with everybody."""

    async def scoro(self, connection: Connection) -> ScoroClient:
        """The connection's entity."""
        ...

    async def xero(self, connection: Connection) -> XeroClient:
        """The connection's organisation."""
        ...
