"""Reference data of a connection: accounts, tax rates, currencies, products, and Xero's contacts."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pymongo import ASCENDING, IndexModel, UpdateOne

from shared.clock import Clock
from shared.store.database import Database, Document, Session

ACTIVE = "ACTIVE"
BRACKETS = str.maketrans("<>", "()")
LISTS, XERO_CONTACTS, SCORO_PRODUCTS = "reference", "xero_contacts", "scoro_products"

INDEXES: dict[str, list[IndexModel]] = {
    LISTS: [],
    XERO_CONTACTS: [
        IndexModel([("connection_id", ASCENDING), ("xero_id", ASCENDING)], name="one", unique=True),
        IndexModel([("connection_id", ASCENDING), ("keys", ASCENDING)], name="keys"),
    ],
    SCORO_PRODUCTS: [
        IndexModel([("connection_id", ASCENDING), ("product_id", ASCENDING)], name="one", unique=True),
    ],
}


@dataclass(frozen=True, slots=True)
class XeroContact:
    """What matching needs to know of a contact in Xero (R71)."""

    xero_id: str
    name: str
    status: str = "ACTIVE"
    contact_number: str = ""
    account_number: str = ""
    company_number: str = ""
    tax_number: str = ""
    merged_to: str = ""


@dataclass(frozen=True, slots=True)
class ScoroProduct:
    """What document lines need to know of a product in Scoro (R25)."""

    product_id: str
    code: str = ""
    name: str = ""
    sales_account_id: str = ""
    purchases_account_id: str = ""
    no_discounts: bool = False


COUNTRY_PREFIX = re.compile(r"^[A-Z]{2}(?=[0-9A-Z]{5,})")


def name_key(name: str) -> str:
    """`name:…`, equal for names that Xero does not tell apart."""
    return f"name:{' '.join(name.translate(BRACKETS).split()).casefold()}"


def number_keys(number: str) -> list[str]:
    """`id:…` of a registration, account or VAT number: letters and digits, with and without a country in front."""
    plain = "".join(sign for sign in number if sign.isalnum()).upper()
    return [f"id:{form}" for form in dict.fromkeys((plain, COUNTRY_PREFIX.sub("", plain))) if form]


def own_key(contact_number: str) -> str:
    """`own:…` of a ContactNumber, our link back."""
    return f"own:{contact_number.strip()}"


def contact_keys(contact: XeroContact) -> list[str]:
    """Under what a contact of Xero can be found."""
    found = [name_key(contact.name)]
    for number in (contact.company_number, contact.account_number, contact.tax_number):
        found += number_keys(number)
    if contact.contact_number.strip():
        found.append(own_key(contact.contact_number))
    return list(dict.fromkeys(found))


class Reference:
    """Keeps reference data as last read; the connector writes, everybody reads."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._lists = database.collection(LISTS)
        self._contacts = database.collection(XERO_CONTACTS)
        self._products = database.collection(SCORO_PRODUCTS)
        self._clock = clock

    async def put_list(
        self, connection_id: str, kind: str, items: Sequence[Document], session: Session | None = None
    ) -> bool:
        """Keep a whole list (`xero_accounts`, `xero_tax_rates`, `scoro_accounts`, …); True where it differs."""
        before = await self._lists.find_one_and_update(
            {"_id": f"{connection_id}|{kind}"},
            {"$set": {"items": list(items), "read_at": self._clock.now()}},
            upsert=True,
            session=session,
        )
        return before is None or before.get("items") != list(items)

    async def renew_in_list(self, connection_id: str, kind: str, key: str, items: Sequence[Document]) -> None:
        """Put these items in the place of those with the same key, or at the end; the rest stays as last read."""
        names = [item[key] for item in items]
        kept: Document = {
            "$filter": {
                "input": {"$ifNull": ["$items", []]},
                "cond": {"$not": [{"$in": [f"$$this.{key}", {"$literal": names}]}]},
            }
        }
        renewed = {"$concatArrays": [kept, {"$literal": list(items)}]}
        await self._lists.update_one(
            {"_id": f"{connection_id}|{kind}"},
            [{"$set": {"items": renewed, "read_at": {"$ifNull": ["$read_at", self._clock.now()]}}}],
            upsert=True,
        )

    async def get_list(self, connection_id: str, kind: str) -> list[Document]:
        """A list as last read; empty where it never was."""
        row = await self._lists.find_one({"_id": f"{connection_id}|{kind}"})
        return list(row["items"]) if row else []

    async def get_lists(self, connection_id: str, kinds: Sequence[str]) -> dict[str, list[Document]]:
        """Several lists at once, each as `get_list` hands it out."""
        ids = {f"{connection_id}|{kind}": kind for kind in kinds}
        found = {ids[row["_id"]]: list(row["items"]) async for row in self._lists.find({"_id": {"$in": list(ids)}})}
        return {kind: found.get(kind, []) for kind in kinds}

    async def read_at(self, connection_id: str, kind: str) -> dt.datetime | None:
        """When a list was last read."""
        row = await self._lists.find_one({"_id": f"{connection_id}|{kind}"}, {"read_at": 1})
        return row["read_at"] if row else None

    async def put_contacts(
        self, connection_id: str, contacts: Iterable[XeroContact], session: Session | None = None
    ) -> None:
        """Add or renew contacts in the index."""
        updates = [
            UpdateOne(
                {"connection_id": connection_id, "xero_id": contact.xero_id},
                {"$set": {**asdict(contact), "keys": contact_keys(contact), "read_at": self._clock.now()}},
                upsert=True,
            )
            for contact in contacts
        ]
        if updates:
            await self._contacts.bulk_write(updates, ordered=False, session=session)

    async def find_contacts(self, connection_id: str, keys: Iterable[str]) -> list[XeroContact]:
        """All contacts that can be found under any of these keys."""
        found = self._contacts.find({"connection_id": connection_id, "keys": {"$in": list(keys)}})
        return [_of(XeroContact, row) async for row in found]

    async def contacts_by_id(self, connection_id: str, xero_ids: Iterable[str]) -> dict[str, XeroContact]:
        """Xero id → contact."""
        found = self._contacts.find({"connection_id": connection_id, "xero_id": {"$in": list(xero_ids)}})
        return {row["xero_id"]: _of(XeroContact, row) async for row in found}

    async def merged(self, connection_id: str, xero_ids: Iterable[str]) -> dict[str, str]:
        """Xero id → id of the active contact into which it was merged, for those that were."""
        wanted = set(xero_ids)
        known = await self.contacts_by_id(connection_id, wanted)
        leads = _leads(known)
        while missing := set(leads.values()) - known.keys():
            found = await self.contacts_by_id(connection_id, missing)
            if not found:
                break
            known |= found
            leads |= {
                xero_id: one.merged_to for xero_id, one in found.items() if one.status != ACTIVE and one.merged_to
            }
        ends = {xero_id: _end(xero_id, leads) for xero_id in wanted & leads.keys()}
        return {xero_id: end for xero_id, end in ends.items() if end in known and known[end].status == ACTIVE}

    async def put_products(
        self, connection_id: str, products: Iterable[ScoroProduct], session: Session | None = None
    ) -> None:
        """Add or renew products."""
        updates = [
            UpdateOne(
                {"connection_id": connection_id, "product_id": product.product_id},
                {"$set": asdict(product)},
                upsert=True,
            )
            for product in products
        ]
        if updates:
            await self._products.bulk_write(updates, ordered=False, session=session)

    async def products(self, connection_id: str, product_ids: Iterable[str]) -> dict[str, ScoroProduct]:
        """Product id → product, for those that are known."""
        found = self._products.find({"connection_id": connection_id, "product_id": {"$in": list(product_ids)}})
        return {row["product_id"]: _of(ScoroProduct, row) async for row in found}


def _leads(contacts: Mapping[str, XeroContact]) -> dict[str, str]:
    """Where the merged ones of these went."""
    return {xero_id: one.merged_to for xero_id, one in contacts.items() if one.status != ACTIVE and one.merged_to}


def _end(xero_id: str, leads: Mapping[str, str]) -> str:
    """Where a chain of merges ends; a circle ends where it began."""
    passed = {xero_id}
    while (following := leads.get(xero_id)) and following not in passed:
        passed.add(following)
        xero_id = following
    return xero_id


def _of(kind: Any, row: Document) -> Any:
    return kind(**{name: row[name] for name in kind.__dataclass_fields__ if name in row})
