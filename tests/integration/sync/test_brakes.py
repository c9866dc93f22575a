"""Much of what hurts in one run waits for a person: nothing of it goes before, and all of it exactly once after."""

from collections import Counter
from decimal import Decimal

import pytest

from shared.store.records import Brake, State
from tests.integration.sync.conftest import CONNECTION, World, worker
from tests.integration.sync.unusual import (
    FIRST,
    INVOICES,
    begin_run,
    crossed,
    dearer,
    deleted,
    end_reading,
    holds,
    release,
    run,
    states,
    sweep,
    totals,
)


async def test_eleven_deletions_hold_and_nothing_is_deleted(world: World) -> None:
    await crossed(world, 12, is_sent=0)
    before = await world.writes()

    await run(world, *deleted(11))

    [held] = await holds(world)
    assert (held.hold.category, held.hold.brake, held.hold.limit, len(held.entries)) == (
        INVOICES, Brake.DELETIONS, 10, 11,
    )  # fmt: skip
    assert held.money == {"GBP": "1320.00"}
    assert await world.writes() == before
    assert await states(world) == {State.WAITING.value: 11, State.SYNCED.value: 1}


async def test_ten_deletions_go(world: World) -> None:
    await crossed(world, 12, is_sent=0)

    await run(world, *deleted(10))

    books = Counter(one["Status"] for one in (await world.books())["Invoices"])
    assert await holds(world) == []
    assert books == {"DELETED": 10, "DRAFT": 2}


@pytest.mark.parametrize("workers", [1, 2])
async def test_fifty_one_changes_of_approved_documents_hold_and_once_released_go_exactly_once(
    world: World, workers: int
) -> None:
    world.workers += [worker(world, f"more {number}") for number in range(workers - 1)]
    await crossed(world, 51)
    before = await world.writes()

    await run(world, *dearer(51))
    held = await holds(world)
    [cause] = await world.store.problems.causes(CONNECTION)
    waiting, untouched, calls = await states(world), await totals(world), await world.writes() - before
    count = await release(world)

    assert [(one.hold.brake, one.hold.limit, len(one.entries)) for one in held] == [(Brake.APPROVED_UPDATES, 50, 51)]
    assert (cause.code, cause.objects, cause.held_back) == ("held_approved_updates", 51, {"GBP": "12240.00"})
    assert (waiting, untouched, calls) == ({State.WAITING.value: 51}, {Decimal("120.00"): 51}, 0)
    assert count == 51
    assert await states(world) == {State.SYNCED.value: 51}
    assert await totals(world) == {Decimal("240.00"): 51}
    assert await world.writes() - before <= 2 + workers
    assert await world.store.problems.causes(CONNECTION) == []


async def test_fifty_changes_of_approved_documents_go(world: World) -> None:
    await crossed(world, 51)

    await run(world, *dearer(50))

    assert await holds(world) == []
    assert await totals(world) == {Decimal("240.00"): 50, Decimal("120.00"): 1}


async def test_changes_of_drafts_are_everyday_matters(world: World) -> None:
    await crossed(world, 60, is_sent=0)

    await run(world, *(row | {"is_sent": 0} for row in dearer(60)))

    assert await totals(world) == {Decimal("240.00"): 60}


async def test_nothing_goes_before_its_run_was_read(world: World) -> None:
    await crossed(world, 2)
    run_id = await begin_run(world)
    await world.change(INVOICES, *dearer(2), run_id=run_id)
    await world.settle()
    await sweep(world)
    while_reading = await totals(world)

    await end_reading(world, run_id)

    assert while_reading == {Decimal("120.00"): 2}
    assert await totals(world) == {Decimal("240.00"): 2}


async def test_what_a_run_reads_in_two_parts_counts_together(world: World) -> None:
    await crossed(world, 12, is_sent=0)
    run_id = await begin_run(world)
    await world.change(INVOICES, *deleted(6), run_id=run_id)
    await world.settle()
    await sweep(world)
    await world.change(INVOICES, *deleted(5, start=FIRST + 6), run_id=run_id)
    await world.settle()

    await end_reading(world, run_id)

    [held] = await holds(world)
    assert len(held.entries) == 11


async def test_two_runs_are_counted_apart(world: World) -> None:
    await crossed(world, 20, is_sent=0)

    first = await run(world, *deleted(10))
    await world.store.runs.end_if_done(first)
    await run(world, *deleted(10, start=FIRST + 10))

    assert await holds(world) == []
    assert {one["Status"] for one in (await world.books())["Invoices"]} == {"DELETED"}
