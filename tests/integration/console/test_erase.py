"""A person's data goes at the command line, asked first and remembered after."""

from shared.contracts.envelope import Category
from shared.store.changes import CALLS, CHANGES
from tests.integration.console.conftest import Command, aside
from tests.integration.console.parts import ACME, Scene


async def kept(scene: Scene) -> str:
    rows = [row async for row in scene.store.database.collection(CHANGES).find({"category": "contacts"})]
    return str(rows)


async def test_a_contact_is_erased_by_its_name_once_somebody_says_yes(scene: Scene, command: Command) -> None:
    await scene.connect()
    await scene.written(await scene.entry(Category.CONTACTS, "7", "Nordic Oy"))

    asked = await aside(command, "erase", "contact", "Nordic Oy", "--reason", "asked", input_text="n\n")
    before = await kept(scene)
    erased = await aside(command, "erase", "contact", "Nordic Oy", "--reason", "asked", "--yes", "--json")

    assert (asked.code, erased.code) == (0, 0)
    assert "Nordic Oy" in before
    assert "Nordic Oy" not in await kept(scene)
    assert erased.json == {"scoro_id": "7", "xero_id": "xero-7", "versions": 1, "calls": 1}
    [call] = [row async for row in scene.store.database.collection(CALLS).find({})]
    assert (bytes(call["body"]), call["forgotten"]) == (b"", True)
    [decision] = await scene.store.decisions.newest(ACME)
    assert decision.why == "asked"


async def test_without_a_reason_nobody_is_erased(scene: Scene, command: Command) -> None:
    await scene.connect()
    await scene.entry(Category.CONTACTS, "7", "Nordic Oy")

    said = await aside(command, "erase", "contact", "Nordic Oy", "--reason", " ", "--yes")

    assert said.code == 2
    assert "Nordic Oy" in await kept(scene)


async def test_who_is_unknown_is_wrong_use(scene: Scene, command: Command) -> None:
    await scene.connect()

    said = await aside(command, "erase", "contact", "Nobody", "--reason", "asked", "--yes")

    assert said.code == 2
    assert "nobody is known by it" in said.err
