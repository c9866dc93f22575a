"""Xero's lists of items, invoices with bills, and credit notes, for what crosses to Scoro."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from services.connector.renewing import Renewing
from services.connector.sources import allocations, xero_rows
from services.connector.sources.page import Read, Reader, Turn
from services.connector.sources.xero_rows import Kind, Row
from services.connector.sources.xero_walk import Companion, XeroWalk
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.store.everything import Store
from shared.store.records import NewChange, ObjectKey
from shared.xero import wire

ITEMS = "xero.items"
DOCUMENTS = "xero.documents"
CREDIT_NOTES = "xero.credit_notes"


def items(store: Store, clock: Clock) -> Reader:
    """All items in one answer, since Xero has no pages of them: what is linked and not among them was deleted (R64)."""
    walk = XeroWalk(xero_rows.ITEMS, clock=clock, is_whole=True)

    async def read(turn: Turn) -> Read:
        asked_at = clock.now()
        linked = {link.xero_id for link in await store.links.active(turn.connection.id, Category.PRODUCTS)}
        found = await walk(turn)
        if not found.changes:  # an empty list proves nothing (`design.md` §3.9)
            return found
        missing = linked - {change.key.object_id for change in found.changes}
        gone = await _vanished(store, turn, sorted(missing), asked_at)
        return replace(found, changes=(*found.changes, *gone))

    return read


async def _vanished(store: Store, turn: Turn, missing: Sequence[str], asked_at: dt.datetime) -> list[NewChange]:
    """Their last snapshot says what they were.

    Links are looked up before the list is asked for: what is linked meanwhile was made after Xero had answered.
    """
    changes: list[NewChange] = []
    for xero_id in missing:
        key = ObjectKey(turn.connection.id, Category.PRODUCTS, "xero", xero_id)
        newest = await store.changes.newest(key)
        if newest is not None and not newest.deleted:
            changes.append(
                NewChange(
                    key=key,
                    snapshot=newest.snapshot,
                    read_started_at=asked_at,
                    number=newest.number,
                    deleted=True,
                    lane=turn.lane,
                )
            )
    return changes


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
        parts=allocations.of_credits(store, xero_rows.CREDIT_NOTES),
        listens=(Category.RECEIPTS,),
    )


def _renew_twins(store: Store, kind: Kind) -> Companion:
    async def renew(turn: Turn, rows: Sequence[Row]) -> None:
        for category in kind.categories:
            twins = {kind.id_of(row): twin_fields(row) for row in rows if kind.category_of(row) is category}
            await Renewing(store).documents(turn.connection.id, category, twins)

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
