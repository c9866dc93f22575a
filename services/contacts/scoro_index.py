"""The index of Scoro's contacts, brought up to date before anybody is matched against it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from services.contacts.documents import ScoroContact
from services.contacts.names import person_or_company
from shared.budget import Lane
from shared.clock import Clock
from shared.dates import day_of
from shared.scoro.client import ScoroClient, modified_from
from shared.store.connections import Connection
from shared.store.scoro_contacts import ScoroContact as Indexed
from shared.store.scoro_contacts import ScoroContacts

ONE_DAY = dt.timedelta(days=1)


class ScoroIndex:
    """Reads what changed since it was last read: usually one page; the first time everything."""

    def __init__(self, contacts: ScoroContacts, clock: Clock) -> None:
        self._contacts = contacts
        self._clock = clock

    async def renew(self, connection: Connection, scoro: ScoroClient, *, lane: Lane) -> None:
        """Afterwards the index holds every contact that was there when this was called.

        Pages may shift while they are read, so a list of several pages is read twice.
        """
        started_at = self._clock.now()
        since = await self._contacts.position(connection.id)
        filters = {} if since is None else modified_from(day_of(since, connection.time_zone) - ONE_DAY)
        if await self._pages(connection, scoro, filters, lane) > 1:
            await self._pages(connection, scoro, filters, lane)
        await self._contacts.reached(connection.id, started_at)

    async def _pages(self, connection: Connection, scoro: ScoroClient, filters: Mapping[str, Any], lane: Lane) -> int:
        number = 1
        while True:
            page = await scoro.list_page(
                "contacts", number, lane=lane, detailed=True, filters=filters, include_deleted=True
            )
            read = [ScoroContact.model_validate(row) for row in page.rows]
            gone = [str(one.contact_id) for one in read if one.is_deleted]
            await self._contacts.put(connection.id, [indexed(one) for one in read if not one.is_deleted], gone)
            if page.is_last:
                return number
            number += 1


def indexed(contact: ScoroContact) -> Indexed:
    """What matching needs to know."""
    return Indexed(
        scoro_id=str(contact.contact_id),
        name=person_or_company(contact),
        registration=contact.id_code,
        vat=contact.vatno,
        is_company=not contact.lastname,
    )
