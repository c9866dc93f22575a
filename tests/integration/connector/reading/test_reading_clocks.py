"""Two machines read the same lists, and the clock of one of them is ten minutes fast: no change is lost."""

import datetime as dt
from typing import Any

import pytest

from services.connector.chains import Chains
from services.connector.watch import Watch
from shared.clock import Clock, CommonClock, SystemClock
from shared.contracts.envelope import Category
from shared.crypto import Vault
from shared.store.everything import Lifetimes, Store
from shared.sync.settings import CategorySettings, Direction
from tests.integration.connector.reading.connection import DAY
from tests.integration.connector.reading.world import World

TEN_MINUTES = dt.timedelta(minutes=10)


class WrongClock(SystemClock):
    """A machine's clock that nobody set."""

    def now(self) -> dt.datetime:
        return super().now() + TEN_MINUTES


async def corrected(world: World) -> Clock:
    """As every service has it."""
    clock = CommonClock(WrongClock())
    await clock.follow(world.store.database.server_time)
    return clock


async def put(world: World, resource: str, **element: Any) -> str:
    action = {"action": "call", "method": "POST", "path": f"/{resource}", "body": {resource: [element]}}
    done: dict[str, Any] = await world.xero.post(f"organisations/{world.organisation}/person", action)
    [made] = done["answer"][resource]
    return str(made["ContactID"])


@pytest.mark.parametrize("is_edited", [True, False], ids=["an edit of what it read", "what was made after it read"])
async def test_r31_what_changes_after_a_fast_machine_read_is_read_by_the_next_one(
    world: World, *, is_edited: bool
) -> None:
    start = (world.clock.now() - DAY).date()
    on = CategorySettings(enabled=True, direction=Direction.TO_SCORO, start_date=start)
    off = {one: CategorySettings() for one in Category}
    await world.choose(categories={**off, Category.CONTACTS: on})
    first = await put(world, "Contacts", Name="Harbour Ltd")
    clock = await corrected(world)
    lifetimes = Lifetimes(claim=30, call=1, chain=30)
    store = Store.of(world.store.database, Vault(world.settings.token_key), clock, lifetimes)
    right, chains = world.chains, Chains(store, world.clients, world.publisher, clock)
    watch, world.watch = world.watch, Watch(store, chains, clock)
    world.chains = chains
    await world.sync()
    await world.finish_entries()
    await world.end_runs()
    world.chains, world.watch = right, watch
    changed = {"ContactID": first} if is_edited else {}
    second = await put(world, "Contacts", Name="Harbour & Sons Ltd", **changed)

    await world.sync()

    assert await world.read_ids(Category.CONTACTS) == [first, second]
