"""One page of a source: what is given to read it, and what reading it came to."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from shared.budget import Lane as BudgetLane
from shared.contracts.envelope import Lane, Message
from shared.scoro.client import ScoroClient
from shared.store.connections import Connection
from shared.store.cursors import Chain
from shared.store.database import Session
from shared.store.records import NewChange
from shared.sync.settings import SyncSettings
from shared.xero.client import XeroClient


@dataclass(frozen=True, slots=True)
class Turn:
    """The reading of one page."""

    connection: Connection
    settings: SyncSettings
    chain: Chain
    scoro: ScoroClient
    xero: XeroClient

    @property
    def lane(self) -> Lane:
        """What is read for the first time is a backfill, however it was asked for."""
        return Lane.BULK if self.chain.since is None else Lane.CHANGED

    @property
    def budget_lane(self) -> BudgetLane:
        """Whose share of the calls this reading uses."""
        return BudgetLane.BACKFILL if self.chain.since is None else BudgetLane.DOCUMENTS


@dataclass(frozen=True, slots=True)
class Read:
    """What one page came to."""

    changes: tuple[NewChange, ...] = ()
    seen: int = 0
    """Objects on the page, whether they changed or not."""
    memo: dict[str, Any] | None = None
    """For the next page; None where this was the last one."""
    scope: str | None = None
    """Which selection was read, told with the last page."""
    messages: tuple[Message, ...] = ()
    """News to be told once the page is recorded."""
    inside: Callable[[Session], Awaitable[None]] | None = None
    """What else is kept in the transaction that records the page."""
    is_complete: bool = True
    """Told with the last page: False where the next reading must begin where this one began."""


Reader = Callable[[Turn], Awaitable[Read]]
