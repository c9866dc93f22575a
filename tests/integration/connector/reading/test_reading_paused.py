"""While something is paused its news is read and recorded, and nothing else happens to it."""

from shared.contracts.envelope import Category
from shared.store.runs import RunState
from shared.sync.settings import Mode
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.connector.reading.world import World

CONTACTS, INVOICES = Category.CONTACTS, Category.INVOICES


async def pause(world: World, *categories: Category) -> None:
    await world.store.pauses.begin(CONNECTION, categories, by="mari", why="audit")


async def states(world: World, category: Category = CONTACTS) -> list[str]:
    return [entry["state"] for entry in await world.entries(category)]


async def test_a_tick_reads_and_records_and_its_run_ends(world: World) -> None:
    await world.make_contacts(3)
    await pause(world)

    event = await world.sync("tick")
    await world.scoro_time()
    await world.make_contacts(1)
    second = await world.sync("tick")

    runs = [await world.store.runs.get(one.id) for one in (event, second)]
    assert [run and run.state for run in runs] == [RunState.DONE, RunState.DONE]
    assert await states(world) == ["recorded"] * 4
    assert world.bells == []


async def test_only_the_paused_category_is_kept_back(world: World) -> None:
    [company] = await world.make_contacts(1)
    await world.make_invoice(company)
    await pause(world, INVOICES)

    await world.sync("tick")

    assert await states(world, CONTACTS) == ["open"]
    assert await states(world, INVOICES) == ["recorded"]


async def test_news_by_webhook_is_recorded(world: World) -> None:
    [company] = await world.make_contacts(1)
    await pause(world, CONTACTS)

    await world.want(company, why="webhook")

    assert await states(world) == ["recorded"]


async def test_nothing_is_written_to_scoro_either(world: World) -> None:
    await pause(world)
    await world.forget_calls()

    await world.sync("now")

    assert await world.scoro_calls("financeAccounts") == []
    assert await world.scoro_calls("vatCodes") == []
    assert await world.scoro_calls("contacts") != []


async def test_synchronize_now_in_manual_mode_lets_older_news_go_once_it_is_resumed(world: World) -> None:
    await world.choose(mode=Mode.MANUAL)
    [company] = await world.make_contacts(1)
    await world.want(company, why="webhook")
    await pause(world)

    event = await world.sync("now")

    [entry] = await world.entries(CONTACTS)
    assert (entry["state"], entry["run_id"]) == ("recorded", str(event.id))
