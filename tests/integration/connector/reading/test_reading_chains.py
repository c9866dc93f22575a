"""Chains: everything once, whatever happens in between."""

import datetime as dt
from collections import Counter

from shared.contracts.changes import ContactChanged
from shared.contracts.connection import AccessDoubted
from shared.contracts.envelope import Category, Lane
from shared.contracts.sync import PageWanted, SyncRequested
from shared.store.gates import Gate
from shared.store.records import State
from shared.store.runs import RunState
from shared.sync.settings import Mode
from tests.integration.connector.reading.connection import CONNECTION, DAY
from tests.integration.connector.reading.world import World, after_page

CONTACTS, INVOICES = Category.CONTACTS, Category.INVOICES


async def test_a_first_load_records_everything_once_and_rings_for_it(world: World) -> None:
    ids = await world.make_contacts(60)
    invoice = await world.make_invoice(ids[0])

    await world.sync()

    assert sorted(await world.read_ids(CONTACTS)) == sorted(ids)
    assert await world.read_ids(INVOICES) == [invoice]
    assert [bell.object_id for bell in world.bells] == [ids[0], ids[50], invoice]  # once for a call's worth
    assert {entry["lane"] for entry in await world.entries()} == {Lane.BULK}


async def test_a_document_is_recorded_in_full_with_its_number(world: World) -> None:
    [company] = await world.make_contacts(1)
    await world.make_invoice(company, no="INV-7")

    await world.sync()

    [entry] = await world.entries(INVOICES)
    assert entry["number"] == "INV-7"
    assert '"lines":[{' in entry["snapshot"]


async def test_the_first_synchronization_reads_no_objects(world: World) -> None:
    await world.make_contacts(3)

    await world.sync("first")

    assert await world.entries() == []
    assert await world.store.reference.get_list(CONNECTION, "xero_accounts")


async def test_what_was_changed_before_the_start_date_stays_out(world: World) -> None:  # R31, R35
    await world.scoro_time(20 * DAY)
    await world.make_contacts(1, name="Old")
    await world.scoro_time(DAY)
    [new] = await world.make_contacts(1, name="New")

    await world.sync()

    assert await world.read_ids(CONTACTS) == [new]


async def test_contacts_on_neither_list_are_recorded_so_that_the_rule_that_leaves_them_out_can_be_seen(
    world: World,
) -> None:
    made = await world.make("contacts", name="Newsletter", is_client=0, is_supplier=0)

    await world.sync()

    assert await world.read_ids(CONTACTS) == [str(made["contact_id"])]


async def test_reading_again_finds_nothing_and_asks_for_no_details(world: World) -> None:
    await world.make_contacts(3)
    await world.sync()
    await world.finish_entries()
    await world.end_runs()
    await world.forget_calls()

    await world.sync("tick")

    assert len(await world.entries()) == 3
    assert await world.scoro_calls("/view/") == []
    assert len(await world.scoro_calls("/contacts/list")) == 1


async def test_a_change_is_read_by_the_next_run(world: World) -> None:
    ids = await world.make_contacts(3)
    await world.sync()
    await world.finish_entries()
    await world.end_runs()
    await world.scoro_time()
    await world.edit("contacts", ids[1], name="Renamed")

    await world.sync("tick")

    newest = (await world.entries(CONTACTS))[-1]
    assert (newest["object_id"], newest["number"], newest["lane"]) == (ids[1], "Renamed", "changed")
    assert len(await world.entries(CONTACTS)) == 4


async def test_a_deletion_is_read_with_scoros_own_mark(world: World) -> None:
    [company] = await world.make_contacts(1)
    invoice = await world.make_invoice(company)
    await world.sync()
    await world.finish_entries()
    await world.end_runs()
    await world.scoro_time()
    await world.delete("invoices", invoice)

    await world.sync("tick")

    assert [entry["deleted"] for entry in await world.entries(INVOICES)] == [False, True]


async def test_a_reader_that_dies_in_the_middle_loses_and_doubles_nothing(world: World) -> None:
    ids = await world.make_contacts(60)
    await world.ask()
    [lost] = await world.read_on(pages=6)
    world.unread.clear()
    assert lost.source == "scoro.contacts"

    await world.sweep()
    await world.chains.page(lost)
    await world.read_on()

    assert sorted(await world.read_ids(CONTACTS)) == sorted(ids)


async def test_a_page_that_comes_twice_or_late_does_nothing(world: World) -> None:
    ids = await world.make_contacts(60)
    await world.ask()
    heard: list[PageWanted] = []
    while pages := _pages(world):
        world.publisher.taken()
        heard += pages
        for page in pages:
            await world.chains.page(page)
            await world.chains.page(page)

    for page in heard:
        await world.chains.page(page)

    assert sorted(await world.read_ids(CONTACTS)) == sorted(ids)


async def test_objects_that_slip_over_the_edge_of_a_page_are_found(world: World) -> None:
    ids = await world.make_contacts(60)
    await world.scoro.post("settings", {"deleted_visible_days": 0}, method="PATCH")

    async def the_first_ten_vanish() -> None:
        for gone in ids[:10]:
            await world.delete("contacts", gone)
        await world.scoro.post("clock/advance", {"seconds": 60})

    world.chains = after_page(world, "scoro.contacts", 1, the_first_ten_vanish)

    await world.ask("now", CONTACTS)
    await world.read_on()

    assert set(await world.read_ids(CONTACTS)) >= set(ids[10:])
    assert len(await world.read_ids(CONTACTS)) == len(set(await world.read_ids(CONTACTS)))


async def test_what_changes_while_it_is_read_is_read_by_the_next_run(world: World) -> None:
    ids = await world.make_contacts(60)
    await world.scoro_time()

    async def the_first_changes() -> None:
        await world.edit("contacts", ids[0], name="Changed meanwhile")

    world.chains = after_page(world, "scoro.contacts", 3, the_first_changes)
    await world.ask("now", CONTACTS)
    await world.read_on()
    await world.finish_entries()
    await world.end_runs()

    await world.sync("tick")

    assert (await world.entries(CONTACTS))[-1]["number"] == "Changed meanwhile"


async def test_a_source_that_is_away_keeps_its_place(world: World) -> None:
    ids = await world.make_contacts(30)
    await world.scoro.post("faults", {"kind": "status", "path": "/api/v2/contacts/list", "count": 1})

    await world.sync("now", CONTACTS)
    [chain] = await world.sweep()

    assert (chain.page, chain.stumbles) == (1, 1)
    assert sorted(await world.read_ids(CONTACTS)) == sorted(ids)


async def test_a_refused_source_does_not_stop_the_others(world: World) -> None:
    [company] = await world.make_contacts(1)
    invoice = await world.make_invoice(company)
    body = '{"status": "ERROR", "statusCode": 403, "messages": {"error": ["no rights"]}}'
    await world.scoro.post("faults", {"kind": "status", "path": "/api/v2/contacts/list", "status": 403, "body": body})

    event = await world.sync()
    [doubt] = [message for message in world.told if isinstance(message, AccessDoubted)]
    await world.store.gates.open(CONNECTION, [doubt.code])  # as the connector finds out: the key works
    soon = world.clock.now() + dt.timedelta(minutes=15)
    gate = Gate("scoro_permission_missing", "scoro", until=soon, category=doubt.category)
    await world.store.gates.close(CONNECTION, gate)
    await world.sweep()

    run = await world.store.runs.get(event.id)
    assert run is not None
    assert (doubt.category, run.failed) == (CONTACTS, "scoro_permission_missing")
    assert await world.read_ids(INVOICES) == [invoice]


async def test_synchronize_now_behind_an_active_run_is_queued_once(world: World) -> None:  # R29
    await world.make_contacts(2)
    first = await world.sync("now", CONTACTS)
    await world.ask("now", CONTACTS)
    await world.ask("now", CONTACTS)
    await world.finish_entries()

    await world.end_runs()

    [queued] = [message for message in world.publisher.taken() if isinstance(message, SyncRequested)]
    run = await world.store.runs.get(first.id)
    assert run is not None
    assert run.state is RunState.DONE
    assert (queued.trigger, queued.categories) == ("now", (CONTACTS,))


async def test_a_tick_behind_an_active_run_is_skipped(world: World) -> None:  # R29
    await world.make_contacts(2)
    await world.sync("now", CONTACTS)
    await world.ask("tick")
    await world.finish_entries()

    await world.end_runs()

    assert [message for message in world.publisher.taken() if isinstance(message, SyncRequested)] == []


async def test_a_wish_that_comes_twice_is_one_run(world: World) -> None:
    event = await world.sync("first")

    await world.watch.requested(event)

    assert len(await world.store.runs.newest(CONNECTION)) == 1


async def test_in_manual_mode_a_tick_reads_nothing_and_a_person_everything(world: World) -> None:  # R21
    await world.choose(mode=Mode.MANUAL)
    await world.make_contacts(2)

    await world.sync("tick")
    before = len(await world.entries())
    await world.sync("now")

    assert before == 0
    assert len([bell for bell in world.bells if isinstance(bell, ContactChanged)]) == 1
    assert [entry["state"] for entry in await world.entries(CONTACTS)] == [State.OPEN, State.OPEN]


async def test_a_first_load_rings_for_a_hundred_while_it_is_read_and_for_more_only_as_it_finishes(
    world: World,
) -> None:
    await world.make_contacts(230)
    await world.ask("now", CONTACTS)
    while len(await world.entries(CONTACTS)) < 200:
        await world.read_on(pages=1)
    rung = len(world.bells)

    await world.read_on()

    assert (rung, len(world.bells)) == (2, 2)
    assert Counter(entry["state"] for entry in await world.entries(CONTACTS)) == {State.OPEN: 100, State.RECORDED: 130}


async def test_a_long_list_of_changes_rings_in_full_batches_while_it_is_read(world: World) -> None:
    await world.store.cursors.reset(CONNECTION, "scoro.contacts", world.clock.now() - 3 * DAY)
    await world.make_contacts(230)
    await world.ask("now", CONTACTS)
    while len(await world.entries(CONTACTS)) < 200:
        await world.read_on(pages=1)
    rung = len(world.bells)

    await world.read_on()

    assert rung == 200
    assert len(world.bells) == 230


def _pages(world: World) -> list[PageWanted]:
    return world.publisher.of(PageWanted)
