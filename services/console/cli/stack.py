"""`scoro-xero stack`: everything on this machine, with a pretend Scoro and a pretend Xero."""

import asyncio
import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from pydantic import SecretStr
from rich import box
from rich.markup import escape
from rich.table import Column, Table

from deploy.local import logs, report, state
from deploy.local.company import chosen
from deploy.local.errors import DidNotStartError, LocalError, WrongUseError, plainly
from deploy.local.places import Places
from deploy.local.report import Condition, ProcessShown, StackShown, WorkersShown
from deploy.local.stack import NOTHING_RUNS, Stack
from services.console.cli import output
from services.console.cli.exits import Exit
from services.console.inviting import first_link
from services.console.spelling import plural
from shared.clock import SystemClock
from shared.store.database import opened
from shared.store.people import People

app = typer.Typer(
    short_help="Everything on this machine, with a pretend Scoro and a pretend Xero.",
    add_completion=False,
    rich_markup_mode="markdown",
)

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for programs.")]
Names = Annotated[
    list[str] | None, typer.Argument(metavar="PROCESS", help="Of these processes only, such as invoices-2.")
]
Workers = Annotated[
    str, typer.Option("--workers", envvar="WORKERS", help="More processes of a service: 'invoices=3 contacts=2'.")
]

Counts = Annotated[list[str] | None, typer.Argument(metavar="SERVICE=NUMBER", help="Such as invoices=3 contacts=2.")]

WHAT_NOW = {
    Condition.DEAD: "has died: `make up` starts it again",
    Condition.SILENT: "lives, but does not answer or cannot work",
}
NEXT = """\
Next: open the console by the address that sets it up, or connect the pretend Scoro with the pretend Xero from here:
  .venv/bin/scoro-xero connect --site {scoro} --entity acme_uk
It asks for the API key above and says where to sign in at Xero, which takes no password."""
COLOURS = {Condition.WELL: "green", Condition.SILENT: "yellow", Condition.DEAD: "red"}


@app.callback(invoke_without_command=True)
def addresses(context: typer.Context, *, as_json: Json = False) -> None:
    """
    Example: scoro-xero stack --json

    Everything on this machine, with a pretend Scoro and a pretend Xero: where it answers.
    """
    if output.is_alone(context, as_json):
        with _told_plainly():
            _show(report.shown(_stack()), as_json=as_json)


@app.command(short_help="Start everything and keep it running; again: repair what has died.")
def up(*, workers: Workers = "", as_json: Json = False) -> None:
    """
    Example: scoro-xero stack up --workers 'invoices=3'

    Start everything and keep it running; again: repair what has died.
    """
    with _told_plainly():
        stack = _stack()
        stack.up(workers)
        found = report.shown(stack)
        link = asyncio.run(_first_link(found))
        _show(
            found.model_copy(update={"console": found.console.model_copy(update={"set_up_url": link})}), as_json=as_json
        )
    if link is not None:
        _say(NEXT.format(scoro=found.scoro.api_url))


async def _first_link(found: StackShown) -> str | None:
    """Where the first operator begins; None once there is one."""
    async with opened(SecretStr(found.mongodb.url), found.mongodb.database) as database:
        return await first_link(People(database, SystemClock()), found.console.url)


@app.command(short_help="Start or end workers of a service.")
def scale(counts: Counts = None, *, as_json: Json = False) -> None:
    """
    Example: scoro-xero stack scale invoices=3 contacts=2

    Start or end workers until a service has as many as wanted; remembered from then on. Workers that end finish what is
    under way; exit code 1 where one had to be killed.
    """
    with _told_plainly():
        stack = _stack()
        found = report.scaled(stack, stack.scale(" ".join(counts or [])))
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
    else:
        typer.echo(f"{'Workers':<21}{_numbers(found.workers)}")
    raise typer.Exit(Exit.PROBLEMS if any(one.killed for one in found.ended) else Exit.DONE)


@app.command(short_help="Finish what is under way and stop everything; data stays.")
def down(
    *, everything: Annotated[bool, typer.Option("--all", help="A demonstration that runs beside it, too.")] = False
) -> None:
    """
    Example: scoro-xero stack down

    Finish what is under way and stop everything; data stays.
    """
    with _told_plainly():
        for places in Places().all_stacks() if everything else [Places()]:
            Stack(places=places, tell=_say).down()


@app.command(short_help="What runs, where, and what has died.")
def status(*, as_json: Json = False) -> None:
    """
    Example: scoro-xero stack status

    What runs, where, and what has died. Exit code 1 where something is not well.
    """
    with _told_plainly():
        found = report.shown(_stack())
        _show(found, as_json=as_json)
    dead, silent = ([one for one in found.processes if one.condition is condition] for condition in WHAT_NOW)
    for one in dead or silent:
        _say(f"{one.name} {WHAT_NOW[one.condition]}; see {_from_here(one.log)}")
    if dead and silent:
        _say(f"{plural(len(silent), 'other')} cannot work meanwhile.")
    raise typer.Exit(Exit.PROBLEMS if dead or silent else Exit.DONE)


@app.command(name="logs", short_help="What the processes say.")
def show_logs(
    names: Names = None,
    *,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on until Ctrl-C.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, help="How many of the past.")] = 20,
) -> None:
    """
    Example: scoro-xero stack logs invoices --follow

    What the processes say.
    """
    if not logs.readers(Places().logs, [], lines=lines):
        _end("There are no logs yet. `make up` starts everything.", Exit.UNREACHABLE)
    found = logs.readers(Places().logs, names or [], lines=lines)
    if missing := [reader.name for reader in found if not reader.path.exists()]:
        _end(f"There is no log of {output.visible(', '.join(missing))}.", Exit.WRONG_USE)
    with _told_plainly():
        runs = any(one.is_alive for one in state.load(Places()).members)
    with contextlib.suppress(KeyboardInterrupt):
        for name, line in logs.lines_of(found, follow=follow and runs):
            typer.echo(f"{name} | {line}")
    if follow and not runs:
        _say(f"{NOTHING_RUNS} These were the last words.")


def _stack() -> Stack:
    return Stack(places=Places(), tell=_say, company=chosen())


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
    except OSError as error:
        _end(plainly(error), Exit.UNREACHABLE)


def _show(found: StackShown, *, as_json: bool) -> None:
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
        return
    for name, address in _addresses(found):
        typer.echo(f"{name:<21}{address}")
    typer.echo("")
    output.show(_processes(found.processes))


def _addresses(found: StackShown) -> Iterator[tuple[str, str]]:
    """One a line and never cut, so that they can be copied."""
    yield "Console", found.console.url
    if found.console.set_up_url:
        yield "  set it up", found.console.set_up_url
    yield "Connector", found.connector.public_url
    yield "Scoro sandbox", found.scoro.api_url
    yield "  of the studio", found.scoro.studio_api_url
    yield "  API key", found.scoro.api_key
    yield "Xero sandbox", found.xero.url
    yield "RabbitMQ", found.rabbitmq.url
    yield "  management", found.rabbitmq.management_url
    yield "MongoDB", found.mongodb.url
    yield "  database", found.mongodb.database
    yield "Workers", _numbers(found.workers)


def _numbers(workers: Mapping[str, WorkersShown]) -> str:
    """`contacts 2, invoices 3 (2 alive)`"""
    return ", ".join(
        f"{name} {one.wanted}" + (f" ({one.alive} alive)" if one.alive != one.wanted else "")
        for name, one in workers.items()
    )


def _processes(processes: tuple[ProcessShown, ...]) -> Table:
    table = Table("Process", "State", "Pid", "Port", Column("Log", overflow="fold"), box=box.SIMPLE_HEAD)
    for one in processes:
        state = f"[{COLOURS[one.condition]}]{one.condition}[/]"
        table.add_row(one.name, state, str(one.pid), str(one.port), escape(_from_here(one.log)))
    return table


def _from_here(log: str) -> str:
    path, here = Path(log), Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else log
