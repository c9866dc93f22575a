"""Everything that was paid on one document in Xero, asked for by the document (R139)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from services.connector.actions.asked import Asked
from services.connector.actions.errors import ActionOverError, ObjectNotFoundError
from services.connector.actions.finding import Found, InXero
from services.connector.actions.kinds import LANE, RECEIPT
from services.connector.sources import allocations, scoro_rows, xero_rows
from services.connector.sources.ports import Clients
from services.connector.sources.scoro_objects import by_ids
from services.connector.sources.xero_rows import Row
from shared.clock import Clock
from shared.contracts.envelope import Category, Lane
from shared.jsonio import loads
from shared.money import ZERO, cents
from shared.scoro.fields import amount, text
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.store.records import PERSON, LinkState, NewChange
from shared.xero import wire
from shared.xero.client import ID_OF, XeroClient

CREDITS = (xero_rows.CREDIT_NOTES, xero_rows.PREPAYMENTS, xero_rows.OVERPAYMENTS)
IN_SCORO = {Category.INVOICES: scoro_rows.INVOICES, Category.BILLS: scoro_rows.BILLS}


@dataclass(frozen=True, slots=True)
class Ready:
    """An object that is to be recorded as asked for."""

    kind: str
    change: NewChange
    about: str = ""


class Receipts:
    """Reads payments and allocations of a document."""

    def __init__(self, store: Store, clients: Clients, clock: Clock) -> None:
        self._store = store
        self._clients = clients
        self._clock = clock

    async def on(self, connection: Connection, asked: Asked) -> list[Ready]:
        """Each payment and allocation, at least one.

        Raises ActionOverError where all is received in both systems, ObjectNotFoundError where nothing was paid, and
        what finding the document raises.
        """
        xero = await self._clients.xero(connection)
        found = await InXero(xero, self._store.links, connection, self._clock).find(asked)
        if not self._is_due(found) and (said := await self._received(connection, found)) is not None:
            raise ActionOverError(f"{_called(found)} is fully received{said}; there is nothing more to pull")
        changes = [*await self._payments(connection, xero, found), *await self._allocations(connection, xero, found)]
        if not changes:
            raise ObjectNotFoundError(f"nothing was paid on {_called(found)} in Xero yet")
        return [_ready(one, found) for one in changes]

    @staticmethod
    def _is_due(found: Found) -> bool:
        """Of a credit note what is left of it."""
        left = found.row.get("RemainingCredit", found.row.get("AmountDue", 0))
        return wire.decimal(left) != ZERO

    async def _received(self, connection: Connection, found: Found) -> str | None:
        """What Scoro received, where that is all of it."""
        category = found.kind.category
        links = await self._store.links.by_xero(connection.id, category, [found.object_id])
        link = links.get(found.object_id)
        if link is None or link.state is not LinkState.ACTIVE:
            return None
        scoro = await self._clients.scoro(connection)
        rows = (await by_ids(scoro, IN_SCORO[category], [link.scoro_id], lane=LANE)).rows
        row = rows.get(link.scoro_id)
        if row is None:
            return None
        paid, gross = amount(row.get("paid_sum")), amount(row.get("sum")) + amount(row.get("vat_sum"))
        if paid == ZERO or abs(cents(paid)) < abs(cents(gross)):
            return None
        return f": {cents(paid):,} {text(row.get('currency'))} in Scoro".rstrip()

    async def _payments(self, connection: Connection, xero: XeroClient, found: Found) -> list[NewChange]:
        started_at = self._clock.now()
        return [
            xero_rows.change(
                xero_rows.PAYMENTS, row, Category.RECEIPTS, connection_id=connection.id,
                read_started_at=started_at, lane=Lane.NOW,
            )
            for row in await xero.payments_on(found.object_id, lane=LANE)
        ]  # fmt: skip

    async def _allocations(self, connection: Connection, xero: XeroClient, found: Found) -> list[NewChange]:
        """Of the credits that it names, or of itself; both halves where a credit note of Scoro is one side (R118)."""
        changes: list[NewChange] = []
        for kind in CREDITS:
            started_at = self._clock.now()
            ids = _credits(kind, found)
            rows = await xero.by_ids(kind.resource, ids, lane=LANE) if ids else []
            changes += await allocations.of_rows(
                self._store, kind, rows, connection_id=connection.id, lane=Lane.NOW, read_at=started_at
            )
        snapshots = {change.key.object_id: loads(change.snapshot) for change in changes}
        wanted = {one.get("AllocationID") for one in snapshots.values() if _is_of(one, found.object_id)}
        return [change for change in changes if snapshots[change.key.object_id].get("AllocationID") in wanted]


def _credits(kind: xero_rows.Kind, found: Found) -> list[str]:
    if kind is found.kind.in_xero:
        return [found.object_id]
    named: Sequence[Row] = [one for one in found.row.get(kind.resource) or () if isinstance(one, Mapping)]
    return [str(one[ID_OF[kind.resource]]) for one in named if one.get(ID_OF[kind.resource])]


def _is_of(allocation: Mapping[str, Any], document_id: str) -> bool:
    """Also what a credit note gave to others is its own business."""
    return document_id in {(allocation.get("Invoice") or {}).get("InvoiceID"), allocation.get("OfID")}


def _ready(change: NewChange, found: Found) -> Ready:
    row = loads(change.snapshot)
    currency = found.row.get("CurrencyCode") or ""
    about = f"{cents(wire.decimal(row.get('Amount') or 0)):,} {currency}".rstrip()
    number = change.number or found.kind.in_xero.called(found.row)
    return Ready(RECEIPT, replace(change, asked=PERSON, number=number), about)


def _called(found: Found) -> str:
    return f"{found.kind.noun} {found.kind.in_xero.called(found.row) or found.object_id}"
