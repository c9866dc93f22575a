"""Renewing what is kept of contacts and products, and with it what failed for what they were before.

Both in one transaction: what is known now and not used for the problems that wait for it would never be used.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import structlog

from shared.contracts.envelope import Category
from shared.documents.status import RANK
from shared.money import ZERO
from shared.store.database import Session
from shared.store.everything import Store
from shared.store.records import Entry
from shared.store.reference import ACTIVE, ScoroProduct, XeroContact
from shared.sync.mending import Thing, Which, causes

log = structlog.get_logger()


class Renewing:
    """Keeps rows that were just read; hands out what lies in the log again because of them, to be rung."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def contacts(self, connection_id: str, contacts: Sequence[XeroContact]) -> list[Entry]:
        """Contacts of Xero that are new, or changed since they were read last; links follow those that were merged."""
        before = await self._store.reference.contacts_by_id(connection_id, [one.xero_id for one in contacts])
        changed = [which for one in contacts for which in _of_contact(one, before.get(one.xero_id))]
        moves = {one.xero_id: one.merged_to for one in contacts if one.status != ACTIVE and one.merged_to}

        async def work(session: Session) -> list[Entry]:
            await self._store.reference.put_contacts(connection_id, contacts, session)
            moved = await self._store.links.follow(connection_id, Category.CONTACTS, moves, session) if moves else {}
            for loser, winner in moved.items():
                log.info("link.followed_merge", connection_id=connection_id, xero_id=loser, into=winner)
            return await self._store.mended.reopen(connection_id, causes(changed), session=session)

        return await self._store.database.transaction(work)

    async def documents(
        self, connection_id: str, category: Category, twins: Mapping[str, Mapping[str, Any]]
    ) -> list[Entry]:
        """What links remember of documents in Xero; what a payment kept from changing goes on (R80).

        Safe to be repeated: whoever read them reads them again where this breaks off.
        """
        await self._store.links.refresh_twins(connection_id, category, twins)
        free = [xero_id for xero_id, twin in twins.items() if _takes_changes(twin)]
        return await self._store.mended.reopen(connection_id, causes((Thing.DOCUMENT, one) for one in free))

    async def products(self, connection_id: str, products: Sequence[ScoroProduct]) -> list[Entry]:
        """Products of Scoro as they are now."""
        before = await self._store.reference.products(connection_id, [one.product_id for one in products])
        pairs = [(one, before.get(one.product_id)) for one in products]
        changed = [
            which for one, was in pairs if was != one for which in await self._of_product(connection_id, one, was)
        ]

        async def work(session: Session) -> list[Entry]:
            await self._store.reference.put_products(connection_id, products, session)
            return await self._store.mended.reopen(connection_id, causes(changed), session=session)

        return await self._store.database.transaction(work)

    async def _of_product(self, connection_id: str, now: ScoroProduct, was: ScoroProduct | None) -> list[Which]:
        """An account was given to it, or another one than that which its documents failed for (R25)."""
        found: list[Which] = []
        former = set()
        for thing, account, before in (
            (Thing.SALES_ACCOUNT, now.sales_account_id, was.sales_account_id if was else ""),
            (Thing.EXPENSE_ACCOUNT, now.purchases_account_id, was.purchases_account_id if was else ""),
        ):
            if account != before:
                former.add(before)
                found.append((thing, ""))
        if former - {""}:
            accounts = await self._store.reference.get_list(connection_id, "scoro_accounts")
            found += [(Thing.ACCOUNT, str(one["symbol"])) for one in accounts if one["id"] in former]
        return found


def _takes_changes(read: Mapping[str, Any]) -> bool:
    """Of a document as `twin_fields` reads it."""
    return read["status"] in RANK and Decimal(read["amount_paid"]) + Decimal(read["amount_credited"]) <= ZERO


def _of_contact(now: XeroContact, was: XeroContact | None) -> Iterable[Which]:
    """Un-archived, or no longer in the way by its name; read again at all means that it was changed."""
    if now.status == ACTIVE or now.merged_to:
        yield Thing.CONTACT, now.xero_id
    if was is not None and (was.name, was.status) != (now.name, now.status):
        yield Thing.CONTACT_NAME, was.name
