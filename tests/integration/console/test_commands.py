"""What people see and what programs read."""

import os
import subprocess
import sys

import pytest

from shared.contracts.envelope import Category
from shared.store.gates import Gate
from tests.integration.console.conftest import Command, aside
from tests.integration.console.parts import ACME, CHOSEN, SAID, Scene


async def test_status_counts_what_the_store_has(scene: Scene, command: Command) -> None:
    await scene.a_day()

    said = await aside(command, "status", "--json")

    (one,) = said.json["connections"]
    rows = {row["category"]: row for row in one["status"]["categories"]}
    counted = {name: rows["invoices"][name] for name in ("in_sync", "left_out", "needs_attention", "waiting")}
    assert counted == {"in_sync": 2, "left_out": 1, "needs_attention": 2, "waiting": 0}
    assert rows["invoices"]["reasons"] == {"before_start_date": 1}
    assert (rows["contacts"]["in_sync"], rows["bills"]["pace"]) == (1, "off")
    assert said.code == 1


async def test_status_fits_eighty_columns_and_begins_with_the_answer(scene: Scene, command: Command) -> None:
    await scene.a_day()

    said = await aside(command, "status")

    lines = said.out.splitlines()
    assert lines[:2] == [
        "Acme Nordic OÜ (Scoro)  ↔  Acme Nordic Ltd (Xero)",
        "Working. 2 objects need attention: `scoro-xero problems`.",
    ]
    assert max(len(line) for line in lines) <= 80


async def test_status_of_a_company_in_step_ends_well(scene: Scene, command: Command) -> None:
    await scene.connect()
    await scene.store.settings.save(ACME, CHOSEN, author="mari")

    assert (await aside(command, "status")).code == 0


async def test_an_object_that_was_left_out_once_and_crossed_later_is_not_left_out(
    scene: Scene, command: Command
) -> None:
    await scene.a_day()
    scene.clock.advance(1)
    await scene.written(await scene.entry(Category.INVOICES, "1002", "1002-A"))

    said = await aside(command, "status", "--json")

    assert said.json["connections"][0]["status"]["categories"][2]["left_out"] == 0


async def test_without_a_connection_the_next_step_is_named(scene: Scene, command: Command) -> None:
    await scene.store.prepare()

    said = await aside(command, "status")

    assert (said.code, said.out) == (2, "")
    assert "`scoro-xero connect` makes one" in said.err


async def test_problems_are_one_line_per_cause_with_the_money_they_hold_back(scene: Scene, command: Command) -> None:
    await scene.a_day()

    said = await aside(command, "problems")

    assert said.code == 1
    assert "unknown_account" in said.out
    assert "1,550.50 EUR" in said.out
    assert "1003" not in said.out


async def test_a_problem_says_why_what_to_do_and_what_xero_said(scene: Scene, command: Command) -> None:
    await scene.a_day()

    said = await aside(command, "problems", "show", "1007", "--json")

    (cause,) = said.json["problems"]
    assert cause["advice"]["title"] == "An account does not exist in Xero"
    assert cause["text"] == SAID
    assert cause["held_back"] == {"EUR": "1550.5"} or cause["held_back"] == {"EUR": "1550.50"}
    assert [one["number"] for one in cause["documents"]] == ["1003", "1007"]


async def test_what_was_said_of_one_object_alone_stands_below_it(scene: Scene, command: Command) -> None:
    await scene.a_day()
    scene.clock.advance(1)
    for number, day in (("1008", "2026-11-10"), ("1009", "2026-11-20")):
        said = f"{number} can no longer be changed in Xero: payment of 10.00 EUR on {day}"
        await scene.refused(await scene.entry(Category.INVOICES, number, number), "payment_attached", said, "20.00")

    shown = (await aside(command, "problems", "show", "payment_attached")).out
    history = (await aside(command, "history", "invoice", "1008")).out

    assert [shown.count(day) for day in ("2026-11-10", "2026-11-20")] == [1, 1]
    assert "payment of 10.00 EUR on 2026-11-10" in " ".join(history.split())


async def test_an_ignored_cause_is_hidden_and_can_be_listed(scene: Scene, command: Command) -> None:
    await scene.a_day()

    ended = await aside(command, "problems", "ignore", "unknown_account", "--reason", "old", "--yes", "--json")
    hidden = await aside(command, "problems", "list", "--json")
    listed = await aside(command, "problems", "list", "--ignored", "--json")

    assert ended.json["ignored"] == 2
    assert (hidden.code, hidden.json) == (0, {"problems": []})
    assert len(listed.json["problems"]) == 1


async def test_a_cause_that_nobody_has_is_wrong_use(scene: Scene, command: Command) -> None:
    await scene.a_day()

    said = await aside(command, "problems", "show", "nothing_like_that")

    assert (said.code, said.out) == (2, "")


@pytest.mark.parametrize("arguments", [("retry",), ("retry", "unknown_account", "--all")])
async def test_a_retry_names_one_cause_or_all(scene: Scene, command: Command, arguments: tuple[str, ...]) -> None:
    await scene.a_day()

    assert (await aside(command, "problems", *arguments)).code == 2


async def test_a_history_shows_versions_calls_and_the_link(scene: Scene, command: Command) -> None:
    await scene.a_day()

    said = await aside(command, "history", "invoice", "1001", "--json")

    (invoice,) = said.json["objects"]
    (version,) = invoice["versions"]
    assert (invoice["link"]["scoro_id"], invoice["link"]["xero_id"]) == ("1001", "xero-1001")
    assert (version["state"], version["wrote"]) == ("synced", True)
    (attempt,) = version["attempts"]
    assert (attempt["method"], attempt["status"], attempt["state"]) == ("PUT", 200, "settled")


async def test_a_history_is_found_by_name_and_by_either_id(scene: Scene, command: Command) -> None:
    await scene.a_day()

    by_name = await aside(command, "history", "contact", "Nordic Oy", "--json")
    by_id = await aside(command, "history", "contact", "7", "--json")

    assert by_name.json == by_id.json
    assert len(by_name.json["objects"]) == 1


async def test_the_history_of_a_problem_shows_advice_and_ends_with_one(scene: Scene, command: Command) -> None:
    await scene.a_day()

    said = await aside(command, "history", "invoice", "1003")

    assert said.code == 1
    assert "! An account does not exist in Xero" in said.out


async def test_several_connections_must_be_told_apart(scene: Scene, command: Command) -> None:
    await scene.connect()
    await scene.another("other")

    unsaid = await aside(command, "settings", "show")
    said = await aside(command, "settings", "show", "--connection", "other", "--json")

    assert unsaid.code == 2
    assert {"acme", "other"} <= set(unsaid.err.split())
    assert said.json["connection_id"] == "other"


async def test_a_category_that_is_off_is_not_synchronized(scene: Scene, command: Command) -> None:
    await scene.connect()

    said = await aside(command, "sync", "invoices")

    assert said.code == 2
    assert "settings set invoices.enabled=true" in said.err


async def test_over_a_broken_connection_nothing_is_synchronized(scene: Scene, command: Command) -> None:
    await scene.connect()
    await scene.store.gates.close(ACME, Gate("xero_sign_in_lost", "xero"))

    assert (await aside(command, "sync")).code == 2
    status = await aside(command, "status")
    assert status.code == 1
    assert "Xero no longer accepts our sign-in" in status.out


async def test_a_broker_that_is_away_is_said_in_one_line(scene: Scene, command: Command) -> None:
    await scene.connect()

    said = await aside(command, "sync")

    assert (said.code, said.out) == (3, "")
    assert len(said.err.splitlines()) == 1


def test_a_database_that_is_away_is_said_in_one_line() -> None:
    """In a process of its own: a driver that gives up leaves its socket to the garbage collector."""
    away = {"MONGODB_URL": "mongodb://127.0.0.1:1/?timeoutMS=300", "MONGODB_DATABASE": "none"}

    said = subprocess.run(
        [sys.executable, "-m", "services.console.cli.main", "status"],
        env=os.environ | away | {"RABBITMQ_URL": "amqp://x", "PUBLIC_URL": "http://x", "INTERNAL_API_KEY": "x"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (said.returncode, said.stdout) == (3, "")
    assert said.stderr.startswith("MongoDB does not answer")


async def test_a_run_is_ended_early(scene: Scene, command: Command) -> None:
    await scene.connect()
    run = await scene.store.runs.begin(ACME, "now", [Category.INVOICES], ["scoro.invoices"])
    assert run

    said = await aside(command, "stop", "--json")
    again = await aside(command, "stop")

    assert said.json["stopped"] == [{"run_id": str(run.id), "left": 0}]
    assert "No run goes on" in again.out
