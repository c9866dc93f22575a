"""What brakes hold, as people see it; pure."""

import datetime as dt
from dataclasses import dataclass

from shared.contracts.envelope import Category
from shared.store.connections import Connection
from shared.store.holds import Held
from shared.store.records import Brake
from shared.store.volume import NEVER, Above

SORTS = {
    Brake.DELETIONS: ("deletion", "deletions"),
    Brake.APPROVED_UPDATES: ("change of approved documents", "changes of approved documents"),
    Brake.VOLUME: ("object", "objects"),
    Brake.RATES: ("document in a foreign currency", "documents in a foreign currency"),
}


@dataclass(frozen=True, slots=True)
class HoldStatus:
    """What waits until somebody decides (`scoro-xero release`)."""

    category: Category | None
    """None where it is about all of them."""
    what: Brake
    count: int
    money: dict[str, str]
    """Currency → sum as decimal text."""
    limit: int
    """So many would have gone by themselves."""
    since: dt.datetime
    above: Above = NEVER
    """Where its owner wanted to be asked, of a whole run of a category."""
    currency: str = ""
    """The organisation's own: in it sums are counted."""

    @property
    def asks_above(self) -> bool:
        """Whether it is held because its owner wanted to be asked; what would be done can be looked at."""
        return self.what is Brake.VOLUME

    @property
    def limits(self) -> str:
        """What goes by itself: `50`, or `50 objects or 10,000.00 GBP`"""
        return self.above.said(self.currency) if self.asks_above else f"{self.limit:,}"

    @property
    def words(self) -> str:
        """`11 deletions of invoices`"""
        single, several = SORTS[self.what]
        counted = f"{self.count:,} {single if self.count == 1 else several}"
        return f"{counted} of {self.category}" if self.category else counted


def hold_status(held: Held, connection: Connection) -> HoldStatus:
    """Counted and added up."""
    hold, count = held.hold, len(held.entries)
    currency = str(connection.organisation.get("base_currency") or "")
    return HoldStatus(hold.category, hold.brake, count, held.money, hold.limit, hold.since, hold.above, currency)
