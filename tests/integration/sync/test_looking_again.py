"""What is left out until an object is in step is written first; then it is looked whether that happened meanwhile."""

import datetime as dt

from shared.contracts.envelope import Category, Lane
from shared.store.outcomes import Result
from shared.store.records import Entry, ObjectKey, State
from shared.store.waits import parent
from shared.sync.parents import Parents
from shared.sync.plans import LeftOut
from tests.integration.sync.conftest import CONNECTION, World
from tests.integration.sync.documents import A_CONTACT, AN_INVOICE

CONTACT = ObjectKey(CONNECTION, Category.CONTACTS, "scoro", "312")


async def left_out(world: World) -> Entry:
    """An invoice that was judged when its contact had not crossed yet."""
    await world.store.changes.open(await world.record(Category.INVOICES, AN_INVOICE))
    (entry,) = await world.store.claims.claim(
        connection_id=CONNECTION, category=Category.INVOICES, lane=Lane.CHANGED, owner="me", limit=1
    )
    result = Result(entry, State.LEFT_OUT, "not_linked", waits_for=(parent(CONTACT),))
    await world.store.outcomes.record([result], owner="me")
    return entry


async def look_again(world: World, entry: Entry, began: dt.datetime) -> State:
    parents = Parents(world.store, world.workers[0][Category.INVOICES].telling, world.clock)
    plan = LeftOut(entry, "not_linked", until=(CONTACT,))
    await parents.look_again(CONNECTION, Category.INVOICES, [plan], began)
    found = await world.store.changes.get(entry.id)
    assert found is not None
    return found.state


async def test_what_came_while_it_was_judged_opens_it_again(world: World) -> None:
    began = world.clock.now() - dt.timedelta(seconds=1)
    await world.change(Category.CONTACTS, A_CONTACT)
    await world.settle()

    assert await look_again(world, await left_out(world), began) is State.OPEN


async def test_what_was_there_before_it_was_judged_does_not(world: World) -> None:
    await world.change(Category.CONTACTS, A_CONTACT)
    await world.settle()

    assert await look_again(world, await left_out(world), world.clock.now()) is State.LEFT_OUT


async def test_what_never_came_does_not(world: World) -> None:
    began = world.clock.now() - dt.timedelta(seconds=1)

    assert await look_again(world, await left_out(world), began) is State.LEFT_OUT
