"""Pauses are kept with what they are about, and every one leaves a trace."""

from dataclasses import replace
from uuid import UUID

import pytest

from shared.clock import FixedClock
from shared.contracts.envelope import Category
from shared.store.connections import Connection, ConnectionState
from shared.store.decisions import Act
from shared.store.everything import Store
from shared.store.pauses import Pause
from shared.store.records import State
from tests.integration.store.log import claimed, opened, version

ACME = Connection("acme", "https://acme.example", "1", "UTC", ConnectionState.ACTIVE, tenant_id="a", hook="a")
OTHER = replace(ACME, id="other", entity="2", tenant_id="b", hook="b")
INVOICES, BILLS = Category.INVOICES, Category.BILLS


@pytest.fixture(autouse=True)
async def connected(store: Store) -> None:
    await store.connections.add(ACME)
    await store.connections.add(OTHER)


async def pauses(store: Store, connection_id: str = "acme") -> tuple[Pause, ...]:
    return (await store.connections.get(connection_id)).pauses


async def test_a_pause_knows_who_why_and_since_when(store: Store, clock: FixedClock) -> None:
    await store.pauses.begin("acme", [INVOICES, BILLS], by="mari", why="audit")

    assert await pauses(store) == (
        Pause("mari", "audit", clock.now(), category=INVOICES),
        Pause("mari", "audit", clock.now(), category=BILLS),
    )
    assert await pauses(store, "other") == ()


async def test_one_category_is_resumed_without_the_other(store: Store) -> None:
    await store.pauses.begin("acme", [INVOICES, BILLS], by="mari", why="audit")

    await store.pauses.end("acme", [INVOICES], by="jaan", why="done")

    assert [one.category for one in await pauses(store)] == [BILLS]


async def test_a_pause_of_everything_is_about_connections_made_later_too(store: Store) -> None:
    await store.pauses.begin(None, [], by="mari", why="migration")
    await store.connections.add(replace(ACME, id="new", entity="3", tenant_id="c", hook="c"))

    both = [*await pauses(store), *await pauses(store, "new")]
    await store.pauses.end(None, [], by="mari", why="done")

    assert [(one.why, one.everywhere, one.category) for one in both] == [("migration", True, None)] * 2
    assert [await pauses(store), await pauses(store, "new"), await store.pauses.everywhere()] == [(), (), []]


async def test_a_pause_of_one_connection_outlasts_that_of_all(store: Store) -> None:
    await store.pauses.begin("acme", [], by="mari", why="audit")
    await store.pauses.begin(None, [], by="jaan", why="migration")

    await store.pauses.end(None, [], by="jaan", why="")

    assert [one.why for one in await pauses(store)] == ["audit"]


async def test_pausing_twice_keeps_one(store: Store) -> None:
    await store.pauses.begin("acme", [INVOICES], by="mari", why="audit")
    await store.pauses.begin("acme", [INVOICES], by="jaan", why="still the audit")

    assert [one.by for one in await pauses(store)] == ["jaan"]


async def test_every_pause_and_its_end_are_kept_for_ever(store: Store, clock: FixedClock) -> None:
    await store.pauses.begin("acme", [INVOICES], by="mari", why="audit")
    clock.advance(60)
    await store.pauses.end("acme", [INVOICES], by="jaan", why="done")
    await store.pauses.begin("other", [], by="jaan", why="elsewhere")

    ended, begun = await store.decisions.newest("acme")

    assert (ended.act, ended.by, ended.why, ended.categories) == (Act.RESUMED, "jaan", "done", (INVOICES,))
    assert (begun.act, begun.by, begun.why, begun.at) == (Act.PAUSED, "mari", "audit", ended.at and begun.at)
    assert ended.at
    assert begun.at
    assert (ended.at - begun.at).total_seconds() == 60


async def test_the_sweeper_sees_what_is_paused_and_readers_do_not(store: Store, clock: FixedClock) -> None:
    await store.pauses.begin("acme", [INVOICES], by="mari", why="audit")
    await store.pauses.begin("other", [], by="mari", why="audit")

    writing = await store.connections.closed(clock.now())
    reading = await store.connections.closed(clock.now(), reading=True)

    assert (writing.holds("acme", INVOICES), writing.holds("acme", BILLS), writing.holds("other")) == (
        True,
        False,
        True,
    )
    assert not reading.holds("acme", INVOICES)
    assert not reading.holds("other")


async def test_a_run_ends_though_what_it_read_is_paused(store: Store) -> None:
    run_id = await _a_run(store)
    before = await store.runs.end_if_done(run_id)
    await store.pauses.begin("acme", [INVOICES], by="mari", why="audit")

    ended, _ = await store.runs.end_if_done(run_id)

    assert before == (None, None)
    assert ended is not None


async def test_a_run_waits_for_the_calls_that_are_under_way(store: Store) -> None:
    run_id = await _a_run(store)
    [entry] = await claimed(store)
    await store.database.collection("changes").update_one({"_id": entry.id}, {"$set": {"state": State.SENDING.value}})
    await store.pauses.begin("acme", [], by="mari", why="audit")

    assert await store.runs.end_if_done(run_id) == (None, None)


async def _a_run(store: Store) -> UUID:
    run = await store.runs.begin("acme", "now", [INVOICES], ["scoro.invoices"])
    assert run is not None
    await opened(store, replace(version(1), run_id=run.id))
    await store.runs.source_done(run.id, "scoro.invoices")
    return run.id
