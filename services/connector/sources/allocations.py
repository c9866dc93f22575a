"""Allocations of credit notes, prepayments and overpayments, read from the credits that they stand in (R92, R111).

Xero lists them nowhere else, and what was taken back is simply not there any more: what was recorded of a credit and
is missing in it was taken back, whether it was booked before or not (R116).
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.connector.sources.page import Turn
from services.connector.sources.xero_rows import INVOICE_TYPES, Kind, Row, changed_at
from services.connector.sources.xero_walk import Parts, Starts
from shared.contracts.envelope import Category, Lane
from shared.errors import DefectError
from shared.jsonio import dumps, loads
from shared.store.everything import Store
from shared.store.records import NewChange, ObjectKey
from shared.xero.allocations import CREDIT_SIDE, credit_side

CATEGORY_OF = {
    **INVOICE_TYPES,
    "RECEIVE-PREPAYMENT": Category.INVOICES,
    "ARPREPAYMENT": Category.INVOICES,
    "RECEIVE-OVERPAYMENT": Category.INVOICES,
    "AROVERPAYMENT": Category.INVOICES,
    "SPEND-PREPAYMENT": Category.BILLS,
    "APPREPAYMENT": Category.BILLS,
    "SPEND-OVERPAYMENT": Category.BILLS,
    "APOVERPAYMENT": Category.BILLS,
}
SALES_NOTE = "ACCRECCREDIT"
Allocation = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """Of whom, how urgent, and when it began."""

    connection_id: str
    lane: Lane
    started_at: dt.datetime


def of_credits(store: Store, kind: Kind) -> Parts:
    """Reads them of the credits of a page, where receipts cross."""

    async def read(turn: Turn, rows: Sequence[Row], starts: Starts, read_at: dt.datetime) -> Sequence[NewChange]:
        start = starts.get(Category.RECEIPTS.value)
        if start is None:
            return ()
        new = [row for row in rows if (moment := changed_at(row)) is None or moment >= start]
        return await of_rows(store, kind, new, connection_id=turn.connection.id, lane=turn.lane, read_at=read_at)

    return read


async def of_rows(
    store: Store, kind: Kind, rows: Sequence[Row], *, connection_id: str, lane: Lane, read_at: dt.datetime
) -> list[NewChange]:
    """What these credits are allocated to, and what was taken back of it."""
    read = Reading(connection_id, lane, read_at)
    known = await store.objects.parts_of(connection_id, Category.RECEIPTS, map(kind.id_of, rows))
    found: list[NewChange] = []
    for row in rows:
        credit_id = kind.id_of(row)
        now = {one["AllocationID"] + _suffix(one): one for one in allocations(kind, credit_id, row)}
        gone = known[credit_id].keys() - now.keys()
        found += [_change(read, key, one, changed_at(row)) for key, one in now.items()]
        found += [await _taken_back(store, read, known[credit_id][key]) for key in sorted(gone)]
    return found


def allocations(kind: Kind, credit_id: str, row: Row) -> list[Allocation]:
    """Each as an object of its own; of a sales credit note both halves, since it crossed as a document too."""
    category = CATEGORY_OF.get(str(row.get("Type")))
    found: list[Allocation] = []
    for one in row.get("Allocations") or ():
        if category is None or not one.get("AllocationID") or one.get("IsDeleted"):
            continue
        common = {
            "AllocationID": one["AllocationID"],
            "Amount": one.get("Amount"),
            "Date": one.get("Date"),
            "Of": kind.resource,
            "OfID": credit_id,
            "Category": category.value,
        }
        currency = row.get("CurrencyCode")
        paid: Mapping[str, Any] = one.get("Invoice") or {}
        invoice = {"InvoiceID": paid.get("InvoiceID"), "InvoiceNumber": paid.get("InvoiceNumber") or ""}
        found.append({**common, "Invoice": {**invoice, "CurrencyCode": currency or ""}})
        if row.get("Type") == SALES_NOTE:
            note = {"InvoiceID": credit_id, "InvoiceNumber": row.get("CreditNoteNumber") or ""}
            found.append({**common, "Side": CREDIT_SIDE, "Invoice": {**note, "CurrencyCode": currency or ""}})
    return found


def _suffix(one: Allocation) -> str:
    return credit_side("") if one.get("Side") else ""


def _change(read: Reading, object_id: str, one: Allocation, modified_at: dt.datetime | None) -> NewChange:
    return NewChange(
        key=ObjectKey(read.connection_id, Category.RECEIPTS, "xero", object_id),
        snapshot=dumps(one).decode(),
        read_started_at=read.started_at,
        modified_at=modified_at,
        number=str(one["Invoice"]["InvoiceNumber"]),
        deleted=bool(one.get("IsDeleted")),
        lane=read.lane,
        part_of=one["OfID"],
    )


async def _taken_back(store: Store, read: Reading, version: int) -> NewChange:
    """Its last snapshot says what it was."""
    was = await store.changes.get(version)
    if was is None:
        raise DefectError(f"version {version} of an allocation is the newest and not there")
    return _change(read, was.key.object_id, {**loads(was.snapshot), "IsDeleted": True}, None)
