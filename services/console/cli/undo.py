"""`scoro-xero undo`: taking back what was written, after a look at what that takes."""

from typing import Annotated, Any
from uuid import UUID

import typer
from rich.markup import escape

from services.console import undo_words
from services.console.cli import output
from services.console.cli.asking import agreed
from services.console.cli.exits import Exit
from services.console.cli.output import Json, Of
from services.console.cli.session import Session, author, run, say
from services.console.prerequisites import REASON_NEEDED
from services.console.spelling import float_free, plural
from services.console.undoing import ShownUndoing
from shared.contracts.envelope import Category

app = typer.Typer(
    no_args_is_help=True,
    help="Example: scoro-xero undo invoices 1003 --dry-run\n\nTake back what was written to Xero.",
)

Numbers = Annotated[list[str], typer.Argument(metavar="NUMBER", help="Numbers, or ids in either system.")]
DONE = "What is done, in this order"
Why = Annotated[str, typer.Option("--reason", help="For whoever looks next; asked for where it is missing.")]
Payments = Annotated[
    bool, typer.Option("--payments", help="Delete payments on them too, as far as they are not reconciled.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what it takes.")]
Patience = Annotated[float, typer.Option("--timeout", min=1, help="Stop watching after so many seconds.")]


@app.command("run", short_help="Everything that one run created.")
def undo_run(
    run_id: Annotated[UUID, typer.Argument(metavar="RUN_ID", help="As the console and `sync --json` name it.")],
    *,
    why: Why = "",
    payments: Payments = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    timeout: Patience = 600,
    connection: Of = None,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero undo run 84682091-00ed-47f3-89dc-24a99cfab58b --reason 'wrong year'

    Take back the invoices, credit notes and bills that a run created in Xero: drafts are deleted, approved ones voided,
    allocations removed before, links ended after. First it shows what is done, in which order, and what cannot be
    undone and why; nothing is touched before you say yes. What was undone crosses again once it changes in Scoro, or by
    `send`. Afterwards both books are compared. Exit code 1 where something stayed as it is.
    """
    wish = {"by": author(), "run_id": str(run_id), "payments": payments}
    _undo(wish, why=why, yes=yes, dry_run=dry_run, timeout=timeout, connection=connection, as_json=as_json)


@app.command("invoices", short_help="Chosen invoices and credit notes.")
def undo_invoices(
    numbers: Numbers,
    *,
    why: Why = "",
    payments: Payments = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    timeout: Patience = 600,
    connection: Of = None,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero undo invoices 1003 1004 --reason 'entered twice'

    Take back chosen invoices and credit notes that went From Scoro to Xero, as `undo run` does with all of a run. What
    was in Xero before and only linked is unlinked, nothing more. A credit note and the invoice that it is allocated to
    are undone together when both are named.
    """
    wish = {"by": author(), "category": Category.INVOICES.value, "names": numbers, "payments": payments}
    _undo(wish, why=why, yes=yes, dry_run=dry_run, timeout=timeout, connection=connection, as_json=as_json)


@app.command("bills", short_help="Chosen bills.")
def undo_bills(
    numbers: Numbers,
    *,
    why: Why = "",
    payments: Payments = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    timeout: Patience = 600,
    connection: Of = None,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero undo bills 4711 --reason 'wrong supplier'

    Take back chosen bills that went From Scoro to Xero, as `undo run` does with all of a run.
    """
    wish = {"by": author(), "category": Category.BILLS.value, "names": numbers, "payments": payments}
    _undo(wish, why=why, yes=yes, dry_run=dry_run, timeout=timeout, connection=connection, as_json=as_json)


def _undo(
    wish: dict[str, Any],
    *,
    why: str,
    yes: bool,
    dry_run: bool,
    timeout: float,
    connection: str | None,
    as_json: bool,
) -> None:
    if yes and not dry_run and not why.strip():
        raise typer.BadParameter(REASON_NEEDED, param_hint="--reason")

    async def work(session: Session) -> Exit:
        of = await session.queries.connection(connection)
        shown = await session.undone.plan(of, wish)
        if not as_json or not (yes or dry_run):
            _plan(shown)
        if dry_run or not shown.going:
            return _ended(shown, as_json=as_json)
        reason = why.strip()
        if not yes:
            question = f"Undo {plural(len(shown.going), 'object')} in Xero now? This cannot be taken back."
            if not agreed(question):
                return Exit.PROBLEMS
            reason = reason or str(typer.prompt("Why", err=True)).strip()
        shown = await session.undone.confirm(of, shown.of.id, by=author(), why=reason)
        with output.progress(visible=not as_json) as progress:
            task = progress.add_task("Undoing", total=len(shown.going), note="")

            def drawn(one: ShownUndoing) -> None:
                progress.update(task, completed=one.progress.done + one.progress.refused)

            shown = await session.undone.until_over(of, shown.of.id, drawn, seconds=timeout)
        return _ended(shown, as_json=as_json)

    run(work)


def _ended(shown: ShownUndoing, *, as_json: bool) -> Exit:
    if as_json:
        output.document(_document(shown))
    elif shown.of.confirmed_by is not None:
        output.show(undo_words.sentence(shown))
        for line in shown.going:
            if shown.states[line.place] == "refused":
                output.show(f"  {escape(line.number)}: {escape(undo_words.state(shown, line))}")
        if not shown.is_over:
            say("It goes on by itself; the console's page of it shows how it ends.")
        else:
            say("Both books are compared next: `scoro-xero reconcile` shows it.")
    is_whole = not shown.staying and not shown.of.left and not shown.progress.refused and shown.progress.is_over
    return Exit.DONE if is_whole else Exit.PROBLEMS


def _plan(shown: ShownUndoing) -> None:
    """For people, before they are asked."""
    page = output.words()
    if shown.staying:
        stays = output.table("Cannot be undone", "Category", "Why", grow=("Why",))
        for line in shown.staying:
            stays.add_row(
                escape(line.number or line.key.object_id), line.key.category, escape(undo_words.why_not(line))
            )
        page.print(stays)
    if shown.going:
        goes = output.table("Object", "Sum", DONE, numbers=("Sum",), grow=(DONE,))
        for line in shown.going:
            total = f"{float_free(line.amount)} {line.currency or ''}" if line.amount else "–"
            done = [*map(escape, undo_words.steps(line)), *(f"[dim]note: {escape(note)}[/]" for note in line.notes)]
            goes.add_row(escape(line.number or line.key.object_id), total, "\n".join(done))
        page.print(goes)
    page.print(undo_words.sentence(shown))
    if shown.of.left:
        page.print(f"{plural(shown.of.left, 'object')} of this run more: undo it again afterwards.")


def _document(shown: ShownUndoing) -> dict[str, Any]:
    return {
        "undoing": shown.of.id,
        "phase": shown.of.phase,
        "run_id": shown.of.run_id,
        "payments": shown.of.payments,
        "left": shown.of.left,
        "why": shown.of.why,
        "over": shown.is_over,
        "objects": [
            {
                "category": line.key.category,
                "system": line.key.system,
                "object_id": line.key.object_id,
                "xero_id": line.xero_id,
                "number": line.number,
                "amount": line.amount,
                "currency": line.currency,
                "steps": [{"verb": verb, "what": what} for verb, what in line.steps],
                "notes": list(line.notes),
                "reason": line.reason or shown.reasons.get(line.place) or None,
                "said": line.said or None,
                "state": shown.states.get(line.place, "cannot"),
            }
            for line in shown.lines
        ],
    }
