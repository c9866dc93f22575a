"""A worker that is told to end: what is on its way is finished, the rest is given back, nothing is left open."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from services.contacts.routes import FromScoro
from shared.budget import Lane as BudgetLane
from shared.clients import Clients
from shared.clock import Clock
from shared.contracts.changes import InvoiceChanged
from shared.contracts.connection import AccessNeeded
from shared.contracts.envelope import Category
from shared.dates import EPOCH
from shared.ending import Ending
from shared.store.budgets import BUDGETS, mongo_budget, xero_key
from shared.store.everything import Store
from shared.store.records import State
from shared.sync.draining import Draining
from shared.sync.plans import Plan
from shared.xero.limits import connection_limits, listen_connection
from tests.integration.sync.conftest import CONNECTION, World, colleague
from tests.integration.sync.documents import A_CONTACT, invoice
from tests.integration.sync.underway import waited_for

INVOICES_PATH = "/api.xro/2.0/Invoices"
SECONDS = 20.0
MANY = 250
"""More than the four calls that a worker makes at once can hold."""


class Thinker(FromScoro):
    """Never comes to a decision."""

    category = Category.INVOICES

    def __init__(self, store: Store, clients: Clients, clock: Clock) -> None:
        super().__init__(store, clients, clock)
        self.thinks = asyncio.Event()

    async def plan(self, *_given: object) -> Sequence[Plan]:
        self.thinks.set()
        await asyncio.Event().wait()
        return []


@pytest.fixture
def ending() -> Ending:
    return Ending()


@pytest.fixture
async def draining(world: World, ending: Ending) -> AsyncIterator[Draining]:
    """The invoices worker that will be told to end; the contact of all invoices is in Xero."""
    await world.change(Category.CONTACTS, A_CONTACT)
    await world.settle()
    async with colleague(world, ending=ending) as found:
        yield found[Category.INVOICES]


async def in_time(work: Awaitable[object]) -> None:
    async with asyncio.timeout(SECONDS):
        await work


async def begun(world: World, draining: Draining, *numbers: int) -> None:
    """Bells ring for new invoices, and the worker is at it."""
    [first, *_] = await world.change(Category.INVOICES, *(invoice(number) for number in numbers))
    world.publisher.taken()
    await draining.bell(first.id)


async def in_xero(world: World) -> int:
    """Requests for invoices that Xero has before it."""
    requests: list[dict[str, Any]] = await world.xero.get("requests", limit=100)
    return sum(one["path"] == INVOICES_PATH for one in requests)


async def fault(world: World, **fields: Any) -> None:
    await world.xero.post("faults", {"path": INVOICES_PATH, "count": 1} | fields)


async def open_claims(world: World) -> int:
    changes = world.store.database.collection("changes")
    return await changes.count_documents({"owner": {"$exists": True}, "state": {"$in": ["open", "sending"]}})


async def pending_calls(world: World) -> int:
    return await world.store.database.collection("calls").count_documents({"pending": True})


async def states(world: World) -> set[State]:
    changes = world.store.database.collection("changes")
    return {State(found) for found in await changes.distinct("state", {"category": "invoices"})}


async def test_a_call_under_way_is_finished(world: World, draining: Draining) -> None:
    await fault(world, kind="delay", method="PUT", seconds=1.0)
    await begun(world, draining, 1)
    await waited_for(world, lambda: _some(pending_calls(world)))

    await in_time(draining.end())

    assert await states(world) == {State.SYNCED}
    assert (await open_claims(world), await pending_calls(world)) == (0, 0)


async def test_a_long_wait_for_a_turn_is_given_up_and_so_are_the_claims(world: World, draining: Draining) -> None:
    budget = mongo_budget(
        world.store.database, xero_key(world.organisation), connection_limits(), listen_connection, world.clock
    )
    taken = [await budget.take(BudgetLane.CLICK) for _ in range(5)]
    await begun(world, draining, 1, 2)
    rows = world.store.database.collection(BUDGETS)
    await waited_for(world, lambda: _some(rows.count_documents({"waiting": {"$ne": []}})))

    await in_time(draining.end())

    assert await states(world) == {State.OPEN}
    assert (await open_claims(world), await pending_calls(world)) == (0, 0)
    assert [bell.object_id for bell in world.publisher.of(InvoiceChanged)] == ["1"]
    assert len(taken) == 5


async def test_nobody_waits_for_a_newer_token_at_the_end(world: World, draining: Draining) -> None:
    tokens = world.store.database.collection("tokens")
    await tokens.update_many({}, {"$set": {"expires_at": EPOCH}})
    await begun(world, draining, 1)
    await waited_for(world, lambda: _some(_asked_for_access(world)))

    async with asyncio.timeout(5):
        await draining.end()

    assert await states(world) == {State.OPEN}
    assert (await open_claims(world), await pending_calls(world)) == (0, 0)


async def test_what_was_given_up_needs_no_waiting_elsewhere(world: World, draining: Draining) -> None:
    budget = mongo_budget(
        world.store.database, xero_key(world.organisation), connection_limits(), listen_connection, world.clock
    )
    taken = [await budget.take(BudgetLane.CLICK) for _ in range(5)]
    await begun(world, draining, 1, 2)
    rows = world.store.database.collection(BUDGETS)
    await waited_for(world, lambda: _some(rows.count_documents({"waiting": {"$ne": []}})))
    await in_time(draining.end())
    for slot in taken:
        await budget.give_back(slot)

    async with colleague(world):
        await in_time(world.settle())

    assert await states(world) == {State.SYNCED}


async def test_a_call_that_outlasts_the_process_is_asked_for_again_with_its_key(
    world: World, draining: Draining, ending: Ending
) -> None:
    await fault(world, kind="hang", method="PUT", carried_out=True)
    await begun(world, draining, 1)
    await waited_for(world, lambda: _some(in_xero(world)))
    ended = asyncio.create_task(draining.end())

    ending.over.set()
    await in_time(ended)
    between = await states(world)
    async with colleague(world):
        await world.pass_time()
        await in_time(world.settle())

    assert (between, await states(world)) == ({State.UNCLEAR}, {State.SYNCED})
    assert len((await world.books())["Invoices"]) == 1


async def test_planning_that_outlasts_the_process_gives_its_claims_back(world: World, ending: Ending) -> None:
    thinker = Thinker(world.store, world.clients, world.clock)
    draining = Draining(
        thinker,
        store=world.store,
        clients=world.clients,
        publisher=world.publisher,
        clock=world.clock,
        owner="thinker",
        ending=ending,
    )
    await begun(world, draining, 1)
    await in_time(thinker.thinks.wait())
    claimed = await open_claims(world)
    ended = asyncio.create_task(draining.end())

    ending.over.set()
    await in_time(ended)

    assert await states(world) == {State.OPEN}
    assert (claimed, await open_claims(world)) == (1, 0)


async def test_one_bell_leads_others_to_all_that_is_left(world: World, draining: Draining) -> None:
    await fault(world, kind="delay", method="PUT", seconds=2.0, count=4)
    await begun(world, draining, *range(1, MANY + 1))
    await waited_for(world, lambda: _some(in_xero(world)))

    await in_time(draining.end())
    bells = len(world.publisher.of(InvoiceChanged))
    async with colleague(world):
        await in_time(world.settle())

    assert bells == 1
    assert await states(world) == {State.SYNCED}
    assert len((await world.books())["Invoices"]) == MANY


async def test_a_bell_that_comes_at_the_end_is_rung_for_others(
    world: World, draining: Draining, ending: Ending
) -> None:
    [entry] = await world.change(Category.INVOICES, invoice(1))
    world.publisher.taken()
    ending.told.set()

    await draining.bell(entry.id)
    await in_time(draining.end())

    assert [bell.entry for bell in world.publisher.of(InvoiceChanged)] == [entry.id]
    assert await open_claims(world) == 0


async def test_a_bell_for_a_stuck_call_is_answered_at_once_however_long_its_turn_takes(
    world: World, draining: Draining
) -> None:
    await fault(world, kind="reset", method="PUT", carried_out=True)
    await begun(world, draining, 1)
    await draining.quiet()
    tight = replace(connection_limits(), patience=connection_limits().slot_life)
    budget = mongo_budget(world.store.database, xero_key(world.organisation), tight, listen_connection, world.clock)
    taken = [await budget.take(BudgetLane.CLICK) for _ in range(5)]
    await world.pass_time()
    [bell] = [message.entry for message in world.publisher.taken() if isinstance(message, InvoiceChanged)]

    async with asyncio.timeout(5):
        await draining.bell(bell)
        await draining.bell(bell)
    rows = world.store.database.collection(BUDGETS)
    await waited_for(world, lambda: _some(rows.count_documents({"waiting": {"$ne": []}})))
    for slot in taken:
        await budget.give_back(slot)
    await in_time(draining.quiet())

    assert await states(world) == {State.SYNCED}
    assert [call.sends for call in await world.store.calls.of_entry(bell)] == [2]
    assert (await world.store.connections.get(CONNECTION)).works


async def _asked_for_access(world: World) -> int:
    return len(world.publisher.of(AccessNeeded))


async def _some(count: Awaitable[int]) -> bool:
    return await count > 0
