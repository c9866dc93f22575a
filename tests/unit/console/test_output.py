"""Money by its digits, times as people of the site say them, help that begins with an example."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from services.console.cli.main import app
from services.console.cli.output import exact
from services.console.spelling import Times, money, plural

NOW = dt.datetime(2026, 11, 22, 23, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("held_back", "shown"),
    [
        ({}, "–"),
        ({"EUR": "1240.5"}, "1,240.50 EUR"),
        ({"GBP": "310", "EUR": "0.1"}, "0.10 EUR + 310.00 GBP"),
        ({"EUR": "-12345.678"}, "-12,345.678 EUR"),
        ({"EUR": "-0.5"}, "-0.50 EUR"),
    ],
)
def test_money_keeps_every_digit(held_back: dict[str, str], shown: str) -> None:
    assert money(held_back) == shown


def test_what_people_copy_stays_on_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    address = "https://sync.example.com/webhooks/scoro/[red]0123456789abcdef0123456789abcdef/button"

    exact(address)

    assert capsys.readouterr().out == f"{address}\n"


def test_times_are_those_of_the_site() -> None:
    times = Times(NOW, "Europe/Tallinn")

    assert times.short(NOW) == "01:30"
    assert times.short(NOW - dt.timedelta(hours=2)) == "2026-11-22 23:30"
    assert times.short(None) == "–"


def test_numbers_of_things_read_as_words() -> None:
    assert (plural(1, "object"), plural(1200, "object")) == ("1 object", "1,200 objects")


def _paths(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command."""
    yield path
    for name, inner in getattr(command, "commands", {}).items():
        yield from _paths(inner, (*path, name))


@pytest.mark.parametrize("path", list(_paths(typer.main.get_command(app))), ids=" ".join)
def test_every_help_begins_with_an_example(path: tuple[str, ...]) -> None:
    said = CliRunner().invoke(app, [*path, "--help"]).stdout

    paragraphs = "\n".join(line.strip() for line in said.splitlines()).strip().split("\n\n")
    assert paragraphs[0].startswith("Usage: ")
    assert paragraphs[1].startswith("Example: scoro-xero")


@pytest.mark.parametrize("path", list(_paths(typer.main.get_command(app))), ids=" ".join)
def test_a_list_of_commands_says_what_each_is_for(path: tuple[str, ...]) -> None:
    command: Any = typer.main.get_command(app)
    for name in path:
        command = command.commands[name]

    assert [name for name, one in getattr(command, "commands", {}).items() if not one.short_help] == []


@pytest.mark.parametrize("before", ["--json", "--connection=acme"])
@pytest.mark.parametrize("group", ["problems", "settings", "api-keys"])
def test_options_before_the_command_of_a_group_are_not_lost(group: str, before: str) -> None:
    said = CliRunner().invoke(app, [group, before, "history" if group == "settings" else "list"])

    assert said.exit_code == 2
    assert "options stand behind" in said.stderr


def test_every_command_that_tells_something_tells_it_to_programs_too() -> None:
    """The logs are text, ending everything tells nothing, and the support bundle is a document anyhow."""
    command: Any = typer.main.get_command(app)

    def without(one: Any, path: tuple[str, ...]) -> Iterator[str]:
        inner = getattr(one, "commands", {})
        if (not inner or one.invoke_without_command) and "as_json" not in {each.name for each in one.params}:
            yield " ".join(path)
        for name, each in inner.items():
            yield from without(each, (*path, name))

    assert set(without(command, ())) == {"stack down", "stack logs", "support-bundle"}
