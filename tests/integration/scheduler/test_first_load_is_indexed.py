"""What every page of a first load asks must not look at all that was read before."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from pymongo import AsyncMongoClient

from shared.clock import FixedClock
from shared.contracts.envelope import Category, Lane
from shared.store.everything import Store
from shared.store.records import HISTORIC, NewChange
from shared.store.waits import parent
from shared.sync.settings import ORDER
from tests.integration.scheduler.parts import A_CONNECTION, ACME, invoice

MANY = 400
FEW = 20
RUN = uuid4()

Look = Callable[[Store], Awaitable[Any]]


async def _read_many(store: Store, clock: FixedClock) -> None:
    """A backfill that lies recorded, and one object beside it that was changed just now."""
    lanes = [Lane.CHANGED, *(Lane.BULK,) * MANY]
    changes = [
        NewChange(invoice(str(number)), snapshot="{}", read_started_at=clock.now(), lane=lane, run_id=RUN)
        for number, lane in enumerate(lanes)
    ]
    await store.changes.record(changes)


async def _ended_while_paused(store: Store) -> list[Any]:
    """What its sweep asks of a run every second, although all that it read is paused."""
    await store.connections.add(A_CONNECTION)
    await store.pauses.begin(ACME, [Category.INVOICES], by="mari", why="audit")
    await store.runs.begin(ACME, "now", [Category.INVOICES], [], RUN)
    ended, _ = await store.runs.end_if_done(RUN)
    return [ended] if ended else []


async def _much_lies_there(store: Store) -> list[int]:
    return [await store.recorded.in_bulk(RUN, Category.INVOICES, at_most=MANY // 2)]


@pytest.mark.parametrize(
    ("look", "found"),
    [
        pytest.param(lambda store: store.recorded.of_run(RUN, Category.INVOICES), 1, id="all but the backfill"),
        pytest.param(lambda store: store.recorded.mended(ACME, RUN), 0, id="what was mended"),
        pytest.param(lambda store: store.waits.awaited(ACME, [parent(invoice("7"))]), 0, id="what hangs on an object"),
        pytest.param(_ended_while_paused, 1, id="whether a paused run is over"),
        pytest.param(lambda store: store.backfill.open(ACME, [Category.INVOICES], at_most=5), 5, id="let in"),
        pytest.param(lambda store: store.counts.so_far(RUN), 1, id="how far a run is"),
        pytest.param(_much_lies_there, 1, id="whether much lies there"),
    ],
)
async def test_it_examines_what_it_finds(
    store: Store, clock: FixedClock, mongodb_url: str, mongodb_database: str, look: Look, found: int
) -> None:
    await _read_many(store, clock)
    async with AsyncMongoClient[dict[str, Any]](mongodb_url) as client:
        database = client[mongodb_database]
        await database.command("profile", 2)
        assert len(await look(store)) == found
        await database.command("profile", 0)
        read = [row async for row in database["system.profile"].find({"ns": f"{mongodb_database}.changes"})]

    assert read
    assert sum(row.get("docsExamined", 0) for row in read) <= FEW


async def test_one_question_names_what_may_be_let_in_of_all_categories(
    store: Store, mongodb_url: str, mongodb_database: str
) -> None:
    async with AsyncMongoClient[dict[str, Any]](mongodb_url) as client:
        database = client[mongodb_database]
        await database.command("profile", 2)
        assert await store.backfill.open(ACME, ORDER, at_most=5) == []
        await database.command("profile", 0)
        asked = [row["ns"] async for row in database["system.profile"].find({"op": {"$in": ["query", "command"]}})]

    assert asked.count(f"{mongodb_database}.changes") == 1
    assert f"{mongodb_database}.historic_loads" not in asked


async def test_a_load_that_somebody_stopped_lets_others_in(store: Store, clock: FixedClock) -> None:
    load = await store.historic.begin(
        ACME, clock.now().date(), clock.now().date(), {Category.INVOICES: "scoro"}, by="a"
    )
    assert load is not None
    of_load = [
        NewChange(invoice(str(number)), snapshot="{}", read_started_at=clock.now(), lane=Lane.BULK, run_id=load.id)
        for number in range(1, 6)
    ]
    await store.changes.record([replace(change, asked=HISTORIC) for change in of_load])
    other = NewChange(invoice("9"), snapshot="{}", read_started_at=clock.now(), lane=Lane.BULK)
    await store.changes.record([other])
    await store.historic.stop(load.id, by="a")

    stopped = await store.backfill.open(ACME, ORDER, at_most=3)
    await store.historic.go_on(load.id, by="a")
    going = await store.backfill.open(ACME, ORDER, at_most=3)

    assert [entry.key.object_id for entry in stopped] == ["9"]
    assert [entry.key.object_id for entry in going] == ["1", "2"]
