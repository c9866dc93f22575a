"""Nothing that was written stays unannounced; nothing waits for what is there."""

import datetime as dt
from dataclasses import replace
from uuid import uuid4

import pytest

from services.scheduler.log_sweep import LogSweep
from shared.clock import FixedClock
from shared.contracts.changes import InvoiceChanged
from shared.contracts.envelope import Category, Lane
from shared.contracts.outcomes import ObjectFailed, ObjectLeftOut, ObjectSynced
from shared.store.connections import ConnectionState
from shared.store.everything import Store
from shared.store.outcomes import Result
from shared.store.records import Call, CallEntry, Entry, NewChange, State
from shared.sync.settings import Mode
from tests.integration.scheduler.parts import (
    ACME,
    OWNER,
    MemoryPublisher,
    claimed,
    finished,
    invoice,
    seen,
)

pytestmark = pytest.mark.usefixtures("connected")


async def test_a_bell_that_nobody_answered_rings_again_and_then_is_quiet(
    store: Store, entries: LogSweep, published: MemoryPublisher, clock: FixedClock
) -> None:
    entry = await seen(store, invoice("1"), now=clock.now())
    await entries.due()
    assert published.messages == []

    clock.advance(61)
    await entries.due()
    await entries.due()

    (bell,) = published.of(InvoiceChanged)
    assert (bell.entry, bell.lane) == (entry.id, Lane.CHANGED)


async def test_an_entry_that_is_due_again_rings_when_it_is_due(
    store: Store, entries: LogSweep, published: MemoryPublisher, clock: FixedClock
) -> None:
    entry = await claimed(store, await seen(store, invoice("1"), now=clock.now()))
    from_now = clock.now() + dt.timedelta(seconds=30)
    await store.outcomes.record([_open_again(entry, from_now)], owner=OWNER)

    clock.advance(29)
    await entries.due()
    before = len(published.messages)
    clock.advance(2)
    await entries.due()
    await entries.due()

    assert (before, len(published.messages)) == (0, 1)


async def test_a_claimed_entry_is_left_to_its_owner(
    store: Store, entries: LogSweep, published: MemoryPublisher, clock: FixedClock
) -> None:
    await claimed(store, await seen(store, invoice("1"), now=clock.now()))

    clock.advance(61)
    await entries.due()

    assert published.messages == []


async def test_nothing_rings_for_a_broken_connection(
    store: Store, entries: LogSweep, published: MemoryPublisher, clock: FixedClock
) -> None:
    await seen(store, invoice("1"), now=clock.now())
    await store.connections.change(ACME, state=ConnectionState.BROKEN)

    clock.advance(61)
    await entries.due()

    assert published.messages == []


async def test_a_bell_that_was_not_confirmed_rings_again(
    store: Store, entries: LogSweep, published: MemoryPublisher, clock: FixedClock
) -> None:
    await seen(store, invoice("1"), now=clock.now())
    clock.advance(61)
    published.fails = True
    with pytest.raises(Exception, match="told to fail"):
        await entries.due()

    published.fails = False
    await entries.due()

    assert len(published.of(InvoiceChanged)) == 1


@pytest.mark.parametrize(
    ("state", "event"),
    [(State.SYNCED, ObjectSynced), (State.LEFT_OUT, ObjectLeftOut), (State.FAILED, ObjectFailed)],
)
async def test_an_outcome_nobody_was_told_of_is_told_once(
    store: Store,
    entries: LogSweep,
    published: MemoryPublisher,
    clock: FixedClock,
    state: State,
    event: type[ObjectSynced],
) -> None:
    await finished(store, await seen(store, invoice("1"), now=clock.now()), state)

    clock.advance(6)
    await entries.untold()
    await entries.untold()

    assert [(told.category, told.object_id) for told in published.of(event)] == [(Category.INVOICES, "1")]
    assert len(published.messages) == 1


async def test_of_a_call_that_nobody_told_of_every_outcome_is_told_once(
    store: Store, entries: LogSweep, published: MemoryPublisher, clock: FixedClock
) -> None:
    for number in "123":
        await seen(store, invoice(number), now=clock.now())
    mine = await store.claims.claim(
        connection_id=ACME, category=Category.INVOICES, lane=Lane.CHANGED, owner=OWNER, limit=3
    )
    call = await store.calls.begin(_a_call(clock, *(entry.id for entry in mine)))
    states = (State.SYNCED, State.FAILED, State.OPEN)
    await store.outcomes.record(
        [Result(entry, state) for entry, state in zip(mine, states, strict=True)], owner=OWNER, call=call
    )

    await entries.untold()
    clock.advance(6)
    await entries.untold()
    await entries.untold()

    assert [type(told) for told in published.messages] == [ObjectSynced, ObjectFailed]


async def test_a_call_that_brought_no_outcome_has_nothing_to_tell(
    store: Store, entries: LogSweep, published: MemoryPublisher, clock: FixedClock
) -> None:
    entry = await claimed(store, await seen(store, invoice("1"), now=clock.now()))
    call = await store.calls.begin(_a_call(clock, entry.id))
    await store.outcomes.record([Result(entry, State.OPEN)], owner=OWNER, call=call)

    clock.advance(6)

    assert await store.sweep.untold_calls(older_than_seconds=0, limit=1) == {}
    await entries.untold()
    assert published.messages == []


async def test_a_call_without_an_owner_rings_its_first_entry_once(
    store: Store, entries: LogSweep, published: MemoryPublisher, clock: FixedClock
) -> None:
    first, second = [await seen(store, invoice(number), now=clock.now()) for number in "12"]
    await store.claims.claim(connection_id=ACME, category=Category.INVOICES, lane=Lane.CHANGED, owner=OWNER, limit=2)
    brief = replace(store, calls=type(store.calls)(store.database, store.trail, seconds=0))
    await brief.calls.begin(_a_call(clock, first.id, second.id))

    await entries.calls()
    await entries.calls()
    (bell,) = published.of(InvoiceChanged)
    clock.advance(31)
    await entries.calls()

    assert bell.entry == first.id
    assert len(published.messages) == 2


async def test_what_a_dead_reader_recorded_is_rung(
    store: Store, entries: LogSweep, published: MemoryPublisher, clock: FixedClock
) -> None:
    await store.changes.record([NewChange(invoice("1"), snapshot="{}", read_started_at=clock.now())])

    clock.advance(31)
    await entries.unrung()
    await entries.unrung()

    assert len(published.of(InvoiceChanged)) == 1


async def test_manual_mode_keeps_news_back_but_not_what_a_run_read(
    store: Store, entries: LogSweep, published: MemoryPublisher, clock: FixedClock
) -> None:
    before = await store.settings.get(ACME)
    await store.settings.save(ACME, before.model_copy(update={"mode": Mode.MANUAL}), author="Mari")
    await store.changes.record(
        [
            NewChange(invoice("news"), snapshot="{}", read_started_at=clock.now()),
            NewChange(invoice("run"), snapshot="{}", read_started_at=clock.now(), run_id=uuid4()),
        ]
    )

    clock.advance(31)
    await entries.unrung()

    assert [bell.object_id for bell in published.of(InvoiceChanged)] == ["run"]


def _open_again(entry: Entry, due_at: dt.datetime) -> Result:
    return Result(entry, State.OPEN, due_at=due_at)


def _a_call(clock: FixedClock, *entry_ids: int) -> Call:
    return Call(
        id=uuid4().hex,
        connection_id=ACME,
        category=Category.INVOICES,
        system="xero",
        lane=Lane.CHANGED,
        resource="Invoices",
        method="PUT",
        path="Invoices",
        params={},
        body=b"{}",
        idempotency_key=uuid4().hex,
        entries=tuple(CallEntry(number, str(number), "", {}) for number in entry_ids),
        sent_at=clock.now(),
        owner=OWNER,
    )
