"""Xero's contacts: kept as an index for matching (R71), archived and merged ones included, and read for Scoro."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.connector.renewing import Renewing
from services.connector.sources import xero_rows
from services.connector.sources.page import Turn
from services.connector.sources.xero_rows import Row
from services.connector.sources.xero_walk import Companion, XeroWalk
from shared.clock import Clock
from shared.store.everything import Store
from shared.store.reference import XeroContact

NAME = "xero.contacts"
CHANGED = "xero.changed_contacts"


def index_reader(store: Store, clock: Clock) -> XeroWalk:
    """Renews the index with what changed; the first time with everything."""
    return XeroWalk(xero_rows.CONTACTS, clock=clock, also=_index(store), records=False)


def reader(store: Store, clock: Clock) -> XeroWalk:
    """Changed contacts that come to Scoro; they renew the index too."""
    return XeroWalk(xero_rows.CONTACTS, clock=clock, also=_index(store))


def _index(store: Store) -> Companion:
    async def renew(turn: Turn, rows: Sequence[Row]) -> None:
        await renewing.contacts(turn.connection.id, [indexed(row) for row in rows])

    renewing = Renewing(store)
    return renew


def indexed(contact: Mapping[str, Any]) -> XeroContact:
    """What matching needs to know of a contact; fields without a value are not there."""
    return XeroContact(
        xero_id=str(contact["ContactID"]),
        name=str(contact.get("Name", "")),
        status=str(contact.get("ContactStatus", "ACTIVE")),
        contact_number=str(contact.get("ContactNumber", "")),
        account_number=str(contact.get("AccountNumber", "")),
        company_number=str(contact.get("CompanyNumber", "")),
        tax_number=str(contact.get("TaxNumber", "")),
        merged_to=str(contact.get("MergedToContactID", "")),
    )
