"""A pause in the middle of a thousand documents: nothing is written until it is resumed, then all exactly once."""

from collections import Counter
from decimal import Decimal

import pytest

from services.console.pausing import Pausing, Scope
from shared.contracts.envelope import Category, Lane
from shared.store.changes import CHANGES
from shared.store.records import State
from shared.sync.letting_in import LettingIn
from tests.integration.sync.conftest import CONNECTION, World
from tests.integration.sync.documents import A_CONTACT, contact, invoice
from tests.integration.sync.underway import begin, slow_answers

MANY = 600
CONTACTS, INVOICES = Category.CONTACTS, Category.INVOICES


async def pause(world: World, *categories: Category, everywhere: bool = False) -> None:
    scope = await a_scope(world, *categories, everywhere=everywhere)
    await Pausing(world.store, world.publisher, world.clock).pause(scope, by="mari", why="audit")


async def resume(world: World, *categories: Category, everywhere: bool = False) -> int:
    scope = await a_scope(world, *categories, everywhere=everywhere)
    return await Pausing(world.store, world.publisher, world.clock).resume(scope, by="mari", why="done")


async def a_scope(world: World, *categories: Category, everywhere: bool) -> Scope:
    return Scope(None if everywhere else await world.store.connections.get(CONNECTION), categories)


async def states(world: World, category: Category = INVOICES) -> Counter[str]:
    found = world.store.database.collection(CHANGES).find({"category": category.value})
    return Counter([row["state"] async for row in found])


async def test_a_pause_lets_calls_under_way_end_and_begins_no_other(world: World) -> None:
    await world.change(CONTACTS, A_CONTACT)
    await world.settle()
    await slow_answers(world, lost=1)
    await world.change(INVOICES, *(invoice(number) for number in range(5001, 5001 + MANY)))
    await begin(world, INVOICES, State.SENDING, State.UNCLEAR, count=150)

    await pause(world)
    await world.workers[0][INVOICES].quiet()
    await world.pass_time()
    await world.settle()
    paused = await states(world)
    calls = await world.writes()
    await world.settle()

    assert paused.keys() == {State.SYNCED.value, State.OPEN.value}
    assert len((await world.books())["Invoices"]) == paused[State.SYNCED.value] <= 300
    assert await world.writes() == calls

    await resume(world)
    await world.settle()

    invoices = (await world.books())["Invoices"]
    assert await states(world) == {State.SYNCED.value: MANY}
    assert len({one["InvoiceNumber"] for one in invoices}) == len(invoices) == MANY
    assert sum(one["Total"] for one in invoices) == MANY * Decimal("120.00")


async def test_a_paused_category_waits_while_the_others_go_on(world: World) -> None:
    await pause(world, INVOICES)

    await world.change(CONTACTS, A_CONTACT)
    await world.change(INVOICES, invoice(5001))
    await world.settle()
    paused = (await states(world, CONTACTS), await states(world))
    await resume(world, INVOICES)
    await world.settle()

    assert paused == ({State.SYNCED.value: 1}, {State.OPEN.value: 1})
    assert await states(world) == {State.SYNCED.value: 1}


async def test_everything_is_paused_at_once_and_resumed_at_once(world: World) -> None:
    await pause(world, everywhere=True)
    await world.change(CONTACTS, A_CONTACT, contact(7))
    await world.settle()
    calls = await world.writes()

    await resume(world, everywhere=True)
    await world.settle()

    assert calls == 0
    assert await states(world, CONTACTS) == {State.SYNCED.value: 2}


async def test_a_refused_call_is_not_halved_into_new_ones_during_a_pause(world: World) -> None:
    await world.change(CONTACTS, A_CONTACT)
    await world.settle()
    await world.xero.post(
        "faults",
        {
            "kind": "status", "status": 400, "method": "PUT", "path": "/api.xro/2.0/Invoices", "count": 1, "seconds": 1,
            "body": '{"ErrorNumber": 17, "Type": "NoDataProcessedException", "Message": "No data has been processed"}',
        },
    )  # fmt: skip
    await world.change(INVOICES, *(invoice(number) for number in range(5001, 5021)))
    await begin(world, INVOICES, State.SENDING, count=20)

    await pause(world)
    await world.workers[0][INVOICES].quiet()

    assert await states(world) == {State.OPEN.value: 20}
    assert (await world.books())["Invoices"] == []

    await resume(world)
    await world.settle()
    assert await states(world) == {State.SYNCED.value: 20}


async def test_resuming_lets_recorded_news_in_and_rings_for_it(world: World) -> None:
    await pause(world, CONTACTS)
    await world.record(CONTACTS, contact(7), contact(8))
    kept = await LettingIn(world.store, world.clock).let_in(await world.store.recorded.at_once(CONNECTION, CONTACTS))

    count = await resume(world, CONTACTS)
    await world.settle()

    assert (kept, count) == ([], 2)
    assert await states(world, CONTACTS) == {State.SYNCED.value: 2}


@pytest.mark.parametrize("lane", [Lane.NOW, Lane.CHANGED])
async def test_a_click_waits_like_everything_else(world: World, lane: Lane) -> None:
    await pause(world, CONTACTS)

    await world.change(CONTACTS, contact(7), asked="person", lane=lane)
    await world.settle()

    assert await states(world, CONTACTS) == {State.OPEN.value: 1}
