"""Xero's lists of items, invoices with bills, and credit notes, for what crosses to Scoro."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.connector.sources import xero_rows
from services.connector.sources.page import Turn
from services.connector.sources.xero_rows import Kind, Row
from services.connector.sources.xero_walk import Companion, XeroWalk
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.store.everything import Store
from shared.xero import wire

ITEMS = "xero.items"
DOCUMENTS = "xero.documents"
CREDIT_NOTES = "xero.credit_notes"


def items(_store: Store, clock: Clock) -> XeroWalk:
    """Changed items; Xero has no pages of them."""
    return XeroWalk(xero_rows.ITEMS, clock=clock)


def documents(store: Store, clock: Clock) -> XeroWalk:
    """Changed invoices and bills; links of either direction learn what became of their twins."""
    return XeroWalk(
        xero_rows.DOCUMENTS, clock=clock, also=_renew_twins(store, xero_rows.DOCUMENTS), listens=(Category.RECEIPTS,)
    )


def credit_notes(store: Store, clock: Clock) -> XeroWalk:
    """Changed credit notes, likewise."""
    return XeroWalk(
        xero_rows.CREDIT_NOTES,
        clock=clock,
        also=_renew_twins(store, xero_rows.CREDIT_NOTES),
        listens=(Category.RECEIPTS,),
    )


def _renew_twins(store: Store, kind: Kind) -> Companion:
    async def renew(turn: Turn, rows: Sequence[Row]) -> None:
        for category in kind.categories:
            twins = {kind.id_of(row): twin_fields(row) for row in rows if kind.category_of(row) is category}
            await store.links.refresh_twins(turn.connection.id, category, twins)

    return renew


def twin_fields(document: Mapping[str, Any]) -> dict[str, Any]:
    """What may have changed in Xero, in the words in which links remember it; sums as decimal text."""
    total = wire.decimal(document.get("Total", 0))
    credited = wire.decimal(document.get("AmountCredited", 0))
    if "CreditNoteID" in document:
        credited = total - wire.decimal(document.get("RemainingCredit", 0))
    updated = document.get("UpdatedDateUTC")
    return {
        "number": str(document.get("InvoiceNumber") or document.get("CreditNoteNumber") or ""),
        "status": str(document.get("Status", "")),
        "total": str(total),
        "amount_paid": str(wire.decimal(document.get("AmountPaid", 0))),
        "amount_credited": str(credited),
        "updated_at": wire.moment(updated).isoformat() if updated else None,
    }
