"""`scoro-xero audit`: follow the audit trail from its first line to its last, and hand out what it says of one."""

import csv
import io
import sys
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.markup import escape

from services.console import auditing
from services.console.auditing import Verified
from services.console.cli import output
from services.console.cli.exits import Exit
from services.console.cli.history import Kind
from services.console.cli.output import Json, Of
from services.console.cli.session import Session, run
from services.console.spelling import plural
from services.console.trail_export import COLUMNS, exported
from shared.errors import InvalidChoiceError

app = typer.Typer(
    no_args_is_help=True,
    help="""
    Example: scoro-xero audit verify

    The audit trail: every write and every act of a person, each line bound to the one before it.
    """,
)


class Form(StrEnum):
    """How an export is written."""

    JSON = "json"
    CSV = "csv"


@app.command()
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


@app.command()
def export(
    kind: Annotated[Kind, typer.Argument(help="What it is.")],
    name: Annotated[str, typer.Argument(metavar="NUMBER_OR_NAME", help="Its number or name, or either id.")],
    *,
    form: Annotated[Form, typer.Option("--format", help="json or csv.")] = Form.JSON,
    connection: Of = None,
) -> None:
    """
    Example: scoro-xero audit export invoice 1003 --format csv

    Every line of the trail that names an object: writes with the digests of request and answer, outcomes, who or what
    caused them, and the place and hash of each line.
    """

    async def work(session: Session) -> Exit:
        of = await session.queries.connection(connection)
        lines = await exported(session.store, of.id, kind.category, name)
        if lines is None:
            raise InvalidChoiceError(kind, f"none was ever seen with number, name or id {name!r}")
        if form is Form.JSON:
            output.document({"lines": lines})
        else:
            sys.stdout.write(_table(lines))
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
