"""`scoro-xero pause` and `resume`: who, when and why, of everything, a connection or a category."""

from shared.contracts.envelope import Category
from shared.store.records import NewChange, ObjectKey, State
from shared.store.runs import RunState
from tests.integration.console.conftest import Command, aside
from tests.integration.console.parts import ACME, Scene


async def recorded(scene: Scene, category: Category, object_id: str) -> int:
    key = ObjectKey(ACME, category, "scoro", object_id)
    [entry] = (await scene.store.changes.record([NewChange(key, "{}", scene.clock.now())])).entries
    return entry


async def test_status_shows_who_paused_why_and_since_when(scene: Scene, command: Command) -> None:
    await scene.a_day()

    await aside(command, "pause", "--reason", "October is being closed")
    shown = await aside(command, "status")
    said = await aside(command, "status", "--json")

    [pause] = said.json["connections"][0]["status"]["pauses"]
    assert pause["why"] == "October is being closed"
    assert pause["by"]
    assert pause["since"]
    assert shown.out.splitlines()[1].startswith(f"Paused by {pause['by']} since ")
    assert "Paused: all categories, by" in shown.out


async def test_a_category_is_paused_alone(scene: Scene, command: Command) -> None:
    await scene.a_day()

    await aside(command, "pause", "invoices", "--reason", "audit")
    said = await aside(command, "status", "--json")

    pace = {row["category"]: row["pace"] for row in said.json["connections"][0]["status"]["categories"]}
    assert (pace["invoices"], pace["contacts"]) == ("paused", "on time")


async def test_a_pause_needs_a_reason(scene: Scene, command: Command) -> None:
    await scene.connect()

    unsaid = await aside(command, "pause")
    empty = await aside(command, "pause", "--reason", " ")

    assert (unsaid.code, empty.code) == (2, 2)
    assert "say why" in empty.err


async def test_pausing_twice_says_who_did_it_first(scene: Scene, command: Command) -> None:
    await scene.connect()
    await scene.store.pauses.begin(ACME, [Category.INVOICES], by="mari", why="audit")

    said = await aside(command, "pause", "invoices", "--reason", "again")

    assert said.code == 2
    assert "invoices: paused already by mari since" in said.err.lower()


async def test_resuming_what_is_not_paused_says_what_is(scene: Scene, command: Command) -> None:
    await scene.connect()
    await scene.store.pauses.begin(ACME, [Category.INVOICES], by="mari", why="audit")

    said = await aside(command, "resume")

    assert said.code == 2
    assert "paused are: invoices" in said.err


async def test_resuming_lets_in_what_was_recorded_even_if_rabbitmq_is_away(scene: Scene, command: Command) -> None:
    await scene.a_day()
    await aside(command, "pause", "--reason", "audit")
    number = await recorded(scene, Category.INVOICES, "2001")

    said = await aside(command, "resume", "--json")

    entry = await scene.store.changes.get(number)
    assert said.code == 0
    assert "RabbitMQ does not answer" in said.err
    assert entry is not None
    assert entry.state is State.OPEN
    assert (await scene.store.connections.get(ACME)).pauses == ()


async def test_every_connection_is_paused_and_resumed_with_all(scene: Scene, command: Command) -> None:
    await scene.connect()
    await scene.another("other")

    unsaid = await aside(command, "pause", "--reason", "which?")
    both = await aside(command, "pause", "--all", "--connection", "other", "--reason", "which?")
    await aside(command, "pause", "--all", "bills", "--reason", "migration")
    paused = [(await scene.store.connections.get(name)).pauses[0].why for name in (ACME, "other")]
    said = await aside(command, "resume", "--all", "bills")

    assert (unsaid.code, both.code, said.code) == (2, 2, 0)
    assert paused == ["migration", "migration"]
    assert (await scene.store.connections.get("other")).pauses == ()


async def test_a_pause_is_not_a_problem_and_a_run_under_way_may_end(scene: Scene, command: Command) -> None:
    await scene.connect()
    run = await scene.store.runs.begin(ACME, "now", [Category.INVOICES], [])
    assert run is not None
    await scene.store.runs.source_done(run.id, "")

    await aside(command, "pause", "--reason", "audit")

    ended, _ = await scene.store.runs.end_if_done(run.id)
    assert ended is not None
    assert (await aside(command, "status")).code == 0
    stands = await scene.store.runs.get(run.id)
    assert stands is not None
    assert stands.state is RunState.DONE
