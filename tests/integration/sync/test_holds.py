"""What is held, what joins it, and what becomes of it once somebody decides."""

from collections import Counter
from decimal import Decimal

import pytest

from services.console.pausing import Pausing, Scope
from services.console.releasing import Releasing
from services.scheduler.brake_sweep import BrakeSweep
from shared.errors import InvalidChoiceError
from shared.store.records import Cleared, LinkState, ObjectKey, State
from shared.sync.settings import Brakes
from tests.integration.sync.conftest import CONNECTION, World
from tests.integration.sync.documents import contact, invoice
from tests.integration.sync.underway import age_calls
from tests.integration.sync.unusual import (
    CONTACTS,
    FIRST,
    INVOICES,
    age,
    choose,
    crossed,
    dearer,
    deleted,
    holds,
    release,
    run,
    states,
    totals,
)


async def test_everything_of_the_sort_joins_a_hold_and_goes_with_it(world: World) -> None:
    await crossed(world, 15, is_sent=0)
    first = await run(world, *deleted(11))
    await world.store.runs.end_if_done(first)
    await run(world, *deleted(1, start=FIRST + 11))
    await world.change(INVOICES, *deleted(1, start=FIRST + 12))
    await world.settle()

    [held] = await holds(world)
    count = await release(world)

    assert (len(held.entries), count) == (13, 13)
    assert Counter(one["Status"] for one in (await world.books())["Invoices"]) == {"DELETED": 13, "DRAFT": 2}


async def test_what_joined_since_somebody_looked_is_not_decided_along(world: World) -> None:
    await crossed(world, 15, is_sent=0)
    first = await run(world, *deleted(11))
    await world.store.runs.end_if_done(first)
    seen = await holds(world)
    await run(world, *deleted(2, start=FIRST + 11))
    releasing = Releasing(world.store, world.publisher, world.clock)

    with pytest.raises(InvalidChoiceError, match="more of it is held by now"):
        await releasing.release(seen, by="mari", why="old drafts")
    with pytest.raises(InvalidChoiceError, match="more of it is held by now"):
        await releasing.refuse(seen, by="mari", why="by mistake")
    await world.settle()

    assert await states(world) == {State.WAITING.value: 13, State.SYNCED.value: 2}
    assert await release(world) == 13


async def test_another_sort_and_another_category_are_not_held_along(world: World) -> None:
    await crossed(world, 13, is_sent=0)
    await run(world, *deleted(11), invoice(9001))

    await world.change(INVOICES, invoice(FIRST + 12))
    await world.change(CONTACTS, contact(7))
    await world.settle()

    assert len((await holds(world))[0].entries) == 11
    assert (await states(world, CONTACTS)) == {State.SYNCED.value: 2}
    assert (await states(world)) == {State.WAITING.value: 11, State.SYNCED.value: 3}


async def test_refused_ones_are_left_out_with_the_reason_and_a_later_change_is_judged_anew(world: World) -> None:
    await crossed(world, 51)
    await run(world, *dearer(51))
    releasing = Releasing(world.store, world.publisher, world.clock)

    count = await releasing.refuse(await holds(world), by="mari", why="wrong price list")
    await world.settle()
    refused = await totals(world)
    entry = await world.store.changes.newest(ObjectKey(CONNECTION, INVOICES, "scoro", str(FIRST)))
    await world.change(INVOICES, invoice(FIRST, reference_no="PO 7"))
    await world.settle()

    assert (count, refused) == (51, {Decimal("120.00"): 51})
    assert entry is not None
    assert (entry.state, entry.reason, entry.decided_by, entry.decided_why) == (
        State.LEFT_OUT, "release_refused", "mari", "wrong price list",
    )  # fmt: skip
    assert await world.store.problems.causes(CONNECTION) == []
    assert await holds(world) == []
    assert (await states(world))[State.SYNCED.value] == 1


async def test_a_restored_object_leaves_its_hold_and_an_empty_hold_ends(world: World) -> None:
    await crossed(world, 11, is_sent=0)
    await run(world, *deleted(11))

    restored = [invoice(number, is_sent=0) for number in range(FIRST, FIRST + 11)]
    await world.change(INVOICES, *restored)
    await world.settle()
    await BrakeSweep(world.store, world.publisher, world.clock).tidy()
    await world.change(INVOICES, *deleted(1))
    await world.settle()

    assert await holds(world) == []
    assert await world.store.problems.causes(CONNECTION) == []
    assert Counter(one["Status"] for one in (await world.books())["Invoices"]) == {"DELETED": 1, "DRAFT": 10}


async def test_links_that_end_are_deletions_too(world: World) -> None:
    rows = [contact(number) for number in range(1, 12)]
    await world.change(CONTACTS, *rows)
    await world.settle()

    await run(world, *(row | {"is_deleted": 1} for row in rows), category=CONTACTS)
    held = await holds(world)
    active = await world.store.links.count_active(CONNECTION, CONTACTS)
    await release(world)

    links = await world.store.links.by_scoro(CONNECTION, CONTACTS, [str(number) for number in range(1, 12)])
    assert (len(held[0].entries), active) == (11, 11)
    assert {link.state for link in links.values()} == {LinkState.CLOSED}


async def test_news_goes_one_by_one_until_the_limit_of_five_minutes_is_reached(world: World) -> None:
    await choose(world, Brakes(approved_updates=3))
    await crossed(world, 6)

    for number in range(5):
        await world.change(INVOICES, *dearer(1, start=FIRST + number))
        await world.settle()
    within = (await totals(world), [len(one.entries) for one in await holds(world)])
    await release(world)
    await age(world)
    await world.change(INVOICES, *dearer(1, start=FIRST + 5))
    await world.settle()

    assert within == ({Decimal("240.00"): 3, Decimal("120.00"): 3}, [2])
    assert await holds(world) == []
    assert await totals(world) == {Decimal("240.00"): 6}


async def test_what_a_person_released_counts_for_nothing_later(world: World) -> None:
    await choose(world, Brakes(approved_updates=1))
    await crossed(world, 4)
    await world.change(INVOICES, *dearer(3))
    await world.settle()
    await release(world)

    await world.change(INVOICES, *dearer(1, start=FIRST + 3))
    await world.settle()

    assert await holds(world) == []
    assert await totals(world) == {Decimal("240.00"): 4}


async def test_a_released_change_that_is_planned_anew_is_not_held_again(world: World) -> None:
    await choose(world, Brakes(approved_updates=0))
    await crossed(world, 1)
    await world.change(INVOICES, *dearer(1))
    await world.settle()
    await world.xero.post(
        "faults", {"kind": "status", "status": 503, "method": "POST", "path": "/api.xro/2.0/Invoices", "count": 1}
    )

    await release(world)
    await age_calls(world)
    await world.pass_time()
    await world.settle()

    entry = await world.store.changes.newest(ObjectKey(CONNECTION, INVOICES, "scoro", str(FIRST)))
    assert entry is not None
    assert (entry.state, entry.cleared) == (State.SYNCED, Cleared.RELEASED)


async def test_a_release_during_a_pause_goes_once_it_is_resumed(world: World) -> None:
    await choose(world, Brakes(approved_updates=0))
    await crossed(world, 2)
    await world.change(INVOICES, *dearer(2))
    await world.settle()
    pausing = Pausing(world.store, world.publisher, world.clock)
    scope = Scope(await world.store.connections.get(CONNECTION), (INVOICES,))
    await pausing.pause(scope, by="mari", why="audit")

    await release(world)
    paused = await totals(world)
    await pausing.resume(Scope(await world.store.connections.get(CONNECTION), (INVOICES,)), by="mari", why="done")
    await world.settle()

    assert paused == {Decimal("120.00"): 2}
    assert await totals(world) == {Decimal("240.00"): 2}


async def test_two_who_decide_at_once_decide_once(world: World) -> None:
    await choose(world, Brakes(approved_updates=0))
    await crossed(world, 1)
    await world.change(INVOICES, *dearer(1))
    await world.settle()
    seen = await holds(world)
    releasing = Releasing(world.store, world.publisher, world.clock)

    first = await releasing.refuse(seen, by="mari", why="no")
    second = await releasing.release(seen, by="jaan", why="yes")

    assert (first, second) == (1, 0)
    assert await states(world) == {State.LEFT_OUT.value: 1}


async def test_a_run_ends_although_something_is_held(world: World) -> None:
    await crossed(world, 11, is_sent=0)

    run_id = await run(world, *deleted(11))
    ended, _ = await world.store.runs.end_if_done(run_id)

    assert ended is not None
