"""How much a category writes in one run, and above what its owner wants to be asked (decision 0018)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from shared.contracts.envelope import Category
from shared.money import ZERO
from shared.store.changes import CHANGES
from shared.store.database import Database, Document, Session
from shared.store.records import Brake, Cleared, Entry, State
from shared.store.waits import weighed
from shared.store.wire import entry_of

WINDOW = dt.timedelta(minutes=5)
"""What belongs to no run is counted with that of so long."""


@dataclass(frozen=True, slots=True)
class Size:
    """So many objects, and the gross sum of their documents in the organisation's currency."""

    objects: int = 0
    amount: Decimal = field(default=ZERO)


@dataclass(frozen=True, slots=True)
class Above:
    """Where asking begins; None asks about nothing."""

    objects: int | None = None
    amount: Decimal | None = None

    def __str__(self) -> str:
        """`50 objects or 10,000.00`"""
        return self.said()

    def said(self, currency: str = "") -> str:
        """`50 objects or 10,000.00 GBP`"""
        noun = "object" if self.objects == 1 else "objects"
        objects = [f"{self.objects:,} {noun}"] if self.objects is not None else []
        money = [f"{self.amount:,.2f} {currency}".rstrip()] if self.amount is not None else []
        return " or ".join([*objects, *money])

    @property
    def asks(self) -> bool:
        """Whether there is anything to ask about."""
        return self.objects is not None or self.amount is not None

    def is_exceeded(self, size: Size) -> bool:
        """Whether that is more than goes without a person; just as much is not."""
        too_many = self.objects is not None and size.objects > self.objects
        return too_many or (self.amount is not None and size.amount > self.amount)


NEVER = Above()


def size_of(entries: Iterable[Entry]) -> Size:
    """Counted and added up; credit notes and refunds take nothing away from it."""
    found = list(entries)
    return Size(len(found), sum((_worth(entry) for entry in found), ZERO))


def _worth(entry: Entry) -> Decimal:
    """Where no rate is stated, a foreign sum counts as it stands there."""
    return abs(Decimal(entry.worth or entry.amount or 0))


class Volume:
    """What of the same run counts besides that which is being weighed."""

    def __init__(self, database: Database) -> None:
        self._changes = database.collection(CHANGES)

    async def besides(
        self, connection_id: str, category: Category, run_id: UUID | None, now: dt.datetime, session: Session
    ) -> list[Entry]:
        """What went unasked before, and what will follow as soon as what it waits for is there."""
        of: Document = {"connection_id": connection_id, "category": category.value}
        went: Document = {"volume": Cleared.COUNTED.value, "state": {"$ne": State.SUPERSEDED.value}}
        if run_id is None:
            match = of | went | {"run_id": None, "volume_at": {"$gt": now - WINDOW}}
        else:
            follows: Document = {
                "state": State.WAITING.value,
                "parked": {"$ne": True},
                "volume": None,
                "waits_for": {"$ne": weighed(Brake.VOLUME)},
            }
            match = of | {"run_id": str(run_id), "$or": [went, follows]}
        return [entry_of(row) async for row in self._changes.find(match, {"snapshot": 0}, session=session)]
