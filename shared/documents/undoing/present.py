"""A document in Xero as it stands right now, with all that was applied to it; pure."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shared.documents.twins import Twin, twin_of
from shared.xero import wire

Row = Mapping[str, Any]
DEAD = frozenset({"DELETED", "VOIDED"})
LINE_FIELDS = ("Description", "AccountCode", "TaxType", "LineAmount")
CREDITS = {"CreditNotes": "CreditNoteID", "Prepayments": "PrepaymentID", "Overpayments": "OverpaymentID"}
"""What may be applied to an invoice or a bill, by the list that shows it."""


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment on an invoice or a bill, or a refund of a credit note."""

    id: str
    amount: Decimal
    day: dt.date | None
    is_reconciled: bool = False
    """Matched with a line of the bank statement."""
    batch: str = ""
    """The batch that it is part of."""


@dataclass(frozen=True, slots=True)
class Applied:
    """So much of a credit that stands on an invoice or a bill."""

    resource: str
    """`CreditNotes`, `Prepayments` or `Overpayments`."""
    credit_id: str
    invoice_id: str
    id: str
    """Of the allocation; empty where it was not found."""
    amount: Decimal
    day: dt.date | None
    other: str = ""
    """The number of the document at the other end."""

    @property
    def path(self) -> str:
        """Where it is taken back."""
        return f"{self.resource}/{self.credit_id}/Allocations/{self.id}"


@dataclass(frozen=True, slots=True)
class Present:
    """Everything that decides whether and how it can be taken back."""

    twin: Twin
    payments: tuple[Paid, ...] = ()
    applied: tuple[Applied, ...] = ()
    """Of an invoice or a bill what pays it, of a credit note where it went."""
    lines: tuple[tuple[str, ...], ...] = ()
    is_sent: bool = False
    """Marked as sent to its recipient."""


def payment_ids(document: Row) -> list[str]:
    """Which payments have to be read: their place on the document does not say whether they are reconciled."""
    return [str(one["PaymentID"]) for one in _rows(document, "Payments") if one.get("PaymentID")]


def credit_note_ids(document: Row) -> list[str]:
    """Which credit notes have to be read: only there an allocation has its id."""
    return [str(one["CreditNoteID"]) for one in _rows(document, "CreditNotes") if one.get("CreditNoteID")]


def present(document: Row, payments: Sequence[Row], notes: Sequence[Row]) -> Present:
    """A document as it was read in full, with its payments and the credit notes on it as they were read."""
    twin = twin_of(dict(document))
    wanted = set(payment_ids(document))
    return Present(
        twin=twin,
        payments=tuple(_paid(one) for one in payments if one.get("PaymentID") in wanted and not _is_dead(one)),
        applied=_from_note(document, twin) if twin.kind == "credit_note" else _onto(document, twin, notes),
        lines=line_facts(document),
        is_sent=bool(document.get("SentToContact")),
    )


def line_facts(document: Row) -> tuple[tuple[str, ...], ...]:
    """What somebody may have changed in a line while all sums stayed as they were."""
    return tuple(tuple(_fact(line.get(name)) for name in LINE_FIELDS) for line in _rows(document, "LineItems"))


def _fact(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    amount = wire.decimal(value)
    return f"{amount:.2f}" if amount else ""


def _paid(one: Row) -> Paid:
    batch = str(one.get("BatchPaymentID") or (one.get("BatchPayment") or {}).get("BatchPaymentID") or "")
    return Paid(str(one["PaymentID"]), wire.decimal(one["Amount"]), _day(one), bool(one.get("IsReconciled")), batch)


def _onto(document: Row, twin: Twin, notes: Sequence[Row]) -> tuple[Applied, ...]:
    """What pays this invoice: allocations of notes by the notes, the rest as the invoice shows it."""
    found = [
        Applied(
            "CreditNotes", str(note["CreditNoteID"]), twin.xero_id, str(one["AllocationID"]),
            wire.decimal(one["Amount"]), _day(one), str(note.get("CreditNoteNumber") or ""),
        )
        for note in notes
        for one in _allocations(note)
        if (one.get("Invoice") or {}).get("InvoiceID") == twin.xero_id
    ]  # fmt: skip
    known = {one.credit_id for one in found}
    for resource, key in CREDITS.items():
        for one in _rows(document, resource):
            credit = str(one[key])
            if credit not in known:
                amount, number = wire.decimal(one.get("AppliedAmount", 0)), str(one.get("CreditNoteNumber") or "")
                found.append(Applied(resource, credit, twin.xero_id, "", amount, _day(one), number))
    return tuple(found)


def _from_note(document: Row, twin: Twin) -> tuple[Applied, ...]:
    return tuple(
        Applied(
            "CreditNotes", twin.xero_id, str(one["Invoice"]["InvoiceID"]), str(one["AllocationID"]),
            wire.decimal(one["Amount"]), _day(one), str(one["Invoice"].get("InvoiceNumber") or ""),
        )
        for one in _allocations(document)
    )  # fmt: skip


def _allocations(note: Row) -> list[Row]:
    return [one for one in _rows(note, "Allocations") if not one.get("IsDeleted")]


def _is_dead(one: Row) -> bool:
    return one.get("Status") in DEAD


def _day(one: Row) -> dt.date | None:
    return wire.day(str(one["Date"])) if one.get("Date") else None


def _rows(row: Row, name: str) -> list[Row]:
    return [one for one in row.get(name) or () if isinstance(one, Mapping)]
