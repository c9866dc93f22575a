"""`scoro-xero settings`: what crosses, which way, since when."""

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from services.console import choices
from services.console.cli import output
from services.console.cli.output import Json, Of, Times
from services.console.cli.session import Session, author, run
from shared.contracts.envelope import Category
from shared.store.connections import Connection
from shared.sync.settings import SyncSettings

app = typer.Typer(add_completion=False, rich_markup_mode="markdown")

EXAMPLE = "scoro-xero settings set contacts.enabled=true invoices.enabled=true default_sales_account=200"
WAYS = {"from_scoro": "From Scoro", "to_scoro": "To Scoro"}


@app.callback(invoke_without_command=True)
def settings(context: typer.Context) -> None:
    """
    Example: scoro-xero settings set invoices.enabled=true default_sales_account=200

    What crosses, which way, since when. Every change is kept with its author.
    """
    if context.invoked_subcommand is None:
        show()


@app.command(short_help="The present choices.")
def show(*, connection: Of = None, as_json: Json = False) -> None:
    """
    Example: scoro-xero settings show --json

    The present choices of a connection.
    """

    async def work(session: Session) -> None:
        of = await session.queries.connection(connection)
        chosen = await session.store.settings.get(of.id)
        if as_json:
            output.document({"connection_id": of.id, "settings": chosen.model_dump(mode="json")})
        else:
            output.show(*_page(of, chosen, Times(session.clock.now(), of.time_zone)))

    run(work)


@app.command("set", short_help="Change some of them.")
def change(
    assignments: Annotated[list[str], typer.Argument(metavar="NAME=VALUE…", help="`none` clears a value.")],
    *,
    connection: Of = None,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero settings set contacts.enabled=true invoices.enabled=true default_sales_account=200

    Change some choices, all or none. Names: mode, default_sales_account, default_expense_account, and for each
    category enabled, direction (from_scoro, to_scoro), start_date (2026-11-22), bookmark (a number).
    """

    async def work(session: Session) -> None:
        of = await session.queries.connection(connection)
        before, after = await session.actions.save(of, choices.pairs(assignments), author=author())
        differences = dict(_differences(before, after))
        if as_json:
            output.document({"connection_id": of.id, "changed": differences, "settings": after.model_dump(mode="json")})
        elif not differences:
            output.show("Nothing changed: these are the present choices.")
        else:
            for name, (old, new) in differences.items():
                output.show(f"{name}: {escape(_shown(old))} → [bold]{escape(_shown(new))}[/]")

    run(work)


def _differences(before: SyncSettings, after: SyncSettings) -> Iterator[tuple[str, tuple[Any, Any]]]:
    for name in choices.TOP:
        yield from _difference(name, getattr(before, name), getattr(after, name))
    for category in Category:
        for name in choices.OF_CATEGORY:
            old, new = getattr(before.of(category), name), getattr(after.of(category), name)
            yield from _difference(f"{category}.{name}", old, new)


def _difference(name: str, old: object, new: object) -> Iterator[tuple[str, tuple[Any, Any]]]:
    if old != new:
        yield name, (old, new)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return "none" if value is None else str(value)


def _page(of: Connection, chosen: SyncSettings, times: Times) -> Iterator[RenderableType]:
    mode = {"automatic": "Automatic, every five minutes", "manual": "Manual"}[chosen.mode]
    yield f"Synchronization type      {mode}"
    yield f"Default sales account     {escape(_shown(chosen.default_sales_account))}"
    yield f"Default expense account   {escape(_shown(chosen.default_expense_account))}"
    yield ""
    yield _categories(chosen)
    yield ""
    first = of.first_connected_at.astimezone(dt.UTC) if of.first_connected_at else None
    yield f"[dim]{escape(_changed(chosen, times))} · first connected {times.short(first)}[/]"


def _changed(chosen: SyncSettings, times: Times) -> str:
    if not chosen.version:
        return "Nothing was chosen yet"
    return f"Version {chosen.version}, changed by {chosen.author} {times.short(chosen.changed_at)}"


def _categories(chosen: SyncSettings) -> Table:
    table = output.table("Category", "Switch", "Direction", "Start date", "Bookmark")
    for category in Category:
        own = chosen.of(category)
        table.add_row(
            category.capitalize(),
            "[green]on[/]" if own.enabled else "[dim]off[/]",
            WAYS[own.direction],
            str(own.start_date or "–"),
            escape(own.bookmark or "–"),
        )
    return table
