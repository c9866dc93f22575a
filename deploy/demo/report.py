"""The report at the end, for people."""

from collections.abc import Sequence
from decimal import Decimal

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from deploy.demo.books import Comparison
from deploy.demo.outcome import Crossed, Outcome
from deploy.demo.papers import Sums
from services.console.spelling import plural

MOST_NAMED = 10
WAYS = {"from_scoro": "Scoro → Xero", "to_scoro": "Xero → Scoro"}


def show(outcome: Outcome, console: Console) -> None:
    """Tables of each connection, and a verdict."""
    for one in outcome.connections:
        console.print()
        console.rule(f"[bold]{one.name}[/], {one.says}", align="left", style="dim")
        console.print(_categories(one))
        console.print(_calls(one))
        console.print(_books(one.books))
        paid = plural(one.books.payments, "document")
        console.print(f"Paid in Xero: {paid}, {_money(one.books.paid)} in all.")
        for name, found in _notes(one.books):
            more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
            console.print(f"{name} {escape('; '.join(found[:MOST_NAMED]))}{more}", soft_wrap=True)
        if one.second_run_writes:
            console.print(f"[red]The last run wrote {one.second_run_writes} times although nothing had changed.[/]")
    figures = outcome.figures()
    verdict = "[bold green]All books agree to the cent." if outcome.succeeded else "[bold red]The books do not agree."
    console.print(
        f"{verdict}[/]\n{plural(figures['documents'], 'document')} and {plural(figures['contacts'], 'contact')}, "
        f"difference {figures['difference']}, {figures['need_a_person']} more "
        f"{'needs' if figures['need_a_person'] == 1 else 'need'} a person, {outcome.seconds:.0f} seconds.",
        soft_wrap=True,
    )


def _categories(crossed: Crossed) -> Table:
    names = ("seen", "created", "updated", "left_out", "problems")
    table = Table(
        "What crossed",
        "Way",
        *(Column(name.replace("_", " "), justify="right") for name in names),
        box=box.SIMPLE_HEAD,
    )
    for row in crossed.categories:
        counts = (str(row.get(name, 0)) for name in names)
        table.add_row(str(row["category"]).capitalize(), WAYS[str(row["way"])], *counts)
    return table


def _calls(crossed: Crossed) -> Table:
    lanes = sorted({lane for used in crossed.lanes.values() for lane in used})
    table = Table(
        "API calls",
        Column("all", justify="right"),
        *(Column(lane, justify="right") for lane in lanes),
        box=box.SIMPLE_HEAD,
    )
    for system, count in (("Scoro", crossed.scoro_calls), ("Xero", crossed.xero_calls)):
        used = crossed.lanes.get(system.lower(), {})
        table.add_row(system, str(count), *(str(used.get(lane, 0)) for lane in lanes))
    return table


def _books(books: Comparison) -> Table:
    numbers = (Column(name, justify="right", no_wrap=True) for name in ("count", "net", "tax", "gap"))
    table = Table(Column("Both books", no_wrap=True), *numbers, box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for currency, sort in sorted(books.due.keys() | books.found.keys()):
        due, found = (side.get((currency, sort), Sums()) for side in (books.due, books.found))
        gap = due.gross - found.gross
        table.add_row(
            f"{currency} {sort.replace('credit note', 'credit')}",
            str(found.count) if due.count == found.count else f"[red]{due.count} ≠ {found.count}[/]",
            *(_money(value) for value in (found.net, found.tax)),
            f"[green]{gap:.2f}[/]" if gap == 0 else f"[red]{gap:.2f}[/]",
        )
    return table


def _money(value: Decimal) -> str:
    return f"{value:,.2f}"


def _notes(books: Comparison) -> Sequence[tuple[str, Sequence[str]]]:
    named = (
        ("[red]Lost:[/]", books.lost),
        ("[red]Duplicates:[/]", books.duplicates),
        ("[red]Unequal:[/]", books.unequal),
        ("[red]Contacts lost:[/]", books.lost_contacts),
        ("[red]Contacts doubled:[/]", books.double_contacts),
        ("[yellow]Need a person, as the product says too:[/]", books.waiting),
    )
    return [(name, found) for name, found in named if found]
