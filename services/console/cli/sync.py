"""`scoro-xero sync`: now, and what it came to."""

from collections.abc import Callable
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.progress import Progress, TaskID
from rich.table import Table

from services.console import run_words
from services.console.cli import output
from services.console.cli.exits import Exit
from services.console.cli.output import Json, Of
from services.console.cli.session import Session, author, run, say
from services.console.following import Following
from services.console.queries import CategorySoFar, Report, SoFar
from shared.contracts.envelope import Category
from shared.store.runs import RunState

QUIET_SECONDS = 30.0
"""A request that nobody took up for so long: there was nothing to read, or the connector does not run."""


def sync(
    categories: Annotated[list[Category] | None, output.categories("all that are on")] = None,
    *,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Watch until it is done.")] = False,
    timeout: Annotated[float, typer.Option("--timeout", min=1, help="Stop watching after so many seconds.")] = 3600,
    connection: Of = None,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero sync contacts invoices --follow

    Synchronize now. With --follow: watch it, then say what it came to; exit code 1 where something needs a person.
    """

    async def work(session: Session) -> Exit:
        of = await session.queries.connection(connection)
        run_id = await session.actions.synchronize(of, categories or [], author=author())
        if not follow:
            _accepted(str(run_id), as_json=as_json)
            return Exit.DONE
        following = Following(session.store, session.queries, session.clock, quiet_seconds=QUIET_SECONDS)
        with output.progress(visible=not as_json) as progress:
            report = await following.until_done(of.id, run_id, _drawing(progress), seconds=timeout)
        if report is None:
            say("No run began: nothing is switched on to be read, or the connector does not run.")
            return Exit.UNREACHABLE
        return _ended(report, as_json=as_json)

    run(work)


def _accepted(run_id: str, *, as_json: bool) -> None:
    if as_json:
        output.document({"run_id": run_id})
    else:
        output.show("Synchronization was asked for. `scoro-xero status` shows how it goes.")


def _drawing(progress: Progress) -> Callable[[SoFar], None]:
    """Draws one bar per category."""
    bars: dict[Category, TaskID] = {}

    def draw(found: SoFar) -> None:
        for one in found.categories:
            if one.category not in bars:
                bars[one.category] = progress.add_task(one.category.capitalize(), note="", total=0)
            progress.update(
                bars[one.category], total=one.seen, completed=one.seen - one.waiting, note=_note(found, one)
            )

    return draw


def _note(found: SoFar, one: CategorySoFar) -> str:
    parts = ["reading"] if found.state is RunState.READING else []
    if one.needs_attention:
        parts.append(f"{one.needs_attention:,} need attention")
    if one.left_out:
        parts.append(f"{one.left_out:,} left out")
    return ", ".join(parts)


def _ended(report: Report, *, as_json: bool) -> Exit:
    if as_json:
        output.document(report)
    else:
        output.show(*_page(report))
    unwell = report.needs_attention or report.failed or report.finished_at is None
    return Exit.PROBLEMS if unwell else Exit.DONE


def _page(report: Report) -> list[RenderableType]:
    return [_table(report), "", _sentence(report)]


def _sentence(report: Report) -> str:
    if report.finished_at is None:
        return "Still going on. `scoro-xero status` shows how it goes."
    words = run_words.outcome(report)
    return f"{words} `scoro-xero problems` says why." if report.needs_attention else words


def _table(report: Report) -> Table:
    numbers = ["Seen", "Created", "Updated", "Unchanged", "Left out", "Attention", "Waiting"]
    if any(one.overtaken for one in report.categories):
        numbers.append("Overtaken")
    table = output.table("Category", *numbers, numbers=tuple(numbers))
    for one in report.categories:
        counts = [one.seen, one.created, one.updated, one.unchanged, one.left_out, one.needs_attention, one.waiting]
        counts += [one.overtaken][: len(numbers) - len(counts)]
        table.add_row(one.category.capitalize(), *(f"{count:,}" for count in counts))
    return table
