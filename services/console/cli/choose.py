"""`scoro-xero settings`: what crosses, which way, since when."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from services.console import cautions, choices, versions
from services.console.actions import Saved
from services.console.cli import output
from services.console.cli.output import Json, Of
from services.console.cli.session import Session, author, run
from services.console.spelling import Times, plural
from services.console.unmatched import Unmatched
from shared.contracts.envelope import Category
from shared.store.connections import Connection
from shared.sync.settings import Brakes, SyncSettings
from shared.sync.volume import above

app = typer.Typer(add_completion=False, rich_markup_mode="markdown")

EXAMPLE = "scoro-xero settings set contacts.enabled=true invoices.enabled=true default_sales_account=200"
WAYS = {"from_scoro": "From Scoro", "to_scoro": "To Scoro"}


@app.callback(invoke_without_command=True)
def settings(context: typer.Context, *, connection: Of = None, as_json: Json = False) -> None:
    """
    Example: scoro-xero settings set invoices.enabled=true default_sales_account=200

    What crosses, which way, since when. Every change is kept with its author.
    """
    if output.is_alone(context, connection, as_json):
        show(connection=connection, as_json=as_json)


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
            output.document(
                {
                    "connection_id": of.id,
                    "settings": chosen.model_dump(mode="json"),
                    "cautions": cautions.of(chosen),
                }
            )
        else:
            output.show(*_page(of, chosen, Times(session.clock.now(), of.time_zone)))

    run(work)


@app.command(short_help="Every change, by whom and when.")
def history(
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="How many versions at most.")] = 20,
    connection: Of = None,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero settings history

    Every version of the choices: what was changed, by whom and when; newest first.
    """

    async def work(session: Session) -> None:
        of = await session.queries.connection(connection)
        kept = await session.store.settings.versions(of.id, limit + 1)
        changes = versions.history(kept)[:limit]
        if as_json:
            output.document({"connection_id": of.id, "versions": changes})
        elif not changes:
            output.show("Nothing was chosen yet.")
        else:
            output.show(_history(changes, Times(session.clock.now(), of.time_zone)))

    run(work)


@app.command("set", short_help="Change some of them.")
def change(
    assignments: Annotated[list[str], typer.Argument(metavar="NAME=VALUE", help="`none` clears a value.")],
    *,
    connection: Of = None,
    as_json: Json = False,
) -> None:
    """
    Example: scoro-xero settings set contacts.enabled=true invoices.enabled=true default_sales_account=200

    Change some choices, all or none. Names: mode, default_sales_account, default_expense_account,
    allocate_credit_notes (true: a credit note made in Xero is allocated to the invoice that it credits),
    tracking.accounting_objects and tracking.projects (a tracking category of Xero each),
    rounding.account (an account for the cents that only a line of their own makes equal in both books) and
    rounding.tolerance (0.05: the most such a line may be worth),
    tracking.create_missing_options (true: a project on a document from Scoro that is no option yet becomes one),
    reference.deactivate_unmatched (true: accounts and tax rates that only Scoro has become inactive there; false
    changes nothing back), brakes.deletions, brakes.deletions_percent, brakes.approved_updates, and for each category
    enabled, direction (from_scoro, to_scoro), start_date (2026-11-22), bookmark (a number), closed_periods (of
    invoices and bills: hold, first_open_day, of invoices also draft), ask_above_documents (50) and, where there is
    money, ask_above_amount (10000, in the organisation's currency): a run that would write more waits for
    `scoro-xero release`.
    """

    async def work(session: Session) -> None:
        of = await session.queries.connection(connection)
        saved = await session.actions.save(of, choices.pairs(assignments), author=author())
        differences = versions.differences(saved.before, saved.after)
        if as_json:
            document = {"connection_id": of.id, "changed": differences, "closed": saved.closed}
            document["unmatched"] = asdict(saved.unmatched) if saved.unmatched else None
            document["cautions"] = cautions.of(saved.after)
            output.document({**document, "settings": saved.after.model_dump(mode="json")})
        elif not differences:
            output.show("Nothing changed: these are the present choices.")
        else:
            output.show(*_told(saved, differences))

    run(work)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return "none" if value is None else str(value)


def _told(saved: Saved, differences: Mapping[str, tuple[object, object]]) -> Iterator[str]:
    for name, (old, new) in differences.items():
        yield f"{name}: {escape(_shown(old))} → [bold]{escape(_shown(new))}[/]"
    if saved.closed:
        yield f"{plural(saved.closed, 'change')} of the former direction will not cross any more."
    if saved.unmatched:
        yield _unmatched(saved.unmatched)
    for words in cautions.of(saved.after):
        if words not in cautions.of(saved.before):
            yield f"[yellow]{escape(words)}[/]"


def _unmatched(found: Unmatched) -> str:
    """R44: the numbers before anything is done."""
    numbers = f"{plural(found.accounts, 'account')} and {plural(found.tax_rates, 'tax rate')} of Scoro"
    return (
        f"{numbers} match nothing in Xero: they become inactive with the next reading of Xero's lists. "
        "More than the usual number waits for `scoro-xero release --lists`."
    )


def _page(of: Connection, chosen: SyncSettings, times: Times) -> Iterator[RenderableType]:
    mode = {"automatic": "Automatic, every five minutes", "manual": "Manual"}[chosen.mode]
    yield f"Synchronization type      {mode}"
    yield f"Default sales account     {escape(_shown(chosen.default_sales_account))}"
    yield f"Default expense account   {escape(_shown(chosen.default_expense_account))}"
    for words, tracked in (
        ("Accounting objects", chosen.tracking.accounting_objects),
        ("Projects", chosen.tracking.projects),
    ):
        yield f"{words:<26}{escape(tracked.name if tracked else 'none')}"
    missing = "are made in Xero" if chosen.tracking.create_missing_options else "are left out"
    yield f"Missing options           of projects {missing}"
    line = f"to account {chosen.rounding.account}" if chosen.rounding.account else "no line of their own"
    most = f", at most {chosen.rounding.tolerance}" if chosen.rounding.account else ""
    yield f"Cents of rounding         {escape(line)}{most}"
    allocated = "allocated in Xero" if chosen.allocate_credit_notes else "left to the accountant"
    yield f"Credit notes              {allocated}"
    unmatched = "become inactive" if chosen.reference.deactivate_unmatched else "stay as they are"
    yield f"Only in Scoro             accounts and tax rates {unmatched}"
    yield f"Asks a person before      {_brakes(chosen.brakes)}"
    yield ""
    yield _categories(chosen)
    yield ""
    for words in cautions.of(chosen):
        yield f"[yellow]{escape(words)}[/]"
        yield ""
    first = of.first_connected_at.astimezone(dt.UTC) if of.first_connected_at else None
    yield f"[dim]{escape(_changed(chosen, times))} · first connected {times.short(first)}[/]"


def _brakes(brakes: Brakes) -> str:
    deletions = f"{brakes.deletions:,} deletions (or {brakes.deletions_percent} %, if more)"
    return f"more than {deletions} or {brakes.approved_updates:,} changes of approved documents in one run"


def _changed(chosen: SyncSettings, times: Times) -> str:
    if not chosen.version:
        return "Nothing was chosen yet"
    return f"Version {chosen.version}, changed by {chosen.author} {times.short(chosen.changed_at)}"


def _history(changes: Sequence[versions.Version], times: Times) -> Table:
    table = output.table("Version", "When", "Who", "What", numbers=("Version",), grow=("What",))
    for one in changes:
        what = "; ".join(f"{name}: {_shown(old)} → {_shown(new)}" for name, (old, new) in one.changed.items())
        table.add_row(f"{one.version}", times.short(one.changed_at), escape(one.author), escape(what or "–"))
    return table


def _categories(chosen: SyncSettings) -> Table:
    table = output.table("Category", "Switch", "Direction", "Start date", "Bookmark", "Asks above")
    for category in Category:
        own = chosen.of(category)
        table.add_row(
            category.capitalize(),
            "[green]on[/]" if own.enabled else "[dim]off[/]",
            WAYS[own.direction],
            str(own.start_date or "–"),
            escape(own.bookmark or "–"),
            str(above(own)) or "–",
        )
    return table
