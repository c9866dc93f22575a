"""Every command with `--connection`, given another connection's ids: nothing of it is found, told or touched."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import typer

from services.console.cli.main import app
from tests.integration.console.anothers import CAUSE, INVOICE, LETTER, OTHER, TOLD_BY_NOBODY, Acmes, busy
from tests.integration.console.conftest import Command, Said, aside
from tests.integration.console.parts import ACME, Scene
from tests.integration.console.pretended import OUTSET, SIGNED_IN, TWO, Connector
from tests.integration.kept import changed, kept

INVOICE_THAT_DIFFERS = "1001"
Calls = list[tuple[str, ...]]
YES = ("--yes", "--reason", "mine")

ACROSS: dict[str, Callable[[Acmes], Calls]] = {
    "plan apply": lambda its: [("--apply", its.preview, "--yes")],
    "plan without": lambda its: [("--apply", its.preview, "--without", str(its.line), "--yes")],
    "send name": lambda _: [("invoice", INVOICE), ("invoice", "xero-1001")],
    "pull name": lambda _: [("contact", "Nordic Oy"), ("receipt", INVOICE)],
    "history name": lambda _: [("invoice", INVOICE), ("invoice", "xero-1001"), ("contact", "Nordic Oy")],
    "connections choose organisation": lambda _: [("tenant",), ("Acme Nordic Ltd",)],
    "settings set assignments": lambda _: [("default_sales_account=200",)],
    "undo run run_id": lambda its: [(str(its.run), "--yes", "--reason", "mine"), (str(its.run), "--dry-run")],
    "undo invoices numbers": lambda _: [("1001", "--yes", "--reason", "mine"), ("xero-1001", "--dry-run")],
    "undo bills numbers": lambda _: [("1001", "--yes", "--reason", "mine")],
    "decide name": lambda _: [
        ("invoices", INVOICE_THAT_DIFFERS, "--write-again", "--yes"),
        ("invoices", INVOICE_THAT_DIFFERS, "--leave-so", "--reason", "mine"),
        ("invoices", f"xero-{INVOICE_THAT_DIFFERS}", "--write-again", "--yes"),
    ],
    "problems show name": lambda _: [(CAUSE,), (INVOICE,)],
    "problems retry name": lambda _: [(CAUSE,), (INVOICE,)],
    "problems ignore name": lambda _: [(CAUSE, *YES), (INVOICE, *YES)],
    "audit export name": lambda _: [("invoice", INVOICE), ("contact", "xero-7")],
    "erase contact name": lambda _: [("7", *YES), ("Nordic Oy", *YES), ("xero-7", *YES)],
    "api-keys revoke key_id": lambda its: [(its.key, "--yes")],
    "dead-letters show name": lambda _: [(LETTER,), ("invoices/7c1e04a2",)],
    "dead-letters replay name": lambda _: [(LETTER, *YES), ("invoices/7c1e04a2", *YES)],
    "dead-letters discard name": lambda _: [(LETTER, *YES), ("invoices/7c1e04a2", *YES)],
    "dead-letters read-again name": lambda _: [(LETTER, *YES), ("invoices/7c1e04a2", *YES)],
}
"""Command and parameter that names something of a connection → what to say there of Acme's. All are refused."""
NAMES_NOTHING = {
    "connect site", "connect entity", "connect time_zone", "connections check which", "connections button which",
    "plan days", "dead-letters list only", "dead-letters show only", "dead-letters replay only",
    "dead-letters discard only", "dead-letters read-again only", "publishers add name", "publishers add sites",
    "publishers remove name", "api-keys create name", "reconcile month", "stack up workers", "stack scale counts",
    "stack logs names", "stack logs lines",
}  # fmt: skip
"""Parameters that choose the connection itself, or name nothing that is a connection's."""
NEVER = {"connection", "help", "timeout", "limit", "rate", "reason", "why", "category", "categories", "kind"}
NEVER |= {"api_key_file", "into", "begins", "ends", "before"}
"""Parameters that nowhere name anything."""
UNNAMED: dict[str, Calls] = {
    "connect": [("--again", "--no-wait")],
    "disconnect": [("--yes",)],
    "sync": [()],
    "stop": [()],
    "actions": [()],
    "status": [(), ("--json",)],
    "reconcile": [(), ("--csv",)],
    "release": [("--dry-run",), YES, ("--refuse", *YES), ("--lists", *YES), ("--rates", *YES)],
    "pause": [("--reason", "mine")],
    "resume": [()],
    "settings show": [()],
    "settings history": [()],
    "backfill": [("--from", "2026-01-01", "--timeout", "1")],
    "backfill status": [()],
    "backfill cancel": [()],
    "backfill continue": [()],
    "problems list": [(), ("--ignored",)],
    "settings": [()],
    "problems": [()],
    "problems retry": [("--all",)],
    "audit list": [()],
    "audit verify": [()],
    "api-keys": [()],
    "api-keys list": [()],
    "api-keys create": [("--name", "mine")],
}
"""Commands of a connection that need no id."""


def commands() -> Iterator[tuple[str, list[Any]]]:
    """Each with its parameters."""

    def walk(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, list[Any]]]:
        inner = getattr(command, "commands", {})
        if not inner or command.invoke_without_command:
            yield " ".join(path), command.params
        for name, one in inner.items():
            yield from walk(one, (*path, name))

    yield from walk(typer.main.get_command(app), ())


def of_another(command: str) -> tuple[str, ...]:
    """Letters are of the whole house; a filter says whose are meant."""
    return ("--only", f"connection={OTHER}") if command.startswith("dead-letters") else ("--connection", OTHER)


def told(said: Said, arguments: tuple[str, ...]) -> list[str]:
    """What it says of Acme beside what was asked."""
    asked = "\n".join(arguments)
    return [words for words in TOLD_BY_NOBODY if words in said.out + said.err and words not in asked]


@pytest.fixture
def theirs(connector: Connector) -> Connector:
    """Knows the other one alone, and finds nothing there that it is asked for."""
    connector.everyone = [SIGNED_IN | {"id": OTHER}]
    connector.answers = [OUTSET | {"id": OTHER, "choices": TWO}]
    connector.refusal = (404, {"code": "object_not_found", "message": "there is none"})
    return connector


def test_every_parameter_that_may_name_something_is_tried() -> None:
    named = {
        f"{command} {parameter.name}"
        for command, parameters in commands()
        for parameter in parameters
        if not getattr(parameter, "is_flag", False) and parameter.name not in NEVER
    }

    assert named == ACROSS.keys() | NAMES_NOTHING


def test_every_command_of_a_connection_is_tried() -> None:
    of_one = {command for command, parameters in commands() if "connection" in {one.name for one in parameters}}
    tried = {key.rpartition(" ")[0] for key in ACROSS if not key.startswith("dead-letters")} | UNNAMED.keys()

    assert of_one == tried


async def test_what_is_anothers_is_not_found(
    scene: Scene, command: Command, theirs: Connector, mongodb_url: str, mongodb_database: str
) -> None:
    its = await busy(scene)
    before = await kept(mongodb_url, mongodb_database, ACME)

    for key, calls in ACROSS.items():
        name = key.rpartition(" ")[0]
        theirs.refusal = (201, {"id": its.undoing}) if name.startswith("undo") else (404, {"message": "there is none"})
        for arguments in calls(its):
            said = await aside(command, *name.split(), *arguments, *of_another(name))
            assert (said.code in {1, 2}, told(said, arguments)) == (True, []), (key, arguments, said)

    assert changed(before, await kept(mongodb_url, mongodb_database, ACME)) == {}
    assert {asked.split("/")[2] for asked in theirs.asked} == {OTHER}


async def test_what_needs_no_id_stays_with_its_own(
    scene: Scene, command: Command, theirs: Connector, mongodb_url: str, mongodb_database: str
) -> None:
    await busy(scene)
    before = await kept(mongodb_url, mongodb_database, ACME)

    for name, calls in UNNAMED.items():
        for arguments in calls:
            said = await aside(command, *name.split(), *arguments, *of_another(name))
            assert told(said, arguments) == [], (name, arguments, said)

    assert changed(before, await kept(mongodb_url, mongodb_database, ACME)) == {}
    assert {asked.split("/")[2] for asked in theirs.asked} == {OTHER}
