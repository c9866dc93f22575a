"""Messages that name one connection and the objects, entries and runs of another: the other one is not touched."""

from typing import Any

import pytest

from services.connector.undoing.working_out import Wish, WorkingOut
from shared.contracts.changes import BELLS
from shared.contracts.envelope import Category, Lane, Message
from shared.contracts.outcomes import ObjectFailed, ObjectLeftOut, ObjectSynced
from shared.contracts.previews import PlanRequested
from shared.contracts.sync import ObjectWanted, PageWanted, SyncRequested
from shared.errors import InvalidChoiceError, SyncError
from shared.messaging.topology import EVENTS, QUEUES
from shared.store.connections import Connection, ConnectionState
from shared.store.preview_records import Preview
from shared.store.records import Entry, State
from shared.sync.settings import CategorySettings, SyncSettings
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.kept import Kept, changed, kept
from tests.integration.whole.sending import begin
from tests.integration.whole.world import Whole

OTHER = "mallory"
CONTACT = "4711"
NAMES_NOTHING = {"access.needed", "access.doubted", "action.requested"}
"""About a connection itself, or about what its own Scoro has by that id."""
INVOICES, CONTACTS = Category.INVOICES, Category.CONTACTS


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


async def of_acme(whole: Whole, mongodb_url: str) -> Kept:
    """Everything that the database knows of it."""
    return await kept(mongodb_url, whole.desk.store.database.collection("changes").database.name, CONNECTION)


def messages(whole: Whole, entry: Entry, preview: Preview) -> list[Message]:
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
        PlanRequested(**common, preview_id=preview.id, category=INVOICES),
        SyncRequested(**common, trigger="now"),
        SyncRequested(**common, trigger="nightly"),
    ]  # fmt: skip


async def test_every_message_that_names_more_than_a_connection_is_tried(whole: Whole) -> None:
    entry = await at_work(whole)
    preview = await whole.desk.store.previews.begin(CONNECTION, [INVOICES], settings_version=1, by="mari")
    tried = {message.topic for message in messages(whole, entry, preview)} | NAMES_NOTHING

    untried = {
        key for queue in QUEUES if queue.exchange == EVENTS for key in queue.keys if key.split(".v")[0] not in tried
    }

    assert untried == set()


async def test_no_message_reaches_what_is_another_connections(whole: Whole, mongodb_url: str) -> None:
    entry = await at_work(whole)
    preview = await whole.desk.store.previews.begin(CONNECTION, [INVOICES], settings_version=1, by="mari")
    before, calls = await of_acme(whole, mongodb_url), await whole.writes()

    for message in messages(whole, entry, preview):
        await whole.desk.publisher.publish(message)
        await whole.settle()

    assert changed(before, await of_acme(whole, mongodb_url)) == {}
    assert {"changes", "heads", "runs", "settings", "connections", "previews"} <= {
        name for name, rows in before.items() if rows
    }
    assert await whole.writes() == calls


async def test_no_plan_undoes_what_is_another_connections(whole: Whole, mongodb_url: str) -> None:
    entry = await at_work(whole)
    before = await of_acme(whole, mongodb_url)
    other = await whole.desk.store.connections.get(OTHER)
    working_out = WorkingOut(whole.desk.store, whole.desk.clients, whole.desk.clock)

    with pytest.raises(InvalidChoiceError, match="no such run of this connection"):
        await working_out.plan(other, Wish("mallory", run_id=entry.run_id))
    with pytest.raises(SyncError, match="ever crossed here"):
        await working_out.plan(other, Wish("mallory", category=INVOICES, names=("1001",)))

    assert changed(before, await of_acme(whole, mongodb_url)) == {}
