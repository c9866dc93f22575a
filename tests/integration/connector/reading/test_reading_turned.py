"""After a direction was turned, reading begins at the turn and not at the start date (R28)."""

from typing import Any

from shared.contracts.envelope import Category
from shared.sync.settings import Direction
from tests.integration.connector.reading.connection import CONNECTION, DAY
from tests.integration.connector.reading.world import World, after_page

CONTACTS = Category.CONTACTS


async def turn(world: World, direction: Direction) -> None:
    choices = await world.store.settings.get(CONNECTION)
    own = choices.of(CONTACTS).model_copy(update={"direction": direction})
    await world.choose(categories={**choices.categories, CONTACTS: own})


async def make_in_xero(world: World, name: str) -> str:
    action = {"action": "call", "method": "PUT", "path": "/Contacts", "body": {"Contacts": [{"Name": name}]}}
    done: dict[str, Any] = await world.xero.post(f"organisations/{world.organisation}/person", action)
    return str(done["answer"]["Contacts"][0]["ContactID"])


async def test_what_changed_in_scoro_before_the_turn_is_not_read_again(world: World) -> None:
    await world.make_contacts(2)
    await turn(world, Direction.TO_SCORO)
    await turn(world, Direction.FROM_SCORO)
    await world.scoro_time(-DAY / 24)
    [after] = await world.make_contacts(1)

    await world.sync("now", CONTACTS)

    assert await world.read_ids(CONTACTS) == [after]


async def test_what_changed_in_xero_before_the_turn_is_not_read(world: World) -> None:
    await world.xero.post("clock", {"at": (world.clock.now() - DAY).isoformat()}, method="PUT")
    await make_in_xero(world, "Before Ltd")
    await world.xero.post("clock", {"real": True}, method="PUT")
    await turn(world, Direction.TO_SCORO)
    after = await make_in_xero(world, "After Ltd")

    await world.sync("now", CONTACTS)

    assert await world.read_ids(CONTACTS) == [after]


async def test_a_reading_of_the_former_direction_stops_at_its_next_page_and_its_run_goes_on(world: World) -> None:
    await world.make_contacts(30)

    async def turned() -> None:
        await turn(world, Direction.TO_SCORO)

    chains = after_page(world, "scoro.contacts", 1, turned)
    world.chains = world.watch._chains = chains

    event = await world.sync()
    await world.finish_entries()
    await world.end_runs()

    run = await world.store.runs.get(event.id)
    assert run is not None
    assert (run.state, run.failed) == ("done", None)
    assert len(await world.read_ids(CONTACTS)) == 25
    assert await world.store.cursors.position(CONNECTION, "scoro.contacts") is None
