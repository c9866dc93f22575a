"""Until when an object may be sent by hand; pure (R136–R141).

"Payment attached" is `paid_sum` in Scoro or AmountPaid or AmountCredited in Xero, of a credit note what of it was
allocated or refunded. Pulling has no such end: what is paid in Xero comes to Scoro all the same (R79).
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from shared.money import ZERO, cents
from shared.scoro.fields import amount, rows, text
from shared.xero import wire

Row = Mapping[str, Any]
Over = Callable[[Row, Row | None], str | None]
"""Scoro's object, Xero's twin where there is one → what is attached to it, in words; None while it may be sent."""
GONE = frozenset({"VOIDED", "DELETED"})


def never(_row: Row, _twin: Row | None) -> str | None:
    """Contacts and products have no end (R138, R140)."""
    return None


def settled(row: Row, twin: Row | None) -> str | None:
    """Invoices and bills: a payment or an allocation (R136, R137)."""
    attached = []
    if twin is not None:
        currency = str(twin.get("CurrencyCode", ""))
        notes = (*_list(twin, "CreditNotes"), *_list(twin, "Prepayments"), *_list(twin, "Overpayments"))
        attached += _said("a payment", _sum(twin, "AmountPaid"), currency, _list(twin, "Payments"))
        attached += _said("a credit", _sum(twin, "AmountCredited"), currency, notes)
    return " and ".join(attached or _receipts(row)) or None


def allocated(row: Row, twin: Row | None) -> str | None:
    """Credit notes: an allocation or a refund."""
    if twin is None or twin.get("Status") in GONE:  # a voided one has nothing left, and nothing was used of it
        return " and ".join(_receipts(row)) or None
    used = _sum(twin, "Total") - _sum(twin, "RemainingCredit")
    parts = (*_list(twin, "Allocations"), *_list(twin, "Payments"))
    said = _said("an allocation", used, str(twin.get("CurrencyCode", "")), parts)
    return " and ".join(said or _receipts(row)) or None


def is_credit_note(row: Row) -> bool:
    """Says what it credits, or is negative (R93), as Scoro shows it."""
    return bool(rows(row.get("credited_invoices"))) or amount(row.get("sum")) + amount(row.get("vat_sum")) < ZERO


def _receipts(row: Row) -> list[str]:
    paid = amount(row.get("paid_sum"))
    return [f"a receipt of {cents(paid):,} {text(row.get('currency'))} in Scoro"] if paid != ZERO else []


def _said(noun: str, total: Decimal, currency: str, parts: Iterable[Row]) -> list[str]:
    """`a payment of 120.00 GBP in Xero since 2026-11-20`: of the first one, with the sum of all."""
    if total == ZERO:
        return []
    dates = sorted(wire.day(str(part["Date"])).isoformat() for part in parts if part.get("Date"))
    since = f" since {dates[0]}" if dates else ""
    return [f"{noun} of {cents(total):,} {currency} in Xero{since}"]


def _sum(row: Row, name: str) -> Decimal:
    return wire.decimal(row.get(name, 0))


def _list(row: Row, name: str) -> list[Row]:
    return [one for one in row.get(name) or () if isinstance(one, Mapping)]
