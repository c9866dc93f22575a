"""What of money lies on a document in Xero and keeps it from being changed: payments, credits and their ways; pure.

A document that was read in full shows all of it, so that it can be named without a further call (R80, R136, R137).
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from shared.documents.status import payment_attached
from shared.documents.twins import Twin, twin_of
from shared.money import ZERO, cents, total
from shared.store.records import Link
from shared.xero import wire

Row = Mapping[str, Any]
DEAD = frozenset({"DELETED", "VOIDED"})
SHOWN = 10
"""So many are named; of what is beyond them, the sum."""


class Sort(StrEnum):
    """In the words that people read."""

    PAYMENT = "payment"
    REFUND = "refund"
    CREDIT_NOTE = "credit note allocation"
    PREPAYMENT = "prepayment"
    OVERPAYMENT = "overpayment"
    ALLOCATION = "allocation"


CREDITS = {"CreditNotes": Sort.CREDIT_NOTE, "Prepayments": Sort.PREPAYMENT, "Overpayments": Sort.OVERPAYMENT}
"""The lists of an invoice or a bill that show what was applied to it."""


@dataclass(frozen=True, slots=True)
class Attached:
    """One payment or allocation, in the document's currency."""

    sort: Sort
    amount: Decimal
    day: dt.date | None = None
    name: str = ""
    """The other document's number, or the payment's reference."""

    def said(self, currency: str) -> str:
        """Such as `payment of 10.00 GBP on 2026-11-20 (bank 4711)`."""
        on = f" on {self.day}" if self.day else ""
        named = f" ({self.name})" if self.name else ""
        return f"{self.sort} of {_sum(self.amount, currency)}{on}{named}"


@dataclass(frozen=True, slots=True)
class Presence:
    """A document as Xero answered a moment ago."""

    twin: Twin
    attached: tuple[Attached, ...] = ()

    @property
    def in_the_way(self) -> str:
        """What keeps it from being changed; empty where nothing of that sort does."""
        return (named(self.attached, self.twin) or f"its status there is {self.twin.status}") if self.is_paid else ""

    @property
    def is_paid(self) -> bool:
        return payment_attached(self.twin)

    def told_to(self, link: Link) -> Link:
        """The link with what is known now; what else it remembers stays."""
        return replace(link, twin={**link.twin, **self.twin.model_dump(mode="json")})


def presence(document: Row) -> Presence:
    """Of an invoice, a bill or a credit note as it was read in full."""
    return Presence(twin_of(dict(document)), attached(document))


def attached(document: Row) -> tuple[Attached, ...]:
    """Of an invoice, a bill or a credit note as it was read in full: by their days, the oldest first."""
    return tuple(sorted(_found(document), key=lambda one: (one.day or dt.date.min, one.sort, one.amount)))


def named(parts: Sequence[Attached], twin: Twin) -> str:
    """All of them in a sentence's words; what their lists do not tell is told as a sum, nothing as nothing."""
    said = [one.said(twin.currency_code) for one in parts[:SHOWN]]
    rest = twin.amount_paid + twin.amount_credited - total(one.amount for one in parts[:SHOWN])
    if rest > ZERO:
        said.append(f"{'another ' if said else ''}{_sum(rest, twin.currency_code)}")
    return "; ".join(said)


def _found(document: Row) -> Iterator[Attached]:
    is_note = bool(document.get("CreditNoteID"))
    for one in _rows(document, "Payments"):
        yield _part(one, Sort.REFUND if is_note else Sort.PAYMENT, "Amount", one.get("Reference"))
    for one in _rows(document, "Allocations"):
        yield _part(one, Sort.ALLOCATION, "Amount", (one.get("Invoice") or {}).get("InvoiceNumber"))
    for name, sort in CREDITS.items():
        for one in _rows(document, name):
            yield _part(one, sort, "AppliedAmount", one.get("CreditNoteNumber") or one.get("Reference"))


def _part(one: Row, sort: Sort, amount: str, name: Any) -> Attached:
    day = wire.day(str(one["Date"])) if one.get("Date") else None
    return Attached(sort, wire.decimal(one.get(amount, 0)), day, str(name or "").strip())


def _rows(document: Row, name: str) -> Iterable[Row]:
    rows = (one for one in document.get(name) or () if isinstance(one, Mapping))
    return (one for one in rows if not one.get("IsDeleted") and one.get("Status") not in DEAD)


def _sum(amount: Decimal, currency: str) -> str:
    return f"{cents(amount):,} {currency}".rstrip()
