"""A first load is let in only as it finishes: never more than a hundred unfinished, and all of it exactly once."""

import asyncio
from collections import Counter

import pytest

from shared.contracts.changes import ObjectChanged
from shared.contracts.envelope import Category, Lane
from shared.store.changes import CHANGES
from shared.store.records import State
from shared.sync.bells import Bells
from shared.sync.letting_in import BACKFILL_AT_ONCE
from shared.sync.telling import WORTH_A_BELL
from tests.integration.sync.conftest import CONNECTION, World, worker
from tests.integration.sync.documents import A_CONTACT, contact, invoice

CONTACTS, INVOICES = Category.CONTACTS, Category.INVOICES
MANY = 430


async def states(world: World, category: Category = INVOICES) -> Counter[str]:
    found = world.store.database.collection(CHANGES).find({"category": category.value, "lane": Lane.BULK.value})
    return Counter([row["state"] async for row in found])


async def ring_rest(world: World, category: Category = INVOICES) -> None:
    await Bells(world.store, world.publisher, world.clock).ring_rest(CONNECTION, category)


async def load(world: World) -> None:
    await world.change(CONTACTS, A_CONTACT)
    await world.settle()
    await world.record(INVOICES, *(invoice(number) for number in range(5001, 5001 + MANY)), lane=Lane.BULK)


async def test_at_the_end_of_a_list_a_hundred_are_let_in(world: World) -> None:
    await load(world)

    await ring_rest(world)
    await ring_rest(world)

    assert await states(world) == {State.OPEN.value: BACKFILL_AT_ONCE, State.RECORDED.value: MANY - BACKFILL_AT_ONCE}
    assert len(world.publisher.of(ObjectChanged)) == BACKFILL_AT_ONCE // WORTH_A_BELL


@pytest.mark.parametrize("workers", [1, 2])
async def test_a_backfill_goes_on_by_itself_and_never_has_more_than_a_hundred_unfinished(
    world: World, workers: int
) -> None:
    await load(world)
    world.workers += [worker(world, f"more {number}") for number in range(workers - 1)]
    most = 0

    async def watch() -> None:
        nonlocal most
        while True:
            now = await states(world)
            most = max(most, now[State.OPEN.value] + now[State.SENDING.value] + now[State.UNCLEAR.value])
            await world.clock.sleep(0.01)

    watching = asyncio.create_task(watch())
    before = await world.writes()
    await ring_rest(world)
    await world.settle()
    watching.cancel()

    assert 0 < most <= BACKFILL_AT_ONCE
    assert await states(world) == {State.SYNCED.value: MANY}
    assert len((await world.books())["Invoices"]) == MANY
    assert await world.writes() - before <= MANY // 50 + workers


async def test_several_who_let_in_at_once_let_in_no_more_than_one_would(world: World) -> None:
    await load(world)

    opened = await asyncio.gather(*(world.store.backfill.open(CONNECTION, [INVOICES], at_most=60) for _ in range(8)))

    assert await states(world) == {State.OPEN.value: 60, State.RECORDED.value: MANY - 60}
    assert len({entry.id for several in opened for entry in several}) == 60


async def test_a_few_places_are_not_filled_while_others_are_under_way(world: World) -> None:
    await load(world)
    most = BACKFILL_AT_ONCE
    opened = [
        len(await world.store.backfill.open(CONNECTION, [INVOICES], at_most=at_most))
        for at_most in (most - 9, most, most + 2)
    ]

    assert opened == [most - 9, 0, 11]


async def test_documents_that_wait_for_their_contact_make_room_for_others(world: World) -> None:
    await world.record(INVOICES, *(invoice(number) for number in range(5001, 5151)), lane=Lane.BULK)
    await world.record(INVOICES, *(invoice(number, company_id=7) for number in range(6001, 6003)), lane=Lane.BULK)
    await ring_rest(world)
    await world.settle_without_parents()

    waiting = await states(world)
    await world.change(CONTACTS, contact(7), A_CONTACT, asked="dependency", lane=Lane.BULK)
    await world.settle()

    assert waiting == {State.WAITING.value: 152}
    assert {one.object_id for one in world.wanted} == {"7", "312"}
    assert await states(world) == {State.SYNCED.value: 152}


async def test_what_a_document_needs_passes_a_full_backfill(world: World) -> None:
    await load(world)
    await ring_rest(world)
    ids = await world.record(CONTACTS, contact(7), asked="dependency", lane=Lane.BULK)

    count = await Bells(world.store, world.publisher, world.clock).ring(await world.store.recorded.named(ids))

    assert count == 1


async def test_what_documents_need_takes_no_place_of_theirs(world: World) -> None:
    await load(world)
    ids = await world.record(
        CONTACTS, *(contact(number) for number in range(1, 61)), asked="dependency", lane=Lane.BULK
    )
    await Bells(world.store, world.publisher, world.clock).ring(await world.store.recorded.named(ids))

    await ring_rest(world)

    assert (await states(world))[State.OPEN.value] == BACKFILL_AT_ONCE


async def test_news_passes_a_full_backfill(world: World) -> None:
    await load(world)
    await ring_rest(world)
    await world.record(INVOICES, invoice(9001))

    await ring_rest(world)

    assert (await states(world))[State.RECORDED.value] == MANY - BACKFILL_AT_ONCE


async def test_what_is_let_in_and_paused_then_keeps_no_other_category_away(world: World) -> None:
    await load(world)
    await ring_rest(world)
    await world.store.pauses.begin(CONNECTION, [INVOICES], by="mari", why="the auditor asked for it")
    await world.record(CONTACTS, *(contact(number) for number in range(1, 61)), lane=Lane.BULK)

    await ring_rest(world, CONTACTS)

    assert (await states(world))[State.OPEN.value] == BACKFILL_AT_ONCE
    assert (await states(world, CONTACTS))[State.OPEN.value] == 60


async def test_contacts_of_a_backfill_go_before_documents(world: World) -> None:
    await load(world)
    await world.record(CONTACTS, *(contact(number) for number in range(1, 61)), lane=Lane.BULK)

    await ring_rest(world, INVOICES)

    assert (await states(world, CONTACTS))[State.OPEN.value] == 60
    assert (await states(world))[State.OPEN.value] == BACKFILL_AT_ONCE - 60
