"""Nothing waits for what is there."""

import pytest

from services.scheduler.run_sweep import RunSweep
from services.scheduler.wait_sweep import WaitSweep
from shared.clock import FixedClock
from shared.contracts.changes import ContactChanged, InvoiceChanged
from shared.contracts.envelope import Category
from shared.contracts.sync import ObjectWanted
from shared.store.everything import Store
from shared.store.records import NewChange, State
from shared.store.runs import RunState
from shared.store.waits import parent, turn
from tests.integration.scheduler.parts import (
    ACME,
    MemoryPublisher,
    contact,
    finished,
    invoice,
    linked,
    seen,
)

pytestmark = pytest.mark.usefixtures("connected")


async def test_a_document_goes_on_when_its_contact_was_linked_meanwhile(
    store: Store, waits: WaitSweep, published: MemoryPublisher, clock: FixedClock
) -> None:
    entry = await seen(store, invoice("1"), now=clock.now())
    await finished(store, entry, State.WAITING, parent(contact("7")))
    await linked(store, contact("7"), "xero-7")

    clock.advance(31)
    await waits.look_again()

    assert [bell.entry for bell in published.of(InvoiceChanged)] == [entry.id]
    assert published.of(ObjectWanted) == []


async def test_a_contact_nobody_ever_read_is_asked_for_again_once_for_all_its_documents(
    store: Store, waits: WaitSweep, published: MemoryPublisher, clock: FixedClock
) -> None:
    for number in range(50):
        entry = await seen(store, invoice(str(number)), now=clock.now())
        await finished(store, entry, State.WAITING, parent(contact("7")))

    clock.advance(31)
    await waits.look_again()
    await waits.look_again()

    (wanted,) = published.of(ObjectWanted)
    assert (wanted.category, wanted.object_id, wanted.why) == (Category.CONTACTS, "7", "dependency")


async def test_a_contact_that_is_on_its_way_is_not_asked_for(
    store: Store, waits: WaitSweep, published: MemoryPublisher, clock: FixedClock
) -> None:
    await finished(store, await seen(store, invoice("1"), now=clock.now()), State.WAITING, parent(contact("7")))
    await seen(store, contact("7"), now=clock.now())

    clock.advance(31)
    await waits.look_again()

    assert published.messages == []


async def test_a_turn_that_came_while_nobody_looked_is_taken(
    store: Store, waits: WaitSweep, published: MemoryPublisher, clock: FixedClock
) -> None:
    entry = await seen(store, invoice("1"), now=clock.now())
    await finished(store, entry, State.WAITING, turn(invoice("1")))

    clock.advance(31)
    await waits.look_again()

    assert [bell.entry for bell in published.of(InvoiceChanged)] == [entry.id]


async def test_documents_behind_a_contact_that_needs_a_person_keep_no_run_open(
    store: Store, waits: WaitSweep, runs: RunSweep, published: MemoryPublisher, clock: FixedClock
) -> None:
    run = await store.runs.begin(ACME, "now", [Category.INVOICES], ["scoro.invoices"])
    assert run
    await store.runs.source_done(run.id, "scoro.invoices")
    change = NewChange(invoice("1"), snapshot="{}", read_started_at=clock.now(), run_id=run.id)
    (entry,) = await store.changes.open((await store.changes.record([change])).entries)
    await finished(store, entry, State.WAITING, parent(contact("7")))
    await finished(store, await seen(store, contact("7"), now=clock.now()), State.FAILED)

    clock.advance(31)
    await waits.look_again()
    await runs.runs()

    ended = await store.runs.get(run.id)
    assert ended
    assert ended.state is RunState.DONE
    assert published.of(ContactChanged) == []


async def test_a_contact_that_needs_a_person_is_read_again_after_an_hour(
    store: Store, waits: WaitSweep, published: MemoryPublisher, clock: FixedClock
) -> None:
    await finished(store, await seen(store, invoice("1"), now=clock.now()), State.WAITING, parent(contact("7")))
    await finished(store, await seen(store, contact("7"), now=clock.now()), State.FAILED)
    clock.advance(31)
    await waits.look_again()
    assert published.of(ObjectWanted) == []

    clock.advance(3600)
    await waits.look_again()

    assert [(one.object_id, one.why) for one in published.of(ObjectWanted)] == [("7", "dependency")]
