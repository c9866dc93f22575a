"""`scoro-xero stack`: everything on this machine, with a pretend Scoro and a pretend Xero."""

import contextlib
import os
from collections.abc import Iterator
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deploy.local import logs, report
from deploy.local.errors import DidNotStartError, LocalError, WrongUseError
from deploy.local.places import Places
from deploy.local.report import Condition, ProcessShown, StackShown
from deploy.local.stack import Stack
from services.console.cli.exits import Exit

app = typer.Typer(help="Everything on this machine, with a pretend Scoro and a pretend Xero.", add_completion=False)

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for programs.")]
Names = Annotated[list[str] | None, typer.Argument(help="Of these processes only, such as invoices-2.")]
Workers = Annotated[
    str, typer.Option("--workers", envvar="WORKERS", help="More processes of a service: 'invoices=3 contacts=2'.")
]

COLOURS = {Condition.WELL: "green", Condition.SILENT: "yellow", Condition.DEAD: "red"}


@app.callback(invoke_without_command=True)
def addresses(context: typer.Context, *, as_json: Json = False) -> None:
    """
    Where everything answers.

    Example: scoro-xero stack --json
    """
    if context.invoked_subcommand is None:
        with _told_plainly():
            _show(report.shown(_stack()), as_json=as_json)


@app.command()
def up(*, workers: Workers = "", as_json: Json = False) -> None:
    """
    Start everything and keep it running; again: repair what has died.

    Example: scoro-xero stack up --workers 'invoices=3'
    """
    with _told_plainly():
        stack = _stack()
        stack.up(workers)
        _show(report.shown(stack), as_json=as_json)


@app.command()
def down() -> None:
    """Finish what is in flight and stop everything; data stays."""
    with _told_plainly():
        _stack().down()


@app.command()
def status(*, as_json: Json = False) -> None:
    """What runs, and what has died (exit code 1)."""
    with _told_plainly():
        found = report.shown(_stack())
        _show(found, as_json=as_json)
    unwell = [one for one in found.processes if one.condition is not Condition.WELL]
    for one in unwell:
        _say(f"{one.name} is {one.condition}; see {one.log}. `make up` repairs it.")
    raise typer.Exit(Exit.PROBLEMS if unwell else Exit.DONE)


@app.command(name="logs")
def show_logs(
    names: Names = None,
    *,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on until Ctrl-C.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, help="How many of the past.")] = 20,
) -> None:
    """
    What the processes say.

    Example: scoro-xero stack logs invoices --follow
    """
    found = logs.readers(Places().logs, names or [], lines=lines)
    if missing := [reader.name for reader in found if not reader.path.exists()]:
        _end(f"There is no log of {', '.join(missing)}.", Exit.WRONG_USE)
    if not found:
        _end("There are no logs yet. `make up` starts everything.", Exit.UNREACHABLE)
    with contextlib.suppress(KeyboardInterrupt):
        for name, line in logs.lines_of(found, follow=follow):
            typer.echo(f"{name} | {line}")


def _stack() -> Stack:
    company = {name: value for name in ("SEED", "SIZE") if (value := os.environ.get(name))}
    return Stack(tell=_say, company=company)


def _say(words: str) -> None:
    typer.echo(words, err=True)


def _end(words: str, code: Exit) -> NoReturn:
    _say(words)
    raise typer.Exit(code)


@contextlib.contextmanager
def _told_plainly() -> Iterator[None]:
    """Errors of this machine in their own words, with the exit code that fits."""
    try:
        yield
    except WrongUseError as error:
        _end(str(error), Exit.WRONG_USE)
    except DidNotStartError as error:
        _end(str(error), Exit.PROBLEMS)
    except LocalError as error:
        _end(str(error), Exit.UNREACHABLE)


def _show(found: StackShown, *, as_json: bool) -> None:
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
        return
    console = Console(soft_wrap=True)
    console.print(_addresses(found))
    console.print(_processes(found.processes))


def _addresses(found: StackShown) -> Table:
    table = Table(title="Addresses", title_justify="left", show_header=False)
    table.add_row("Connector", found.connector.public_url)
    table.add_row("Scoro sandbox", found.scoro.api_url)
    table.add_row("  API key", escape(found.scoro.api_key))
    table.add_row("Xero sandbox", found.xero.url)
    table.add_row("RabbitMQ", escape(found.rabbitmq.url))
    table.add_row("  management", escape(found.rabbitmq.management_url))
    table.add_row("MongoDB", escape(found.mongodb.url))
    table.add_row("  database", found.mongodb.database)
    return table


def _processes(processes: tuple[ProcessShown, ...]) -> Table:
    table = Table("Process", "State", "Pid", "Port", "Log", title="Processes", title_justify="left")
    for one in processes:
        state = f"[{COLOURS[one.condition]}]{one.condition}[/]"
        table.add_row(one.name, state, str(one.pid), str(one.port), escape(one.log))
    return table
