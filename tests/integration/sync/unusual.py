"""Runs in which unusually much happens, and what becomes of it."""

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.console.releasing import Releasing
from services.scheduler.brake_sweep import BrakeSweep
from shared.contracts.envelope import Category
from shared.store.changes import CHANGES
from shared.store.holds import Held
from shared.sync.settings import Brakes
from tests.integration.sync.conftest import CONNECTION, World
from tests.integration.sync.documents import A_CONTACT, A_LINE, invoice

CONTACTS, INVOICES = Category.CONTACTS, Category.INVOICES
FIRST = 5001


async def crossed(world: World, count: int, **fields: Any) -> None:
    """So many invoices of one contact are in step."""
    await world.change(CONTACTS, A_CONTACT)
    await world.change(INVOICES, *(invoice(number, **fields) for number in range(FIRST, FIRST + count)))
    await world.settle()


async def begin_run(world: World) -> UUID:
    run = await world.store.runs.begin(CONNECTION, "tick", [CONTACTS, INVOICES], ["scoro.invoices"])
    assert run is not None
    return run.id


async def end_reading(world: World, run_id: UUID) -> None:
    await world.store.runs.source_done(run_id, "scoro.invoices")
    await sweep(world)


async def sweep(world: World) -> None:
    await BrakeSweep(world.store, world.publisher, world.clock).weigh()
    await world.settle()


async def run(world: World, *rows: dict[str, Any], category: Category = INVOICES) -> UUID:
    """A run that reads these."""
    run_id = await begin_run(world)
    await world.change(category, *rows, run_id=run_id)
    await world.settle()
    await end_reading(world, run_id)
    return run_id


def deleted(count: int, *, start: int = FIRST) -> list[dict[str, Any]]:
    return [invoice(number, is_sent=0, is_deleted=1, lines=[]) for number in range(start, start + count)]


def dearer(count: int, *, start: int = FIRST) -> list[dict[str, Any]]:
    line = A_LINE | {"price": "200.000000", "sum": "200.00"}
    return [invoice(number, sum="200.00", vat_sum="40.00", lines=[line]) for number in range(start, start + count)]


async def states(world: World, category: Category = INVOICES) -> Counter[str]:
    """Of the newest versions."""
    newest: dict[str, str] = {}
    found = world.store.database.collection(CHANGES).find({"category": category.value}).sort("_id")
    async for row in found:
        newest[row["object_id"]] = row["state"]
    return Counter(newest.values())


async def holds(world: World) -> list[Held]:
    return await world.store.holds.open(CONNECTION)


async def release(world: World, why: str = "on purpose") -> int:
    releasing = Releasing(world.store, world.publisher, world.clock)
    count = await releasing.release(await holds(world), by="mari", why=why)
    await world.settle()
    return count


async def totals(world: World) -> Counter[Decimal]:
    return Counter(one["Total"] for one in (await world.books())["Invoices"])


async def choose(world: World, brakes: Brakes) -> None:
    before = await world.store.settings.get(CONNECTION)
    await world.store.settings.save(CONNECTION, before.model_copy(update={"brakes": brakes}), author="mari")


async def age(world: World) -> None:
    """Six minutes pass."""
    long_ago = world.clock.now() - dt.timedelta(minutes=6)
    await world.store.database.collection(CHANGES).update_many(
        {"cleared_at": {"$exists": True}}, {"$set": {"cleared_at": long_ago}}
    )
