"""Everything between two sandboxes but the broker: the connector's reading side and the workers of all categories.

Messages are handed over in the order in which they were published, so that a test sees the whole way of an object
without waiting for anything.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from services.bills.routes import from_scoro as bills_from_scoro
from services.bills.routes_to_scoro import to_scoro as bills_to_scoro
from services.contacts.routes import FromScoro as ContactsFromScoro
from services.contacts.routes_to_scoro import ToScoro as ContactsToScoro
from services.invoices.routes import from_scoro as invoices_from_scoro
from services.invoices.routes_to_scoro import to_scoro as invoices_to_scoro
from services.products.routes import FromScoro as ProductsFromScoro
from services.products.routes_to_scoro import ToScoro as ProductsToScoro
from services.receipts.routes import to_scoro as receipts_to_scoro
from shared.contracts.changes import BELLS, ObjectChanged
from shared.contracts.envelope import Category, Message, System
from shared.contracts.outcomes import ObjectFailed, ObjectSynced
from shared.contracts.previews import PlanRequested
from shared.contracts.sync import ObjectWanted, PageWanted, SyncRequested, Trigger
from shared.messaging.topology import WAITS_FOR
from shared.store.records import Entry, ObjectKey
from shared.sync.draining import Draining
from shared.sync.previewing import Previewing
from shared.sync.settings import Direction
from shared.sync.worker import Cross
from tests.fakes.hurried import Hurried
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.connector.reading.world import World
from tests.sandboxes import ENTITY

WAYS: dict[Category, tuple[Cross, ...]] = {
    Category.CONTACTS: (ContactsFromScoro, ContactsToScoro),
    Category.PRODUCTS: (ProductsFromScoro, ProductsToScoro),
    Category.INVOICES: (invoices_from_scoro, invoices_to_scoro),
    Category.BILLS: (bills_from_scoro, bills_to_scoro),
    Category.RECEIPTS: (receipts_to_scoro,),
}
"""The ways of each category, as its `__main__` runs them."""
ROUNDS = 200
CATEGORY_OF = {bell: category for category, bell in BELLS.items()}


@dataclass(slots=True)
class Whole:
    """One connection, one worker of each category."""

    desk: World
    """The connector, the store and both sandboxes."""
    workers: dict[Category, Draining]
    told: list[Message] = field(default_factory=list)
    """Everything that was published."""

    async def choose(self, *categories: Category, direction: Direction, **fields: Any) -> None:
        """Switch these on in that direction, all others off with the direction that they have, and set other choices.

        A turned direction counts from its own second on (R28): what is to cross must not have been turned just now.
        """
        before = await self.desk.store.settings.get(CONNECTION)
        chosen = {
            category: before.of(category).model_copy(
                update={"enabled": True, "direction": direction} if category in categories else {"enabled": False}
            )
            for category in Category
        }
        await self.desk.choose(categories=chosen, **fields)

    async def sync(self, trigger: Trigger = "now") -> None:
        """Wish for a synchronization and let everything that follows happen."""
        event = SyncRequested(at=self.desk.clock.now(), connection_id=CONNECTION, trigger=trigger)
        await self.desk.publisher.publish(event)
        await self.settle()

    async def want(self, category: Category, system: System, object_id: object, **fields: Any) -> None:
        """Somebody wants one object."""
        wish = ObjectWanted(
            at=self.desk.clock.now(),
            connection_id=CONNECTION,
            category=category,
            system=system,
            object_id=str(object_id),
            **fields,
        )
        await self.desk.publisher.publish(wish)
        await self.settle()

    async def settle(self) -> None:
        """Hand messages over until nothing more happens."""
        for worker in self.workers.values():
            await worker.quiet()
        for _ in range(ROUNDS):
            taken = self.desk.publisher.taken()
            if not taken:
                return
            self.told += taken
            wishes = [self.desk.wanted.object(one) for one in taken if isinstance(one, ObjectWanted)]
            for message in taken:
                await self._hand(message)
            await asyncio.gather(*wishes)
            await self.desk.wanted.quiet()
            for worker in self.workers.values():
                await worker.quiet()
        raise AssertionError("it never came to rest")

    async def _hand(self, message: Message) -> None:
        match message:
            case SyncRequested():
                await self.desk.watch.requested(message)
            case PageWanted():
                await self.desk.chains.page(message)
            case ObjectChanged():
                await self.workers[CATEGORY_OF[type(message)]].bell(message.entry)
            case PlanRequested():
                planning = self.workers[message.category].planning
                await Previewing(planning, self.desk.store, self.desk.publisher, self.desk.clock).go_on(message)
            case ObjectSynced(awaited=True):
                for worker in self._children(message.category):
                    await worker.parent_synced(_key(message), message.counterpart_id)
            case ObjectFailed():
                for worker in self._children(message.category):
                    await worker.parent_failed(_key(message), message.code)

    def _children(self, parent: Category) -> list[Draining]:
        return [self.workers[child] for child, parents in WAITS_FOR.items() if parent in parents]

    async def newest(self, category: Category, system: System, object_id: object) -> Entry:
        """The newest version of an object in the log."""
        entry = await self.desk.store.changes.newest(ObjectKey(CONNECTION, category, system, str(object_id)))
        assert entry is not None
        return entry

    async def put_in_xero(self, resource: str, **element: Any) -> dict[str, Any]:
        """A person creates an object in Xero; hands out what Xero made of it."""
        made = await self.in_xero("PUT", f"/{resource}", {resource: [element]})
        [first] = made[resource]
        assert not first.get("ValidationErrors"), first
        return dict(first)

    async def in_xero(self, method: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A person does something in Xero's screens."""
        return await self.person("call", method=method, path=path, body=body)

    async def person(self, action: str, **fields: Any) -> dict[str, Any]:
        """What somebody does in Xero's screens, by the sandbox's own words."""
        body = {"action": action, **fields}
        done = await self.desk.xero.post(f"organisations/{self.desk.organisation}/person", body)
        assert done["status"] in {HTTPStatus.OK, HTTPStatus.NO_CONTENT}, done
        return dict(done["answer"] or {})

    async def xero_books(self) -> dict[str, Any]:
        """Everything in Xero."""
        found: dict[str, Any] = await self.desk.xero.get("dump", organisation=self.desk.organisation)
        return found

    async def scoro_rows(self, module: str) -> list[dict[str, Any]]:
        """Everything in Scoro of that module, as people see it there; without what was deleted."""
        books: dict[str, list[dict[str, Any]]] = await self.desk.scoro.get(f"dump/{ENTITY}")
        return [row for row in books[module] if not row.get("is_deleted")]

    async def writes(self) -> dict[System, int]:
        """Calls so far that changed something, or tried to, by the system they went to."""
        to_xero: Sequence[dict[str, Any]] = await self.desk.xero.get("requests", limit=5000)
        to_scoro: Sequence[dict[str, Any]] = await self.desk.scoro.get("requests", limit=5000)
        return {
            "xero": sum(
                1 for one in to_xero if one["method"] in {"PUT", "POST", "DELETE"} and "/api.xro/" in one["path"]
            ),
            "scoro": sum(1 for one in to_scoro if "/modify" in one["path"] or "/delete" in one["path"]),
        }


def _key(message: ObjectSynced | ObjectFailed) -> ObjectKey:
    return ObjectKey(message.connection_id, message.category, message.system, message.object_id)


def workers(desk: World) -> dict[Category, Draining]:
    """One process of each category."""
    return {
        category: Draining(
            *(way(desk.store, desk.clients, desk.clock) for way in ways),
            store=desk.store,
            clients=desk.clients,
            publisher=desk.publisher,
            clock=desk.clock,
            owner=f"test-{category}",
            patience=Hurried(desk.store, category, desk.clock),
        )
        for category, ways in WAYS.items()
    }


def line(net: str = "100", **fields: Any) -> dict[str, Any]:
    """A line of a document in Xero."""
    return {
        "Description": "Work",
        "Quantity": 1,
        "UnitAmount": Decimal(net),
        "AccountCode": "200",
        "TaxType": "OUTPUT2",
        **fields,
    }
