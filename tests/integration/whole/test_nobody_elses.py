"""Messages that name one connection and the objects, entries and runs of another: the other one is not touched."""

from collections.abc import Mapping
from typing import Any

from pymongo import AsyncMongoClient

from shared.contracts.changes import BELLS
from shared.contracts.envelope import Category, Lane, Message
from shared.contracts.outcomes import ObjectFailed, ObjectLeftOut, ObjectSynced
from shared.contracts.previews import PlanRequested
from shared.contracts.sync import ObjectWanted, PageWanted, SyncRequested
from shared.store.connections import Connection, ConnectionState
from shared.store.records import Entry, State
from shared.sync.settings import CategorySettings, SyncSettings
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.sending import begin
from tests.integration.whole.world import Whole

OTHER = "mallory"
CONTACT = "4711"
INVOICES, CONTACTS = Category.INVOICES, Category.CONTACTS
Kept = Mapping[str, Mapping[str, Any]]


async def at_work(whole: Whole) -> Entry:
    """Acme's invoice waits for a contact, and its run is not over; somebody else has a connection of their own."""
    client = await begin(whole)
    invoice = await whole.desk.make_invoice(client, no="1001", date="2026-11-03", is_sent=1)
    await whole.sync()
    entry = await whole.newest(INVOICES, "scoro", invoice)
    waiting = {"state": State.WAITING.value, "waits_for": [f"contacts:scoro:{CONTACT}"], "told": True}
    await whole.desk.store.database.collection("changes").update_one(
        {"_id": entry.id}, {"$set": {**waiting, "waiting_since": whole.desk.clock.now()}}
    )
    await whole.desk.store.connections.add(
        Connection(
            OTHER, "https://mallory.example/api/v2", "1", "Europe/London", ConnectionState.CONNECTED, tenant_id=OTHER,
            hook=OTHER, first_connected_at=whole.desk.clock.now(),
        )
    )  # fmt: skip
    on = dict.fromkeys((CONTACTS, INVOICES), CategorySettings(enabled=True))
    await whole.desk.store.settings.save(OTHER, SyncSettings(categories=on), author="mallory")
    return await whole.newest(INVOICES, "scoro", invoice)


async def kept(whole: Whole, mongodb_url: str) -> Kept:
    """Everything that the database knows of Acme."""
    name = whole.desk.store.database.collection("changes").database.name
    async with AsyncMongoClient[dict[str, Any]](mongodb_url) as client:
        names = await client[name].list_collection_names()
        rows = {one: [row async for row in client[name][one].find()] for one in names}
    return {
        one: {str(row["_id"]): row for row in found if CONNECTION in (row.get("connection_id"), row["_id"])}
        for one, found in rows.items()
    }


def messages(whole: Whole, entry: Entry) -> list[Message]:
    """One of each kind that a queue takes."""
    common: dict[str, Any] = {"at": whole.desk.clock.now(), "connection_id": OTHER, "run_id": entry.run_id}
    about: dict[str, Any] = {**common, "system": "scoro", "object_id": CONTACT, "entry": entry.id}
    mine: dict[str, Any] = {**about, "object_id": entry.key.object_id}
    return [
        *(PageWanted(**common, source=source, page=1, fence=1) for source in ("scoro.contacts", "scoro.invoices")),
        *(bell(**mine, lane=lane) for bell in BELLS.values() for lane in Lane),
        ObjectSynced(**about, category=CONTACTS, counterpart_id="x"),
        ObjectFailed(**about, category=CONTACTS, code="parent_missing"),
        ObjectLeftOut(**about, category=CONTACTS, reason="before_start_date"),
        *(
            ObjectWanted(
                at=whole.desk.clock.now(), connection_id=OTHER, category=INVOICES, system="scoro",
                object_id=entry.key.object_id, why=why,
            )
            for why in ("dependency", "webhook", "person")
        ),
        PlanRequested(**common, preview_id="of-acme", category=INVOICES),
        SyncRequested(**common, trigger="now"),
        SyncRequested(**common, trigger="nightly"),
    ]  # fmt: skip


async def test_no_message_reaches_what_is_another_connections(whole: Whole, mongodb_url: str) -> None:
    entry = await at_work(whole)
    before, calls = await kept(whole, mongodb_url), await whole.writes()

    for message in messages(whole, entry):
        await whole.desk.publisher.publish(message)
        await whole.settle()

    after = await kept(whole, mongodb_url)
    changed = {name: rows for name, rows in after.items() if rows != before.get(name, {})}
    assert changed == {}
    assert await whole.writes() == calls
