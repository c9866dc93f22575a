"""The connector's reading side among sandboxes, a real MongoDB, and a publisher that remembers."""

import datetime as dt
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr

from services.connector.chains import Chains
from services.connector.sources.page import Reader
from services.connector.wanted import WINDOWS, Bury, Wanted, Windows
from services.connector.wanted_from_scoro import FromScoro
from services.connector.wanted_from_xero import FromXero
from services.connector.watch import Watch
from shared.clients import Clients
from shared.clock import SystemClock
from shared.config import XeroSettings
from shared.contracts.changes import ObjectChanged
from shared.contracts.envelope import Category, Message
from shared.contracts.sync import ObjectWanted, PageWanted, SyncRequested, Trigger
from shared.crypto import Vault
from shared.dates import EPOCH
from shared.store.changes import CHANGES
from shared.store.cursors import CURSORS, Chain
from shared.store.database import opened
from shared.store.everything import Lifetimes, Store
from shared.store.wishes import Group
from shared.sync.gates import Gatekeeper
from tests.fakes.publisher import MemoryPublisher
from tests.integration.connector.reading.connection import CONNECTION, DAY, connect, settings_for
from tests.sandboxes import ENTITY, SandboxControl

ROUNDS = 500
Bookmarks = Mapping[Category, str]
Buried = tuple[ObjectWanted, Exception]


@dataclass(slots=True)
class World:
    """One connection whose contacts and invoices come from Scoro."""

    store: Store
    scoro: SandboxControl
    xero: SandboxControl
    organisation: str
    publisher: MemoryPublisher
    clients: Clients
    clock: SystemClock
    chains: Chains
    watch: Watch
    wanted: Wanted
    settings: XeroSettings
    bells: list[ObjectChanged] = field(default_factory=list)
    told: list[Message] = field(default_factory=list)
    """Everything that was published."""
    unread: list[PageWanted] = field(default_factory=list)
    buried: list[Buried] = field(default_factory=list)

    async def ask(self, trigger: Trigger = "now", *categories: Category) -> SyncRequested:
        """Wish for a synchronization, without reading yet."""
        event = SyncRequested(
            at=self.clock.now(), connection_id=CONNECTION, trigger=trigger, categories=tuple(categories)
        )
        await self.watch.requested(event)
        return event

    async def sync(self, trigger: Trigger = "now", *categories: Category) -> SyncRequested:
        """Wish, and read until nothing more happens."""
        event = await self.ask(trigger, *categories)
        await self.read_on()
        return event

    async def read_on(self, *, pages: int = ROUNDS) -> list[PageWanted]:
        """Hand messages to the reading side; hands out the pages that are left unread after so many."""
        for _ in range(ROUNDS):
            taken = self.publisher.taken()
            self.told += taken
            self.bells += [message for message in taken if isinstance(message, ObjectChanged)]
            self.unread += [message for message in taken if isinstance(message, PageWanted)]
            for wish in (message for message in taken if isinstance(message, SyncRequested)):
                await self.watch.requested(wish)
            if not self.publisher.published and not (self.unread and pages):
                return self.unread
            if self.unread and pages:
                pages -= 1
                await self.chains.page(self.unread.pop(0))
        raise AssertionError("reading never came to an end")

    async def want(self, object_id: object, category: Category = Category.CONTACTS, **fields: Any) -> None:
        """Somebody wants an object, of Scoro unless `fields` say otherwise; returns once it is read."""
        wanted = wish(object_id, category, **fields)
        await self.wanted.object(wanted)
        await self.wanted.quiet(Group.of(wanted))

    async def entries(self, category: Category | None = None) -> list[dict[str, Any]]:
        """The log as it is kept, oldest first."""
        match = {"category": category.value} if category else {}
        found = self.store.database.collection(CHANGES).find(match).sort("_id")
        return [document async for document in found]

    async def read_ids(self, category: Category) -> list[str]:
        """Ids of the entries, in their order."""
        return [entry["object_id"] for entry in await self.entries(category)]

    async def finish_entries(self) -> None:
        """As if the categories had done their work."""
        await self.store.database.collection(CHANGES).update_many({}, {"$set": {"state": "synced"}})

    async def end_runs(self) -> None:
        """As the sweeper does with runs."""
        for run in await self.store.runs.active():
            await self.chains.carry_on(run)

    async def sweep(self) -> list[Chain]:
        """As the sweeper does once readers count as dead: ask for their pages again, and read on."""
        await self.store.database.collection(CURSORS).update_many({"reading": True}, {"$set": {"chain_until": EPOCH}})
        abandoned = await self.store.cursors.abandoned()
        for chain in abandoned:
            revived = await self.store.cursors.revive(chain)
            if revived is not None:
                await self.publisher.publish(self._page(revived))
        await self.read_on()
        return abandoned

    def _page(self, chain: Chain) -> PageWanted:
        return PageWanted(
            at=self.clock.now(),
            connection_id=CONNECTION,
            run_id=chain.run_id,
            source=chain.source,
            page=chain.page,
            fence=chain.fence,
        )

    async def choose(self, **fields: Any) -> None:
        """Save other choices."""
        choices = (await self.store.settings.get(CONNECTION)).model_copy(update=fields)
        await self.store.settings.save(CONNECTION, choices, author="test")

    async def scoro_calls(self, *parts: str) -> list[str]:
        """Paths of the calls to Scoro so far that hold all these parts."""
        found: Sequence[dict[str, Any]] = await self.scoro.get("requests", limit=5000)
        paths = [str(one["path"]) for one in found if "/api/v2/" in one["path"]]
        return [path for path in paths if all(part in path for part in parts)]

    async def forget_calls(self) -> None:
        """Count calls from here on."""
        for sandbox in (self.scoro, self.xero):
            await sandbox.post("counters", method="DELETE")

    async def scoro_time(self, ago: dt.timedelta | None = None) -> None:
        """What Scoro's clock shows: now, or earlier."""
        move = {"real": True} if ago is None else {"at": (self.clock.now() - ago).isoformat()}
        await self.scoro.post("clock", move, method="PUT")

    async def xero_time(self, ago: dt.timedelta | None = None) -> None:
        """What Xero's clock shows: now, or earlier."""
        move = {"real": True} if ago is None else {"at": (self.clock.now() - ago).isoformat()}
        await self.xero.post("clock", move, method="PUT")

    async def make(self, module: str, **fields: Any) -> dict[str, Any]:
        """A person creates an object in Scoro."""
        made: dict[str, Any] = await self.scoro.post(f"ui/{ENTITY}/{module}", fields)
        return made

    async def edit(self, module: str, object_id: object, **fields: Any) -> None:
        """A person changes an object in Scoro."""
        await self.scoro.post(f"ui/{ENTITY}/{module}/{object_id}", fields, method="PATCH")

    async def delete(self, module: str, object_id: object) -> None:
        """A person deletes an object in Scoro."""
        await self.scoro.post(f"ui/{ENTITY}/{module}/{object_id}", method="DELETE")

    async def make_contacts(self, count: int, **fields: Any) -> list[str]:
        """Clients of Scoro; their ids."""
        return [
            str((await self.make("contacts", **{"name": f"Client {number}", "is_client": 1, **fields}))["contact_id"])
            for number in range(count)
        ]

    async def make_invoice(self, company_id: object, **fields: Any) -> str:
        """An invoice over one hour; its id."""
        line = {"comment": "An hour", "price": "95", "amount": "1"}
        made = await self.make("invoices", **{"company_id": int(str(company_id)), "lines": [line], **fields})
        return str(made["id"])


def wish(object_id: object, category: Category = Category.CONTACTS, **fields: Any) -> ObjectWanted:
    """For an object of Scoro, unless `fields` say otherwise."""
    said = {"system": "scoro", **fields}
    return ObjectWanted(
        at=SystemClock().now(), connection_id=CONNECTION, category=category, object_id=str(object_id), **said
    )


@asynccontextmanager
async def standing(
    scoro: SandboxControl,
    xero: SandboxControl,
    organisation: str,
    *,
    mongodb_url: str,
    database: str,
    calls_a_minute: int = 60,
    windows: Windows = WINDOWS,
) -> AsyncIterator[World]:
    """A connection that works; Scoro's clock stands a day behind until it is set."""
    clock = SystemClock()
    settings = settings_for(xero, calls_a_minute)
    await scoro.post("limits", {"requests_per_window": 1000}, method="PATCH")
    await xero.post("limits", {"per_minute": calls_a_minute}, method="PUT")
    async with opened(SecretStr(mongodb_url), database) as opened_database:
        store = Store.of(opened_database, Vault(settings.token_key), clock, Lifetimes(claim=30, call=1, chain=30))
        await store.prepare()
        await connect(store, scoro, xero, organisation, clock)
        publisher = MemoryPublisher()
        clients = Clients(store, settings, clock, publisher)
        chains = Chains(store, clients, publisher, clock)
        from_scoro = FromScoro(store, clients, publisher, clock)
        from_xero = FromXero(store, clients, publisher, clock)
        buried: list[Buried] = []
        wanted = Wanted(
            store, from_scoro, from_xero, Gatekeeper(store, publisher, clock), _remembering(buried), clock, windows
        )
        made = World(
            store, scoro, xero, organisation, publisher, clients, clock, chains, Watch(store, chains, clock), wanted,
            settings, buried=buried,
        )  # fmt: skip
        await made.scoro_time(DAY)
        yield made
        await wanted.end()
        await clients.close()


def _remembering(buried: list[Buried]) -> Bury:
    async def bury(wish: ObjectWanted, error: Exception) -> None:
        buried.append((wish, error))

    return bury


def after_page(world: World, source: str, number: int, act: Callable[[], Any]) -> Chains:
    """Reads as usual, but something happens in Scoro right after that page of that source was read."""
    readers = dict(world.chains._readers)
    inner: Reader = readers[source]

    async def reader(turn: Any) -> Any:
        read = await inner(turn)
        if turn.chain.page == number:
            await act()
        return read

    readers[source] = reader
    return Chains(world.store, world.clients, world.publisher, world.clock, readers=readers)
