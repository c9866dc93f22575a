"""Xero's contacts, kept as an index for matching (R71), archived and merged ones included.

The walk does not count pages: each request begins where the last contact of the page before was last changed. Xero
sorts by that moment, and a contact that is changed moves to the end of the list, so nothing can slip over an edge.
Page numbers are used only within one second, where a bulk import left more contacts than fit on a page.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from services.connector.sources.page import Read, Turn
from shared.clock import Clock
from shared.store.everything import Store
from shared.store.reference import Reference, XeroContact
from shared.xero import wire
from shared.xero.client import MAX_PAGE_SIZE

NAME = "xero.contacts"
ORDER = "UpdatedDateUTC ASC"
WITH_ARCHIVED = {"includeArchived": "true"}


class ContactIndexReader:
    """Renews the index with what changed."""

    def __init__(self, reference: Reference, *, page_size: int = MAX_PAGE_SIZE) -> None:
        self._reference = reference
        self._page_size = page_size

    async def __call__(self, turn: Turn) -> Read:
        """One page."""
        since, number = self._place(turn)
        page = await turn.xero.page(
            "Contacts",
            number,
            lane=turn.budget_lane,
            page_size=self._page_size,
            modified_since=since,
            order=ORDER,
            params=WITH_ARCHIVED,
        )
        await self._reference.put_contacts(turn.connection.id, [indexed(item) for item in page.items])
        if page.is_last or not page.items:
            return Read()
        newest = _second(wire.moment(page.items[-1]["UpdatedDateUTC"]))
        if since is not None and newest <= since:
            return Read(memo={"since": since.isoformat(), "page": number + 1})
        return Read(memo={"since": newest.isoformat(), "page": 1})

    def _place(self, turn: Turn) -> tuple[dt.datetime | None, int]:
        memo = turn.chain.memo
        if not memo:
            return (_second(turn.chain.since) if turn.chain.since else None), 1
        return dt.datetime.fromisoformat(memo["since"]), int(memo["page"])


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


def _second(moment: dt.datetime) -> dt.datetime:
    """Whole seconds are all that Xero compares."""
    return moment.replace(microsecond=0)


def reader(store: Store, _clock: Clock) -> ContactIndexReader:
    """Renews the index."""
    return ContactIndexReader(store.reference)
