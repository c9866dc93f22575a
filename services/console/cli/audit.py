"""`scoro-xero audit`: who did what, whether the trail is whole from its first line to its last, what it says of one."""

import csv
import datetime as dt
import io
import sys
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.markup import escape

from services.console import auditing, timeline
from services.console.auditing import Verified
from services.console.cli import output
from services.console.cli.exits import Exit
from services.console.cli.history import Kind
from services.console.cli.output import Json, Of
from services.console.cli.session import Session, run, say
from services.console.spelling import Times, plural
from services.console.trail_export import COLUMNS, exported
from shared.errors import InvalidChoiceError

app = typer.Typer(
    no_args_is_help=True,
    help="""
    Example: scoro-xero audit verify

    The audit trail: every write and every act of a person, each line bound to the one before it.
    """,
)


MOMENTS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f"]


@app.command("list", short_help="Who did what, when and why.")
def listed(
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, max=500, help="How many at most.")] = 50,
    before: Annotated[
        dt.datetime | None,
        typer.Option(
            "--before",
            metavar="MOMENT",
            formats=MOMENTS,
            help="Older ones: before 2026-11-22 or 2026-11-22T09:30:00, in UTC.",
        ),
    ] = None,
    connection: Of = None,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero audit list --limit 20

    Who did what, when and why, newest first: settings, the connection itself, decisions, single objects.
    """

    async def work(session: Session) -> None:
        of = await session.queries.connection(connection)
        since = before.replace(tzinfo=dt.UTC) if before else None
        page = await timeline.of(session.store, of, limit=limit, before=since)
        if as_json:
            output.document({"connection_id": of.id, "acts": page.happenings, "before": page.before})
            return
        if not page.happenings:
            output.show("Nothing older." if before else "Nobody did anything yet.")
            return
        times = Times(session.clock.now(), of.time_zone)
        table = output.table("When", "Who", "What", "Why", grow=("What", "Why"))
        for one in page.happenings:
            table.add_row(times.exact(one.at), escape(one.who), escape(one.what), escape(one.why))
        output.show(table)
        if page.before:
            say(f"\nOlder ones: scoro-xero audit list --before {page.before.astimezone(dt.UTC):{MOMENTS[-1]}}")

    run(work)


@app.command(short_help="Is every chain of lines whole?")
def verify(*, connection: Of = None, as_json: Json = False) -> None:
    """
    Example: scoro-xero audit verify

    Follows every chain from its first line to its head and names lines that were changed, removed or inserted; exit
    code 1 where there is one. Note the hash of the head elsewhere: it shows later that the chain was not made anew.
    """

    async def work(session: Session) -> Exit:
        trail = session.store.trail
        chains = [(await session.queries.connection(connection)).id] if connection else await trail.chains()
        found = [await auditing.verify(trail, one) for one in chains]
        if as_json:
            output.document({"chains": [asdict(one) for one in found]})
        else:
            for one in found:
                _show(one)
            if not found:
                output.show("Nothing was written or done yet.")
        return Exit.PROBLEMS if any(one.broken for one in found) else Exit.DONE

    run(work)


def _show(one: Verified) -> None:
    said = "[bold red]broken[/]" if one.broken else "[green]whole[/]"
    output.show(f"{escape(one.connection_id)}: {plural(one.lines, 'line')}, {said}; head {one.head}")
    for each in one.broken:
        output.show(f"[red]{each.what}[/]: {escape(each.said)}")


@app.command(short_help="What the trail says of one object.")
def export(
    kind: Annotated[Kind, typer.Argument(metavar="KIND", help="contact, product, invoice, bill or receipt.")],
    name: Annotated[str, typer.Argument(metavar="NUMBER_OR_NAME", help="Its number or name, or either id.")],
    *,
    as_csv: Annotated[bool, typer.Option("--csv", help="For a spreadsheet, on stdout.")] = False,
    connection: Of = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON document on stdout; so it is without --csv, too.")
    ] = False,
) -> None:
    """
    Example: scoro-xero audit export invoice 1003 --csv

    Every line of the trail that names an object: writes with the digests of request and answer, outcomes, who or what
    caused them, and the place and hash of each line.
    """
    if as_csv and as_json:
        raise typer.BadParameter("JSON or a table, not both", param_hint="--csv")

    async def work(session: Session) -> Exit:
        of = await session.queries.connection(connection)
        lines = await exported(session.store, of.id, kind.category, name)
        if lines is None:
            raise InvalidChoiceError(kind, f"none was ever seen with number, name or id {name!r}")
        if as_csv:
            sys.stdout.write(_table(lines))
        else:
            output.document({"lines": lines})
        return Exit.DONE

    run(work)


def _table(lines: list[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for line in lines:
        writer.writerow({name: _cell(line.get(name)) for name in COLUMNS})
    return text.getvalue()


def _cell(value: Any) -> str:
    """Lists with spaces between; what a spreadsheet would take for a formula begins with an apostrophe."""
    written = " ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{written}" if written[:1] in {"=", "+", "-", "@"} else written
