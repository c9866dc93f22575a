"""What tests of the scheduler are made of."""

import datetime as dt
from collections.abc import Iterable
from typing import TypeVar

from shared.contracts.envelope import Category, Message
from shared.messaging.publisher import NotPublishedError
from shared.store.connections import Connection, ConnectionState
from shared.store.database import Session
from shared.store.everything import Store
from shared.store.outcomes import Result
from shared.store.records import Entry, Link, NewChange, ObjectKey, State
from shared.sync.settings import CategorySettings, SyncSettings

KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
ACME = "acme"
A_CONNECTION = Connection(
    id=ACME,
    site_url="https://acme.example/api/v2",
    entity="1",
    time_zone="Europe/Tallinn",
    state=ConnectionState.ACTIVE,
    tenant_id="tenant",
)
INVOICES_ON = SyncSettings(categories={Category.INVOICES: CategorySettings(enabled=True)})
OWNER = "a worker"

Kind = TypeVar("Kind", bound=Message)


class MemoryPublisher:
    """Remembers what was published; fails while told to."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.fails = False

    async def publish(self, message: Message) -> None:
        if self.fails:
            raise NotPublishedError("told to fail")
        self.messages.append(message)

    async def publish_all(self, messages: Iterable[Message]) -> None:
        for message in messages:
            await self.publish(message)

    def of(self, kind: type[Kind]) -> list[Kind]:
        return [message for message in self.messages if isinstance(message, kind)]


def contact(object_id: str) -> ObjectKey:
    return ObjectKey(ACME, Category.CONTACTS, "scoro", object_id)


def invoice(object_id: str) -> ObjectKey:
    return ObjectKey(ACME, Category.INVOICES, "scoro", object_id)


async def seen(store: Store, key: ObjectKey, *, now: dt.datetime, number: str = "") -> Entry:
    """An open entry, rung just now."""
    recorded = await store.changes.record([NewChange(key, snapshot="{}", read_started_at=now, number=number)])
    (entry,) = await store.changes.open(recorded.entries)
    return entry


async def claimed(store: Store, entry: Entry) -> Entry:
    (mine,) = await store.claims.claim(
        connection_id=entry.key.connection_id, category=entry.key.category, lane=entry.lane, owner=OWNER, limit=1
    )
    return mine


async def finished(store: Store, entry: Entry, state: State, *waits_for: str) -> None:
    """As a worker would end it."""
    mine = await claimed(store, entry)
    await store.outcomes.record([Result(mine, state, waits_for=waits_for)], owner=OWNER)


async def linked(store: Store, key: ObjectKey, xero_id: str) -> None:
    async def work(session: Session) -> None:
        await store.links.save([(Link(key.connection_id, key.category, key.object_id, xero_id), "scoro")], session)

    await store.database.transaction(work)
