"""A person's click overtakes an older version of the same object whose call waits for the limits."""

import asyncio

from shared.budget import Lane as BudgetLane
from shared.contracts.envelope import Category, Lane
from shared.store.budgets import BUDGETS, mongo_budget, xero_key
from shared.store.records import State
from shared.xero.limits import connection_limits, listen_connection
from tests.integration.sync.conftest import World
from tests.integration.sync.documents import A_CONTACT
from tests.integration.sync.underway import waited_for

ALL_BUT_THE_CLICKS = 4
SECONDS = 20.0


async def _waits(world: World) -> bool:
    return await world.store.database.collection(BUDGETS).count_documents({"waiting": {"$ne": []}}) > 0


async def test_what_waits_for_its_turn_is_overtaken_by_a_click(world: World) -> None:
    budget = mongo_budget(
        world.store.database, xero_key(world.organisation), connection_limits(), listen_connection, world.clock
    )
    taken = [await budget.take(BudgetLane.DOCUMENTS) for _ in range(ALL_BUT_THE_CLICKS)]
    [older] = await world.change(Category.CONTACTS, A_CONTACT, lane=Lane.CHANGED)
    behind = asyncio.create_task(world.settle())
    await waited_for(world, lambda: _waits(world))

    [newer] = await world.store.changes.open(
        await world.record(Category.CONTACTS, A_CONTACT, lane=Lane.NOW, asked="person")
    )
    await world.workers[0][Category.CONTACTS].bell(newer.id)

    async def crossed() -> bool:
        found = await world.store.changes.get(newer.id)
        return found is not None and found.state is State.SYNCED

    await waited_for(world, crossed)
    assert not behind.done()
    for slot in taken:
        await budget.give_back(slot)
    async with asyncio.timeout(SECONDS):
        await behind
    overtaken = await world.store.changes.get(older.id)
    assert overtaken is not None
    assert overtaken.state is State.SUPERSEDED
    assert len((await world.books())["Contacts"]) == 1
    assert await world.writes() == 1
