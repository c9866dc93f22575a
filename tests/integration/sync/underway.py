"""Calls that are under way while something else happens."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable

from shared.contracts.envelope import Category, Lane
from shared.store.changes import CHANGES
from shared.store.records import State
from tests.integration.sync.conftest import CONNECTION, World

SECONDS = 20.0


async def begin(world: World, category: Category, *states: State, count: int) -> None:
    """Let the worker begin, without waiting for what it does, until so many are under way; one bell is enough."""
    world.publisher.taken()
    world.workers[0][category].wake(CONNECTION, Lane.CHANGED)
    match = {"category": category.value, "state": {"$in": [state.value for state in states]}}
    async with asyncio.timeout(60):
        while await world.store.database.collection(CHANGES).count_documents(match) < count:
            await world.clock.sleep(0.005)


async def slow_answers(world: World, *, lost: int) -> None:
    """The first calls are carried out and their answers lost; the others take their time."""
    calls = {"method": "PUT", "path": "/api.xro/2.0/Invoices"}
    await world.xero.post("faults", {"kind": "reset", "carried_out": True, "count": lost, **calls})
    await world.xero.post("faults", {"kind": "delay", "seconds": 0.5, **calls})


async def age_calls(world: World) -> None:
    """Xero has forgotten the keys: whoever goes on with these calls looks first."""
    long_ago = world.clock.now() - dt.timedelta(minutes=10)
    await world.store.database.collection("calls").update_many({"pending": True}, {"$set": {"sent_at": long_ago}})


async def waited_for(world: World, come_true: Callable[[], Awaitable[bool]]) -> None:
    """What is seen in the database alone."""
    async with asyncio.timeout(SECONDS):
        while not await come_true():
            await world.clock.sleep(0.02)
