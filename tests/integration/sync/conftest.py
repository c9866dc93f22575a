"""Contacts and invoices workers on a real MongoDB and the Xero sandbox, without a broker in between."""

import datetime as dt
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from services.contacts.routes import FromScoro as Contacts
from services.invoices.routes import from_scoro as invoices
from shared.clients import Clients
from shared.clock import SystemClock
from shared.config import XeroSettings
from shared.contracts.changes import ObjectChanged
from shared.contracts.connection import AccessDoubted
from shared.contracts.envelope import Category
from shared.contracts.outcomes import ObjectFailed, ObjectSynced
from shared.contracts.sync import ObjectWanted
from shared.crypto import Vault
from shared.dates import EPOCH
from shared.ending import Ending
from shared.store.connections import Connection, ConnectionState
from shared.store.database import opened
from shared.store.everything import Lifetimes, Store
from shared.store.records import Entry, NewChange, ObjectKey
from shared.store.tokens import TokenSet
from shared.sync.draining import Draining
from shared.sync.settings import CategorySettings, SyncSettings
from tests.fakes.hurried import Hurried
from tests.fakes.publisher import MemoryPublisher
from tests.integration.sync.documents import text
from tests.sandboxes import ENTITY, SandboxControl

CONNECTION = "acme"
ROUNDS = 60


@dataclass(slots=True)
class World:
    """Everything between the log and Xero."""

    store: Store
    xero: SandboxControl
    organisation: str
    publisher: MemoryPublisher
    clients: Clients
    workers: list[dict[Category, Draining]]
    clock: SystemClock
    wanted: list[ObjectWanted] = field(default_factory=list)
    doubts: list[AccessDoubted] = field(default_factory=list)
    """What the connector would be asked to find out."""

    async def change(self, category: Category, *rows: dict[str, Any], **fields: Any) -> list[Entry]:
        """Record these objects as just read from Scoro, and ring."""
        entries = await self.store.changes.open(await self.record(category, *rows, **fields))
        await self.workers[0][category].telling.ring(entries)
        return entries

    async def record(self, category: Category, *rows: dict[str, Any], **fields: Any) -> Sequence[int]:
        """The same without ringing."""
        id_field = "contact_id" if category is Category.CONTACTS else "id"
        now = self.clock.now()
        recorded = await self.store.changes.record(
            [
                NewChange(
                    key=ObjectKey(CONNECTION, category, "scoro", str(row[id_field])),
                    snapshot=text(row),
                    read_started_at=now,
                    number=str(row.get("no") or row.get("name") or ""),
                    deleted=bool(row.get("is_deleted")),
                    **fields,
                )
                for row in rows
            ]
        )
        return recorded.entries

    async def settle(self) -> None:
        """Hand bells and outcomes to the workers in turn until nothing more happens."""
        for _ in range(ROUNDS):
            if not self.publisher.published:
                return
            await self._round()
        raise AssertionError("it never came to rest")

    async def _round(self) -> None:
        self.doubts += self.publisher.of(AccessDoubted)
        for number, message in enumerate(self.publisher.taken()):
            await self._hand(self.workers[number % len(self.workers)], message)
        for worker in self.workers:
            for draining in worker.values():
                await draining.quiet()

    async def _hand(self, worker: dict[Category, Draining], message: object) -> None:
        match message:
            case ObjectChanged():
                category = next(known for known in worker if str(known).startswith(message.topic.split(".")[0]))
                await worker[category].bell(message.entry)
            case ObjectSynced(category=Category.CONTACTS, awaited=True):
                await worker[Category.INVOICES].parent_synced(_key(message))
            case ObjectFailed(category=Category.CONTACTS):
                await worker[Category.INVOICES].parent_failed(_key(message), message.code)

    async def settle_without_parents(self) -> None:
        """The same, and remember which parents were asked for: nobody reads them here."""
        for _ in range(ROUNDS):
            self.wanted += self.publisher.of(ObjectWanted)
            if not self.publisher.published:
                return
            await self._round()

    async def pass_time(self) -> None:
        """Let owned records expire, and ring for the calls that are stuck: the sweeper's work."""
        await self.store.database.collection("calls").update_many(
            {"pending": True}, {"$set": {"until": EPOCH, "retry_at": EPOCH}}
        )
        for call in await self.store.calls.stuck():
            entry = await self.store.changes.get(call.entries[0].entry_id)
            assert entry is not None
            await self.workers[-1][call.category].telling.ring([entry])

    async def person(self, action: str, **fields: Any) -> Any:
        """What somebody does in Xero's screens."""
        done = await self.xero.post(f"organisations/{self.organisation}/person", {"action": action, **fields})
        assert done["status"] == HTTPStatus.OK, done
        return done["answer"]

    async def make_invoice(self, number: str, contact_id: str, net: str) -> None:
        """A document that somebody else made in Xero."""
        line = {
            "Description": "Travel",
            "Quantity": 1,
            "UnitAmount": Decimal(net),
            "AccountCode": "200",
            "TaxType": "OUTPUT2",
        }
        document = {
            "Type": "ACCREC", "Contact": {"ContactID": contact_id}, "InvoiceNumber": number, "Date": "2026-11-01",
            "DueDate": "2026-11-15", "Status": "AUTHORISED", "LineItems": [line],
        }  # fmt: skip
        await self.person("call", method="PUT", path="/Invoices", body={"Invoices": [document]})

    async def books(self) -> dict[str, Any]:
        """Everything in Xero."""
        found: dict[str, Any] = await self.xero.get("dump", organisation=self.organisation)
        return found

    async def writes(self) -> int:
        """Calls so far that changed something, or tried to."""
        requests: Sequence[dict[str, Any]] = await self.xero.get("requests", limit=5000)
        return sum(1 for one in requests if one["method"] in {"PUT", "POST"} and "/api.xro/" in one["path"])


def _key(message: ObjectSynced | ObjectFailed) -> ObjectKey:
    return ObjectKey(message.connection_id, message.category, message.system, message.object_id)


@pytest.fixture
async def world(
    mongodb_url: str, mongodb_database: str, xero_sandbox: SandboxControl, organisation: str
) -> AsyncIterator[World]:
    """One connection with contacts and invoices From Scoro, one worker of each."""
    clock = SystemClock()
    settings = XeroSettings(
        token_key=SecretStr(Fernet.generate_key().decode()),
        xero_api_url=xero_sandbox.url,
        http_timeout=5,
        scoro_private_addresses=True,
    )
    async with opened(SecretStr(mongodb_url), mongodb_database) as database:
        store = Store.of(database, Vault(settings.token_key), clock, Lifetimes(claim=30, call=1, chain=30))
        await store.prepare()
        await _connect(store, xero_sandbox, organisation, clock)
        publisher = MemoryPublisher()
        clients = Clients(store, settings, clock, publisher)
        made = World(store, xero_sandbox, organisation, publisher, clients, [], clock)
        made.workers = [worker(made, "one")]
        yield made
        await clients.close()


def worker(
    world: World,
    owner: str,
    *,
    clients: Clients | None = None,
    clock: SystemClock | None = None,
    ending: Ending | None = None,
) -> dict[Category, Draining]:
    """One process of each category."""
    own, time = clients or world.clients, clock or world.clock
    crossings = (Contacts(world.store, own, time), invoices(world.store, own, time))
    return {
        crossing.category: Draining(
            crossing,
            store=world.store,
            clients=own,
            publisher=world.publisher,
            clock=time,
            owner=f"{owner}-{crossing.category}",
            ending=ending,
            patience=Hurried(world.store, crossing.category, time),
        )
        for crossing in crossings
    }


@asynccontextmanager
async def colleague(
    world: World, *, clock: SystemClock | None = None, ending: Ending | None = None
) -> AsyncIterator[dict[Category, Draining]]:
    """Another process, with clients of its own; it is the one that hears bells while it is there."""
    clients = Clients(world.store, world.clients._settings, clock or world.clock, world.publisher, ending=ending)
    before = world.workers
    world.workers = [worker(world, "colleague", clients=clients, clock=clock, ending=ending)]
    try:
        yield world.workers[0]
    finally:
        world.workers = before
        await clients.close()


async def _connect(store: Store, xero: SandboxControl, organisation: str, clock: SystemClock) -> None:
    books = await xero.get("dump", organisation=organisation)
    answer = await xero.post("tokens", {"organisations": [organisation]})
    now = clock.now()
    await store.tokens.put(
        TokenSet("user", 1, SecretStr(answer["access_token"]), SecretStr(answer["refresh_token"]),
                 now + dt.timedelta(minutes=30), now),
        replaces=None,
    )  # fmt: skip
    await store.connections.add(
        Connection(
            id=CONNECTION,
            site_url="https://acme.example/api/v2",
            entity=ENTITY,
            time_zone="Europe/London",
            state=ConnectionState.CONNECTED,
            tenant_id=organisation,
            token_set="user",
            organisation={"base_currency": "GBP"},
        )
    )
    for kind, name in (("xero_tax_rates", "TaxRates"), ("xero_currencies", "Currencies")):
        await store.reference.put_list(CONNECTION, kind, [_plain(item) for item in books[name]])
    on = {category: CategorySettings(enabled=True) for category in (Category.CONTACTS, Category.INVOICES)}
    await store.settings.save(CONNECTION, SyncSettings(categories=on, default_sales_account="200"), author="test")


def _plain(item: dict[str, Any]) -> dict[str, Any]:
    return {
        name: str(value) if name.endswith("Rate") else value for name, value in item.items() if name != "TaxComponents"
    }
