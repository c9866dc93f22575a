"""`scoro-xero stack`, with a made-up table of services."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from deploy.local import state
from deploy.local.places import Places
from deploy.local.services import Service, Surroundings
from deploy.local.stack import Stack
from services.console.cli import stack as commands
from services.console.cli.exits import Exit
from services.console.cli.main import app

TINY = str(Path(__file__).with_name("tiny_service.py"))


def nothing(_around: Surroundings) -> dict[str, str]:
    return {}


def nothing_more(_around: Surroundings) -> None:
    """Nothing remains to be done."""


async def no_link(_found: object) -> None:
    """There is no database in which somebody could be missing."""


TABLE = tuple(
    Service(name, (TINY, "{port}"), nothing, takes_workers=name == "invoices")
    for name in ("scoro-sandbox", "scoro-sandbox-studio", "xero-sandbox", "connector", "console", "invoices")
)


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Places]:
    found = Places(tmp_path)
    monkeypatch.setenv("RABBITMQ_URL", "amqp://someone:else@127.0.0.1:1/")
    monkeypatch.setenv("MONGODB_URL", "mongodb://127.0.0.1:1/?replicaSet=rs0")
    monkeypatch.setattr(commands, "Places", lambda: found)
    monkeypatch.setattr(commands, "_first_link", no_link)
    monkeypatch.setattr(commands, "Stack", lambda **given: Stack(services=TABLE, once_well=nothing_more, **given))
    yield found
    for member in state.load(found).members:
        member.process.kill()


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["stack", *words], catch_exceptions=False)


def data(result: Result) -> Any:
    return json.loads(result.stdout)


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize("words", [["--json"], ["status"], [], ["logs"]])
def test_where_nothing_runs_the_exit_code_and_one_sentence_say_so(words: list[str]) -> None:
    result = run(*words)

    assert result.exit_code == Exit.UNREACHABLE
    assert result.stdout == ""
    assert "`make up` starts everything" in result.stderr


@pytest.mark.usefixtures("places")
def test_up_leaves_data_on_stdout_and_words_on_stderr() -> None:
    result = run("up", "--json", "--workers", "invoices=2")

    assert result.exit_code == Exit.DONE
    assert {one["name"]: one["condition"] for one in data(result)["processes"]} == {
        "scoro-sandbox": "well",
        "scoro-sandbox-studio": "well",
        "xero-sandbox": "well",
        "connector": "well",
        "console": "well",
        "invoices": "well",
        "invoices-2": "well",
    }
    assert "Starting" in result.stderr


@pytest.mark.usefixtures("places")
def test_a_program_learns_every_address_and_key() -> None:
    run("up")

    found = data(run("--json"))

    ports = {one["name"]: one["port"] for one in found["processes"]}
    assert found["scoro"]["api_url"] == f"http://127.0.0.1:{ports['scoro-sandbox']}/api/v2"
    assert found["scoro"]["studio_api_url"] == f"http://127.0.0.1:{ports['scoro-sandbox-studio']}/api/v2"
    assert found["xero"]["url"] == f"http://127.0.0.1:{ports['xero-sandbox']}"
    assert found["connector"]["public_url"] == f"http://localhost:{ports['connector']}"
    assert found["rabbitmq"]["url"] == "amqp://someone:else@127.0.0.1:1/"
    assert found["mongodb"] == {"url": "mongodb://127.0.0.1:1/?replicaSet=rs0", "database": "scoro_xero_sync"}
    assert all(found["xero"][name] for name in ("client_id", "client_secret", "webhook_key"))


@pytest.mark.usefixtures("places")
def test_logs_of_what_has_ended_are_not_followed() -> None:
    run("up")
    run("down")

    result = run("logs", "--follow")

    assert result.exit_code == Exit.DONE
    assert result.stderr == "Nothing runs here. `make up` starts everything. These were the last words.\n"


def test_status_names_the_dead_and_says_what_to_do(places: Places) -> None:
    run("up")
    state.load(places).members[-1].process.kill()

    result = run("status", "--json")

    assert result.exit_code == Exit.PROBLEMS
    assert [one["condition"] for one in data(result)["processes"]].count("dead") == 1
    assert "invoices has died: `make up` starts it again" in result.stderr


@pytest.mark.usefixtures("places")
def test_workers_that_cannot_be_are_wrong_use() -> None:
    result = run("up", "--workers", "connector=2")

    assert result.exit_code == Exit.WRONG_USE
    assert "these can: invoices" in result.stderr


@pytest.mark.usefixtures("places")
def test_scaling_tells_programs_what_changed() -> None:
    run("up")

    up, down = run("scale", "invoices=3", "--json"), run("scale", "invoices=1", "--json")

    assert (up.exit_code, down.exit_code) == (Exit.DONE, Exit.DONE)
    assert data(up) == {
        "workers": {"invoices": {"wanted": 3, "alive": 3}},
        "started": ["invoices-2", "invoices-3"],
        "ended": [],
    }
    assert [(one["name"], one["killed"]) for one in data(down)["ended"]] == [
        ("invoices-2", False),
        ("invoices-3", False),
    ]
    assert data(down)["workers"] == {"invoices": {"wanted": 1, "alive": 1}}


def test_the_numbers_are_shown_with_those_that_are_missing(places: Places) -> None:
    run("up")
    scaled = run("scale", "invoices=3")
    state.load(places).members[-1].process.kill()

    shown = run("status")

    assert "invoices 3\n" in scaled.stdout
    assert "invoices 3 (2 alive)" in shown.stdout
    assert data(run("status", "--json"))["workers"] == {"invoices": {"wanted": 3, "alive": 2}}


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["scale"], "These can have several: invoices", id="nothing said"),
        pytest.param(["scale", "invoices=none"], "not of the form invoices=3", id="no number"),
        pytest.param(["scale", "bills=2"], "cannot have several workers; these can: invoices", id="unknown"),
        pytest.param(["scale", "invoices=0"], "1 to 32 workers, not 0", id="none"),
    ],
)
def test_nonsense_is_wrong_use(words: list[str], said: str) -> None:
    run("up")

    result = run(*words)

    assert result.exit_code == Exit.WRONG_USE
    assert said in result.stderr
    assert result.stdout == ""


@pytest.mark.usefixtures("places")
def test_scaling_where_nothing_runs_says_so() -> None:
    result = run("scale", "invoices=2")

    assert result.exit_code == Exit.UNREACHABLE
    assert "`make up` starts everything" in result.stderr


@pytest.mark.usefixtures("places")
def test_logs_are_shown_with_the_name_of_their_process() -> None:
    run("up")

    everything, one, unknown = run("logs"), run("logs", "invoices"), run("logs", "bills")

    assert "connector | started" in everything.stdout
    assert one.stdout.startswith("invoices | started")
    assert unknown.exit_code == Exit.WRONG_USE


@pytest.mark.usefixtures("places")
def test_down_ends_what_up_started() -> None:
    run("up")

    assert run("down").exit_code == Exit.DONE
    assert run("status").exit_code == Exit.UNREACHABLE


def test_a_second_stack_of_the_checkout_ends_only_when_all_are_meant(places: Places) -> None:
    demonstration = Stack(Places(places.checkout, "demo"), TABLE, once_well=nothing_more)
    members = demonstration.up().members

    run("down")
    alive = [member.is_alive for member in members]
    run("down", "--all")

    assert all(alive)
    assert not any(member.is_alive for member in members)


@pytest.mark.usefixtures("places")
def test_addresses_are_never_cut_on_a_narrow_screen() -> None:
    run("up")

    result = run("status")

    assert "mongodb://127.0.0.1:1/?replicaSet=rs0\n" in result.stdout
