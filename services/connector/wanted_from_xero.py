"""Single objects of Xero: news of contacts renews the index, news of documents what their links remember."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from services.connector.echoes import is_echo
from services.connector.sources.ports import Clients
from services.connector.sources.xero_contacts import indexed
from services.connector.wishes import BUDGET_LANES, URGENCY, Wish
from shared.contracts.envelope import Category
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.store.records import Link
from shared.xero import wire
from shared.xero.client import ID_OF

log = structlog.get_logger()

CREDIT_NOTE = "credit_note"


class FromXero:
    """Reads wanted objects, forty in a call; nothing is recorded, since nothing crosses from Xero yet."""

    def __init__(self, store: Store, clients: Clients) -> None:
        self._store = store
        self._clients = clients

    async def read(self, connection: Connection, category: Category, wishes: Sequence[Wish]) -> None:
        """Renew what we know of these objects."""
        links = await self._store.links.by_xero(connection.id, category, [wish.object_id for wish in wishes])
        news = [wish for wish in wishes if not is_echo(links.get(wish.object_id), wish.seen_at)]
        if not news:
            return
        xero = await self._clients.xero(connection)
        lane = BUDGET_LANES[min((wish.lane for wish in news), key=URGENCY.index)]
        ids = [wish.object_id for wish in news]
        if category is Category.CONTACTS:
            found = await xero.by_ids("Contacts", ids, lane=lane)
            await self._store.reference.put_contacts(connection.id, [indexed(item) for item in found])
            log.info("wanted.contacts_renewed", connection_id=connection.id, count=len(found))
            return
        twins: dict[str, dict[str, Any]] = {}
        for resource, linked in _by_resource({known: links[known] for known in ids if known in links}).items():
            for item in await xero.by_ids(resource, linked, lane=lane):
                twins[str(item[ID_OF[resource]])] = twin_fields(item)
        renewed = await self._store.links.refresh_twins(connection.id, category, twins)
        log.info("wanted.twins_renewed", connection_id=connection.id, category=category, count=renewed)


def _by_resource(links: Mapping[str, Link]) -> dict[str, list[str]]:
    """Only linked documents: what is not linked is nothing to us."""
    groups: dict[str, list[str]] = {}
    for xero_id, link in links.items():
        resource = "CreditNotes" if link.twin.get("kind") == CREDIT_NOTE else "Invoices"
        groups.setdefault(resource, []).append(xero_id)
    return groups


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
