"""`scoro-xero problems`: what needs a person, one cause at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from services.console import spelling
from services.console.cli import output
from services.console.cli.asking import agreed
from services.console.cli.exits import Exit
from services.console.cli.output import Json, Of
from services.console.cli.session import Session, author, run, say
from services.console.spelling import Times, money, plural
from shared.errors import InvalidChoiceError
from shared.store.connections import Connection
from shared.store.problems import Cause
from shared.store.records import Problem
from shared.words import advice

app = typer.Typer(add_completion=False, rich_markup_mode="markdown")

Name = Annotated[str, typer.Argument(metavar="CAUSE", help="As `problems list` names it, or a document's number.")]
Ignored = Annotated[bool, typer.Option("--ignored", help="Those that are hidden until their object changes.")]
SAID_LINES = 6
SHOWN = 50


@app.callback(invoke_without_command=True)
def problems(context: typer.Context, *, connection: Of = None, as_json: Json = False) -> None:
    """
    Example: scoro-xero problems show no_sales_account

    What needs a person: one line per cause, with what it holds back. A problem closes by itself when it is mended.
    """
    if output.is_alone(context, connection, as_json):
        listed(connection=connection, as_json=as_json)


@app.command("list", short_help="One line per cause.")
def listed(*, connection: Of = None, ignored: Ignored = False, as_json: Json = False) -> None:
    """
    Example: scoro-xero problems list --json

    One line per cause, newest first. Exit code 1 while there is one.
    """

    async def work(session: Session) -> Exit:
        of = await session.queries.connection(connection)
        causes = await session.queries.causes(of, ignored=ignored)
        if as_json:
            output.document({"problems": [_cause(cause) for cause in causes]})
        elif not causes:
            output.show("Nothing is ignored." if ignored else "Nothing needs attention.")
        else:
            output.show(_table(causes, Times(session.clock.now(), of.time_zone)))
            say("\nWhy and what to do: scoro-xero problems show CAUSE")
        return Exit.PROBLEMS if causes and not ignored else Exit.DONE

    run(work)


@app.command(short_help="Why, what to do, and which objects.")
def show(name: Name, *, connection: Of = None, as_json: Json = False) -> None:
    """
    Example: scoro-xero problems show no_sales_account

    Why, what to do, what the other system said in its own words, and which objects wait for it.
    """

    async def work(session: Session) -> Exit:
        of = await session.queries.connection(connection)
        found = [
            (cause, await session.store.problems.of_cause(of.id, cause.cause))
            for cause in await session.queries.causes_named(of, name)
        ]
        if as_json:
            output.document({"problems": [_cause(cause) | _objects(objects) for cause, objects in found]})
        else:
            for cause, objects in found:
                output.show(*_page(cause, objects, Times(session.clock.now(), of.time_zone)))
        return Exit.PROBLEMS

    run(work)


@app.command(short_help="Try again now: one cause, or all.")
def retry(
    name: Annotated[str | None, typer.Argument(metavar="CAUSE", help="One cause, or a document's number.")] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Every open problem.")] = False,
    connection: Of = None,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero problems retry no_sales_account

    Read the objects again and try once more. They go at once; `problems list` shows what remains.
    """

    async def work(session: Session) -> None:
        of = await session.queries.connection(connection)
        causes = await _chosen(session, of, name, everything=everything)
        count = await session.actions.retry(of, [cause.cause for cause in causes], author=author())
        if as_json:
            output.document({"retried": count, "causes": [cause.cause for cause in causes]})
        else:
            output.show(f"{plural(count, 'object')} will be tried again now." if count else "Nothing needs attention.")

    run(work)


@app.command(short_help="Hide a cause until its objects change.")
def ignore(
    name: Name,
    *,
    reason: Annotated[str, typer.Option("--reason", help="For whoever looks next.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    connection: Of = None,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero problems ignore approved_twin_stays --reason 'voided by the accountant'

    Hide a cause. Its objects show again when they change.
    """

    async def work(session: Session) -> None:
        of = await session.queries.connection(connection)
        causes = await session.queries.causes_named(of, name)
        count = sum(cause.objects for cause in causes)
        if not yes and not agreed(f"Hide {plural(count, 'object')}?"):
            raise typer.Exit(Exit.DONE)
        hidden = [
            await session.actions.ignore(
                of, one.cause, author=author(), why=reason, category=one.category, until=one.last_seen
            )
            for one in causes
        ]
        if as_json:
            output.document({"ignored": sum(hidden), "causes": [cause.cause for cause in causes]})
        else:
            output.show(f"{plural(sum(hidden), 'object')} hidden until they change.")

    run(work)


async def _chosen(session: Session, of: Connection, name: str | None, *, everything: bool) -> list[Cause]:
    if bool(name) == everything:
        raise InvalidChoiceError("CAUSE", "name one, or say --all")
    return await session.queries.causes(of) if name is None else await session.queries.causes_named(of, name)


def _cause(cause: Cause) -> dict[str, Any]:
    return asdict(cause) | {"advice": asdict(advice.of(cause.code))}


def _objects(objects: Sequence[Problem]) -> dict[str, Any]:
    return {
        "documents": [
            {
                "category": one.key.category,
                "system": one.key.system,
                "object_id": one.key.object_id,
                "number": one.number,
                "amount": one.amount,
                "currency": one.currency,
                "text": one.text,
                "first_seen": one.first_seen,
                "last_seen": one.last_seen,
                "count": one.count,
                "ignored": one.ignored,
            }
            for one in objects
        ]
    }


def _table(causes: Sequence[Cause], times: Times) -> Table:
    table = output.table("Cause", "What", "Objects", "Held back", "Since", numbers=("Objects",), grow=("What",))
    for cause in causes:
        what = f"{advice.of(cause.code).title} ({cause.category})"
        held, since = money(cause.held_back), times.short(cause.first_seen)
        table.add_row(escape(cause.cause), escape(what), f"{cause.objects:,}", held, since)
    return table


def _page(cause: Cause, objects: Sequence[Problem], times: Times) -> Iterator[RenderableType]:
    words = advice.of(cause.code)
    held = f" · {money(cause.held_back)} held back" if cause.held_back else ""
    yield f"[bold]{escape(words.title)}[/]   {escape(cause.cause)}"
    yield f"[dim]{plural(cause.objects, 'object')} of {cause.category}{held} · since {times.short(cause.first_seen)}[/]"
    yield ""
    yield _words(words.why, words.fix, cause.text)
    yield ""
    yield _list(objects, times, cause.text)
    if len(objects) > SHOWN:
        yield f"[dim]… and {len(objects) - SHOWN:,} more; --json lists all[/]"
    yield ""


def _words(why: str, fix: str, said: str) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row("Why", escape(why))
    grid.add_row("Fix", escape(fix))
    grid.add_row("Said", escape("\n".join(said.splitlines()[:SAID_LINES])))
    return grid


def _list(objects: Sequence[Problem], times: Times, said: str) -> Table:
    """What was said of one of them stands below it, unless it stands above already."""
    table = output.table("Object", "Sum", "Tried", "Last", "Id", numbers=("Sum", "Tried"), grow=("Object",))
    for one in objects[:SHOWN]:
        total = f"{spelling.float_free(one.amount)} {one.currency or ''}" if one.amount else "–"
        hidden = " (ignored)" if one.ignored else ""
        table.add_row(
            escape(one.number or "–") + hidden, total, f"{one.count}×", times.short(one.last_seen),
            f"{one.key.system} {one.key.object_id}",
        )  # fmt: skip
        if one.text != said:
            table.add_row(escape("\n".join(one.text.splitlines()[:SAID_LINES])), style="dim")
    return table
