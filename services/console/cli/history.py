"""`scoro-xero history`: everything that happened to one object."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from services.console.cli import output
from services.console.cli.exits import Exit
from services.console.cli.output import Json, Of
from services.console.cli.session import Session, run
from services.console.histories import Attempt, Histories, History, Version
from services.console.spelling import Times
from shared.contracts.envelope import Category
from shared.errors import InvalidChoiceError
from shared.store.holds import REFUSED
from shared.store.records import State
from shared.store.waits import is_brake, is_held
from shared.words import advice

WORDS = {
    State.RECORDED: "Seen, not yet let in",
    State.OPEN: "Waiting for its turn",
    State.WAITING: "Waiting for",
    State.SENDING: "On its way",
    State.UNCLEAR: "No clear answer yet",
    State.SYNCED: "In sync",
    State.LEFT_OUT: "Left out",
    State.FAILED: "Needs attention",
    State.SUPERSEDED: "A newer version took its place",
}
COLOURS = {State.SYNCED: "green", State.FAILED: "red", State.UNCLEAR: "yellow"}
ASKED = {"dependency": "needed by a document", "person": "asked for by a person", "retry": "tried again"}


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
    kind: Annotated[Kind, typer.Argument(help="What it is.")],
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
    yield f"[dim]{escape(_link(one))}[/]"
    if one.problem:
        words = advice.of(one.problem.code)
        yield f"[red]! {escape(words.title)}[/]: {escape(one.problem.text)}\n  Fix: {escape(words.fix)}"
    yield ""
    table = output.table("Time", "What", "Detail", grow=("Detail",))
    for version in one.versions:
        _rows(table, version, times)
    yield table
    yield ""


def _link(one: History) -> str:
    if one.link is None:
        return f"{one.system.capitalize()} {one.object_id}; not linked"
    evidence = one.link.evidence.replace("_", " ")
    found = "created by us" if evidence == "created" else f"found by its {evidence}"
    state = "" if one.link.state == "active" else f" ({one.link.state})"
    return f"Scoro {one.link.scoro_id}  ↔  Xero {one.link.xero_id}{state}, {found}"


def _rows(table: Table, version: Version, times: Times) -> None:
    state = State(version.state)
    colour = COLOURS.get(state)
    words = f"[{colour}]{WORDS[state]}[/]" if colour else WORDS[state]
    table.add_row(times.exact(version.finished_at or version.recorded_at), words, escape(_detail(version, times)))
    for notice in version.notices:
        table.add_row("", "  Note", escape(notice), style="yellow")
    for attempt in version.attempts:
        table.add_row(times.exact(attempt.at), "  Call", escape(_attempt(attempt)), style="dim")
    seen = "deleted there" if version.deleted else "read"
    asked = f", {ASKED.get(version.asked, version.asked)}" if version.asked else ""
    if version.decided_by:
        decided = "refused" if version.reason == REFUSED else "released"
        said = f"{decided} by {version.decided_by}: {version.decided_why}"
        table.add_row("", "  Decided", escape(said), style="dim")
    detail = f"version {version.entry}: {seen}{asked}"
    table.add_row(times.exact(version.recorded_at), "  Seen", detail, style="dim", end_section=True)


def _detail(version: Version, times: Times) -> str:
    if version.state == State.WAITING:
        return ", ".join(_wait(wait) for wait in version.waits_for)
    if version.state == State.OPEN and version.due_at:
        why = f"{advice.of(version.reason).title}; " if version.reason else ""
        return f"{why}again at {times.exact(version.due_at)}"
    if version.reason:
        return advice.of(version.reason).title
    if version.state == State.SYNCED:
        return "written" if version.wrote else "nothing was to be changed"
    return ""


def _wait(wait: str) -> str:
    if is_held(wait):
        return "a decision of a person: `scoro-xero release --dry-run`"
    if is_brake(wait):
        return "the rest of its run"
    return wait.replace(":", " ")


def _attempt(attempt: Attempt) -> str:
    answer = f"answered {attempt.status}" if attempt.status else attempt.state
    shared = f", with {attempt.objects - 1} others" if attempt.objects > 1 else ""
    again = f", sent {attempt.sends} times" if attempt.sends > 1 else ""
    return f"{attempt.method} {attempt.path} to {attempt.system.capitalize()}: {answer}{shared}{again}"
