"""`scoro-xero history`: everything that happened to one object."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from services.console import history_words
from services.console.cli import output
from services.console.cli.exits import Exit
from services.console.cli.output import Json, Of
from services.console.cli.session import Session, run
from services.console.histories import Histories, History, Version
from services.console.spelling import Times
from shared.contracts.envelope import Category
from shared.errors import InvalidChoiceError
from shared.store.holds import REFUSED
from shared.store.records import State
from shared.words import advice

COLOURS = {State.SYNCED: "green", State.FAILED: "red", State.UNCLEAR: "yellow"}


class Kind(StrEnum):
    """What people call one object of a category."""

    INVOICE = "invoice"
    CONTACT = "contact"
    PRODUCT = "product"
    BILL = "bill"
    RECEIPT = "receipt"

    @property
    def category(self) -> Category:
        """The category it belongs to."""
        return Category(f"{self.value}s")


def history(
    kind: Annotated[Kind, typer.Argument(metavar="KIND", help="contact, product, invoice, bill or receipt.")],
    name: Annotated[str, typer.Argument(metavar="NUMBER_OR_NAME", help="Its number or name, or either id.")],
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, max=500, help="How many versions at most.")] = 20,
    connection: Of = None,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero history invoice 1003

    Every version of an object, what became of it, and every attempt with its time and answer; newest first.
    """

    async def work(session: Session) -> Exit:
        of = await session.queries.connection(connection)
        found = await Histories(session.store).find(of.id, kind.category, name, limit=limit)
        if not found:
            raise InvalidChoiceError(kind, f"none was ever seen with number, name or id {name!r}")
        if as_json:
            output.document({"objects": found})
        else:
            for one in found:
                output.show(*_page(kind, one, Times(session.clock.now(), of.time_zone)))
        return Exit.PROBLEMS if any(one.problem for one in found) else Exit.DONE

    run(work)


def _page(kind: Kind, one: History, times: Times) -> Iterator[RenderableType]:
    yield f"[bold]{kind.capitalize()} {escape(one.number or one.object_id)}[/]"
    yield f"[dim]{escape(history_words.link(one))}[/]"
    if one.problem:
        words = advice.of(one.problem.code)
        yield f"[red]! {escape(words.title)}[/]: {escape(one.problem.text)}\n  Fix: {escape(words.fix)}"
    yield ""
    table = output.table("Time", "What", "Detail", grow=("Detail",))
    for version in one.versions:
        _rows(table, version, times)
    yield table
    yield ""


def _rows(table: Table, version: Version, times: Times) -> None:
    state = State(version.state)
    colour = COLOURS.get(state)
    words = f"[{colour}]{history_words.WORDS[state]}[/]" if colour else history_words.WORDS[state]
    table.add_row(
        times.exact(version.finished_at or version.recorded_at), words, escape(history_words.detail(version, times))
    )
    for notice in version.notices:
        table.add_row("", "  Note", escape(notice), style="yellow")
    for attempt in version.attempts:
        table.add_row(times.exact(attempt.at), "  Call", escape(history_words.attempted(attempt)), style="dim")
    seen = "deleted there" if version.deleted else "read"
    asked = f", {history_words.ASKED.get(version.asked, version.asked)}" if version.asked else ""
    if version.decided_by:
        decided = "refused" if version.reason == REFUSED else "released"
        said = f"{decided} by {version.decided_by}: {version.decided_why}"
        table.add_row("", "  Decided", escape(said), style="dim")
    detail = f"version {version.entry}: {seen}{asked}"
    table.add_row(times.exact(version.recorded_at), "  Seen", detail, style="dim", end_section=True)
