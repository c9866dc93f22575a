"""The report at the end, for people; and the same figures as one line of JSON, for programs."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Column, Table

from deploy.demo.books import Comparison, Sums

MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that the demonstration found."""

    books: Comparison
    categories: Sequence[Mapping[str, Any]]
    """Per category: seen, created, updated, left out, problems; as the product counts them."""
    lanes: Mapping[str, Mapping[str, int]]
    """System → lane → calls; as the product counts them."""
    xero_calls: int
    scoro_calls: int
    too_many: int
    second_run_writes: int
    created: int
    updated: int
    seconds: float

    @property
    def succeeded(self) -> bool:
        """Equal books, nothing lost or doubled, and nothing written when there is nothing to do."""
        return self.books.agrees and self.second_run_writes == 0

    def as_json(self) -> str:
        """One object on one line."""
        books = self.books
        return json.dumps(
            {
                "documents": books.documents,
                "created": self.created,
                "updated": self.updated,
                "duplicates": len(books.duplicates) + len(books.double_contacts),
                "lost": len(books.lost) + len(books.lost_contacts),
                "difference": f"{books.difference:.2f}",
                "second_run_writes": self.second_run_writes,
                "xero_calls": self.xero_calls,
                "scoro_calls": self.scoro_calls,
                "seconds": round(self.seconds, 1),
                "contacts": books.contacts,
                "unequal": len(books.unequal),
                "too_many_requests": self.too_many,
            }
        )


def show(outcome: Outcome, console: Console) -> None:
    """Tables and a verdict."""
    console.print()
    console.print(_categories(outcome))
    console.print(_calls(outcome))
    console.print(_books(outcome.books))
    for name, found in _wrong(outcome.books):
        more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
        console.print(f"[red]{name}:[/] {'; '.join(found[:MOST_NAMED])}{more}")
    if outcome.second_run_writes:
        console.print(f"[red]The last run wrote {outcome.second_run_writes} times although nothing had changed.[/]")
    verdict = "[bold green]Both books agree to the cent." if outcome.succeeded else "[bold red]The books do not agree."
    console.print(
        f"{verdict}[/]\n{outcome.books.documents} documents and {outcome.books.contacts} contacts, "
        f"difference {outcome.books.difference:.2f}, {outcome.seconds:.0f} seconds."
    )


def _categories(outcome: Outcome) -> Table:
    names = ("seen", "created", "updated", "left_out", "problems")
    table = Table(
        "What crossed",
        *(Column(name.replace("_", " "), justify="right") for name in names),
        box=box.SIMPLE_HEAD,
    )
    for row in outcome.categories:
        table.add_row(str(row["category"]).capitalize(), *(str(row.get(name, 0)) for name in names))
    return table


def _calls(outcome: Outcome) -> Table:
    lanes = sorted({lane for used in outcome.lanes.values() for lane in used})
    table = Table(
        "API calls",
        Column("all", justify="right"),
        *(Column(lane, justify="right") for lane in lanes),
        box=box.SIMPLE_HEAD,
    )
    for system, count in (("Scoro", outcome.scoro_calls), ("Xero", outcome.xero_calls)):
        used = outcome.lanes.get(system.lower(), {})
        table.add_row(system, str(count), *(str(used.get(lane, 0)) for lane in lanes))
    return table


def _books(books: Comparison) -> Table:
    numbers = (Column(name, justify="right", no_wrap=True) for name in ("count", "net", "tax", "gross", "gap"))
    table = Table(Column("Both books", no_wrap=True), *numbers, box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for currency, status in sorted(books.scoro.keys() | books.xero.keys()):
        ours, theirs = (side.get((currency, status), Sums()) for side in (books.scoro, books.xero))
        gap = ours.gross - theirs.gross
        table.add_row(
            f"{currency} {_words(status)}",
            str(theirs.count) if ours.count == theirs.count else f"[red]{ours.count} ≠ {theirs.count}[/]",
            *(_money(value) for value in (theirs.net, theirs.tax, theirs.gross)),
            f"[green]{gap:.2f}[/]" if gap == 0 else f"[red]{gap:.2f}[/]",
        )
    return table


def _words(status: str) -> str:
    """As Xero's screens say it, short enough for a narrow terminal."""
    return status.replace("AUTHORISED", "approved").replace("credit note", "credit").lower()


def _money(value: Decimal) -> str:
    return f"{value:,.2f}"


def _wrong(books: Comparison) -> Sequence[tuple[str, Sequence[str]]]:
    named = (
        ("Lost", books.lost),
        ("Duplicates", books.duplicates),
        ("Unequal", books.unequal),
        ("Contacts lost", books.lost_contacts),
        ("Contacts doubled", books.double_contacts),
    )
    return [(name, found) for name, found in named if found]
