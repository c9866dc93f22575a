"""`scoro-xero release`: what is held, with its money; who decided what, when and why."""

import json

import pytest

from shared.contracts.envelope import Category
from shared.store.brakes import Load
from shared.store.decisions import Act
from shared.store.outcomes import Result
from shared.store.records import Brake, Entry, State
from shared.store.waits import weighed
from tests.integration.console.conftest import Command, aside
from tests.integration.console.parts import ACME, Scene

LIMITS = {Brake.DELETIONS: 1, Brake.APPROVED_UPDATES: 1}


@pytest.fixture
async def held(scene: Scene) -> list[Entry]:
    """Two changes of approved documents, one more than may go."""
    await scene.a_day()
    entries = [await scene.entry(Category.INVOICES, number, number) for number in ("2001", "2002")]
    for entry, amount in zip(entries, ("1240.00", "60.5"), strict=True):
        wait = weighed(Brake.APPROVED_UPDATES)
        await scene.end(Result(entry, State.WAITING, waits_for=(wait,), amount=amount, currency="EUR"))
    await scene.store.brakes.weigh(Load(ACME, Category.INVOICES, Brake.APPROVED_UPDATES), LIMITS)
    return entries


async def states(scene: Scene, entries: list[Entry]) -> list[State]:
    found = [await scene.store.changes.get(entry.id) for entry in entries]
    return [entry.state for entry in found if entry]


async def test_what_is_held_is_named_with_counts_objects_and_money(
    scene: Scene, command: Command, held: list[Entry]
) -> None:
    said = await aside(command, "release", "--dry-run", "--json")
    shown = await aside(command, "release", "--dry-run")

    [hold] = said.json["holds"]
    assert (hold["category"], hold["what"], hold["count"], hold["limit"]) == ("invoices", "approved_updates", 2, 1)
    assert hold["money"] == {"EUR": "1300.50"}
    assert [one["number"] for one in hold["objects"]] == ["2001", "2002"]
    assert "2 changes of approved documents of invoices, 1,300.50 EUR" in shown.out
    assert (said.code, shown.code) == (1, 1)
    assert await states(scene, held) == [State.WAITING, State.WAITING]


@pytest.mark.usefixtures("held")
async def test_status_and_problems_show_what_is_held(command: Command) -> None:
    status = await aside(command, "status")
    problems = await aside(command, "problems", "list", "--json")

    assert status.code == 1
    assert "Held: 2 changes of approved documents of invoices." in status.out
    assert "Held since" in status.out
    causes = {cause["code"]: cause["held_back"] for cause in problems.json["problems"]}
    assert causes["held_approved_updates"] == {"EUR": "1300.50"}


@pytest.mark.usefixtures("held")
async def test_history_says_what_an_object_waits_for(command: Command) -> None:
    said = await aside(command, "history", "invoice", "2001")

    assert "`scoro-xero release --dry-run`" in " ".join(said.out.split())


async def test_a_release_is_recorded_with_who_and_why(scene: Scene, command: Command, held: list[Entry]) -> None:
    said = await aside(command, "release", "--yes", "--reason", "new price list", "--json")

    [decision, *_] = await scene.store.decisions.newest(ACME)
    history = await aside(command, "history", "invoice", "2001")
    assert (said.code, said.json["released"]) == (0, 2)
    assert (decision.act, decision.why, decision.count, decision.categories) == (
        Act.RELEASED, "new price list", 2, (Category.INVOICES,),
    )  # fmt: skip
    assert decision.by
    assert await states(scene, held) == [State.OPEN, State.OPEN]
    assert f"released by {decision.by}: new price list" in " ".join(history.out.split())
    assert "RabbitMQ does not answer" in said.err


async def test_a_refusal_leaves_everything_out_with_the_reason(
    scene: Scene, command: Command, held: list[Entry]
) -> None:
    said = await aside(command, "release", "--refuse", "--yes", "--reason", "wrong price list", "--json")

    history = await aside(command, "history", "invoice", "2001")
    again = await aside(command, "release", "--dry-run")
    assert (said.code, said.json["refused"]) == (0, 2)
    assert await states(scene, held) == [State.LEFT_OUT, State.LEFT_OUT]
    assert "A person refused it" in history.out
    assert "wrong price list" in history.out
    assert (again.code, again.out) == (0, "Nothing is held.\n")


async def test_a_person_is_asked_first_and_may_say_no(scene: Scene, command: Command, held: list[Entry]) -> None:
    said = await aside(command, "release", "--reason", "sure?", input_text="n\n")

    assert said.code == 1
    assert "Let go 2 objects?" in said.err
    assert await states(scene, held) == [State.WAITING, State.WAITING]


async def test_a_decision_needs_a_reason(scene: Scene, command: Command, held: list[Entry]) -> None:
    said = await aside(command, "release", "--yes")

    assert said.code == 2
    assert await states(scene, held) == [State.WAITING, State.WAITING]


@pytest.mark.usefixtures("held")
async def test_only_the_category_that_is_named_is_decided(command: Command) -> None:
    other = await aside(command, "release", "contacts", "--yes", "--reason", "sure", "--json")
    own = await aside(command, "release", "invoices", "--dry-run", "--json")

    assert (other.code, json.loads(other.out)) == (0, {"holds": []})
    assert own.json["holds"][0]["count"] == 2


async def test_without_a_hold_there_is_nothing_to_decide(scene: Scene, command: Command) -> None:
    await scene.a_day()

    assert (await aside(command, "release", "--yes", "--reason", "x")).out == "Nothing is held.\n"


async def test_what_xeros_lists_lost_is_shown_and_said_to_be_gone(scene: Scene, command: Command) -> None:  # R42
    await scene.a_day()
    await scene.store.connections.change(ACME, vanished={"financeAccounts": ["200", "260"], "vatCodes": []})

    shown = await aside(command, "release", "--lists", "--dry-run")
    unexplained = await aside(command, "release", "--lists", "--yes")
    said = await aside(command, "release", "--lists", "--reason", "new chart", "--yes")

    connection = await scene.store.connections.get(ACME)
    assert (shown.code, shown.out.strip()) == (1, "Accounts 200, 260")
    assert (unexplained.code, "--reason" in unexplained.err) == (2, True)
    assert said.code == 0
    assert connection.said_gone["financeAccounts"] == ["200", "260"]
    assert [(one.by != "", one.why, one.count) for one in await scene.store.decisions.newest(ACME, 1)] == [
        (True, "new chart", 2)
    ]


async def test_lists_that_lost_nothing_need_nobody(scene: Scene, command: Command) -> None:
    await scene.a_day()

    said = await aside(command, "release", "--lists")

    assert (said.code, said.out.strip()) == (0, "No list lost more than usual.")
