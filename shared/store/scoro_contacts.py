"""Scoro's contacts as an index for matching: what their own category read last, and until when."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

from pymongo import ASCENDING, DeleteMany, IndexModel, UpdateOne

from shared.clock import Clock
from shared.store.database import Database, write_all
from shared.store.reference import LISTS, name_key, number_keys

SCORO_CONTACTS = "scoro_contacts"
POSITION = "scoro_contacts_position"

INDEXES: dict[str, list[IndexModel]] = {
    SCORO_CONTACTS: [
        IndexModel([("connection_id", ASCENDING), ("scoro_id", ASCENDING)], name="one", unique=True),
        IndexModel([("connection_id", ASCENDING), ("keys", ASCENDING)], name="keys"),
    ],
}


@dataclass(frozen=True, slots=True)
class ScoroContact:
    """What matching needs to know of a contact in Scoro (R71)."""

    scoro_id: str
    name: str
    """A company's name, or first and last name of a person."""
    registration: str = ""
    vat: str = ""
    is_company: bool = True


FIELDS = tuple(field.name for field in fields(ScoroContact))


def contact_keys(contact: ScoroContact) -> list[str]:
    """Under what a contact of Scoro can be found."""
    found = [name_key(contact.name), *number_keys(contact.registration), *number_keys(contact.vat)]
    return list(dict.fromkeys(found))


class ScoroContacts:
    """Finds contacts by name or number."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._contacts = database.collection(SCORO_CONTACTS)
        self._positions = database.collection(LISTS)
        self._clock = clock

    async def put(self, connection_id: str, contacts: Iterable[ScoroContact], gone: Iterable[str] = ()) -> None:
        """Add or renew contacts; forget those that are gone."""
        updates: list[UpdateOne | DeleteMany] = [
            UpdateOne(
                {"connection_id": connection_id, "scoro_id": contact.scoro_id},
                {"$set": {**asdict(contact), "keys": contact_keys(contact), "read_at": self._clock.now()}},
                upsert=True,
            )
            for contact in contacts
        ]
        if ids := list(gone):
            updates.append(DeleteMany({"connection_id": connection_id, "scoro_id": {"$in": ids}}))
        if updates:
            await write_all(self._contacts, updates)

    async def find(self, connection_id: str, keys: Iterable[str]) -> list[ScoroContact]:
        """All contacts that can be found under any of these keys."""
        found = self._contacts.find({"connection_id": connection_id, "keys": {"$in": list(keys)}})
        return [ScoroContact(**{name: row[name] for name in FIELDS}) async for row in found]

    async def position(self, connection_id: str) -> dt.datetime | None:
        """Until when changes are in the index; None where it was never read completely."""
        row = await self._positions.find_one({"_id": f"{connection_id}|{POSITION}"})
        return row["until"] if row else None

    async def reached(self, connection_id: str, until: dt.datetime) -> None:
        """Everything changed before then is in the index."""
        await self._positions.update_one(
            {"_id": f"{connection_id}|{POSITION}"}, {"$max": {"until": until}}, upsert=True
        )
