"""Data on stdout: tables for people, one JSON document for programs."""

import os
import sys
from typing import Annotated, Any

import typer
from pydantic_core import to_json
from rich.console import Console, RenderableType
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for programs.")]
Of = Annotated[
    str | None,
    typer.Option("--connection", metavar="ID", help="Which connection, by id or name, where there are several."),
]

PIPED_WIDTH = 160
"""Where nobody looks, lines need not be broken early."""


def is_alone(context: typer.Context, *given: object) -> bool:
    """Whether a group is called without a command of its own.

    Raises BadParameter where options stand before that command, which would not see them.
    """
    if context.invoked_subcommand is not None and any(given):
        raise typer.BadParameter(f"options stand behind {context.invoked_subcommand}, not before it", ctx=context)
    return context.invoked_subcommand is None


def categories(otherwise: str) -> Any:
    """The argument that names some of the categories."""
    return typer.Argument(metavar="CATEGORY", help=f"Only these; else {otherwise}.")


def console() -> Console:
    """Stdout; colour only on a terminal and never with NO_COLOR."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else PIPED_WIDTH
    return Console(highlight=False, width=width)


def words() -> Console:
    """Stderr, for words and progress."""
    return Console(stderr=True, highlight=False)


def progress(*, visible: bool) -> Progress:
    """Bars on stderr, each with a `note`; gone once all is done."""
    return Progress(
        TextColumn("{task.description:<10}"),
        BarColumn(bar_width=24),
        TextColumn("{task.completed:,.0f} of {task.total:,.0f}"),
        TextColumn("[dim]{task.fields[note]}[/]"),
        TimeElapsedColumn(),
        console=words(),
        disable=not visible,
        transient=True,
    )


def visible(text: str) -> str:
    """The text with everything that would move a terminal's cursor, or worse, spelled out."""
    return "".join(sign if sign.isprintable() or sign in "\n\t" else repr(sign)[1:-1] for sign in text)


def document(value: Any) -> None:
    """One JSON document: times in UTC, money as text."""
    typer.echo(to_json(value, indent=2).decode())


def show(*parts: RenderableType) -> None:
    """Print for people, without what spaces would fill a line."""
    printer = console()
    for part in parts:
        printer.print(part)


def exact(text: str) -> None:
    """One line to be copied, such as an address: never broken, whatever the width."""
    typer.echo(visible(text))


def table(*columns: str, numbers: tuple[str, ...] = (), grow: tuple[str, ...] = ()) -> Table:
    """A plain table: headings, one rule, numbers to the right; only `grow` columns break lines."""
    made = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in columns:
        if name in numbers:
            made.add_column(name, justify="right", no_wrap=True)
        elif name in grow:
            made.add_column(name, overflow="fold")
        else:
            made.add_column(name, no_wrap=True)
    return made
