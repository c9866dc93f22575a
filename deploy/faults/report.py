"""What the suite found: a table for people, one line for programs, and a page for the docs."""

import json
from collections.abc import Sequence
from decimal import Decimal

from rich import box
from rich.console import Console
from rich.table import Column, Table

from deploy.faults.play import Row

MOST_NAMED = 20
HEADINGS = {
    "kills": "kills", "documents": "docs", "payments": "paid", "duplicates": "twice", "lost": "lost",
    "difference": "diff.", "unaccounted": "unacc.", "seconds": "s",
}  # fmt: skip
"""Figure → what stands above it: narrow enough for eighty columns."""


def say(row: Row, words: Console) -> None:
    """As soon as it is known."""
    verdict = "[green]nothing lost, nothing doubled[/]" if row.is_clean else "[red]BREACH[/]"
    words.print(
        f"  {verdict}: {row.documents} documents, {row.payments} payments, {row.kills} faults to processes, "
        f"difference {row.difference:.2f}, at rest {row.rest_after:.0f} s after the last fault "
        f"({row.seconds:.0f} s in all, SEED={row.seed})"
    )
    for note, value in row.notes.items():
        words.print(f"    [dim]{note}: {value}[/]", highlight=False, soft_wrap=True)
    for breach in row.verdict.breaches[:MOST_NAMED]:
        words.print(f"    [red]{breach}[/]", highlight=False, soft_wrap=True)


def show(rows: Sequence[Row], seed: int, console: Console) -> None:
    """All of it."""
    columns = (Column(word, justify="right", no_wrap=True) for word in HEADINGS.values())
    table = Table(Column("scenario", no_wrap=True), *columns, box=box.SIMPLE_HEAD, padding=(0, 0, 0, 1))
    for row in rows:
        cells = figures(row)
        table.add_row(row.name, *(str(cells[name]) for name in HEADINGS), style="" if row.is_clean else "red")
    console.print(table)
    console.print(f"SEED={seed}")


def figures(row: Row) -> dict[str, object]:
    """For tables."""
    return {
        "name": row.name,
        "kills": row.kills,
        "documents": row.documents,
        "payments": row.payments,
        "duplicates": len(row.verdict.duplicates),
        "lost": len(row.verdict.lost) + len(row.verdict.unequal),
        "difference": f"{row.difference:.2f}",
        "unaccounted": len(row.verdict.unaccounted),
        "seconds": round(row.seconds),
    }


def as_json(rows: Sequence[Row]) -> str:
    """One object on one line."""
    return json.dumps(
        {
            "scenarios": len(rows),
            "kills": sum(row.kills for row in rows),
            "documents": sum(row.documents for row in rows),
            "duplicates": sum(len(row.verdict.duplicates) for row in rows),
            "lost": sum(len(row.verdict.lost) + len(row.verdict.unequal) for row in rows),
            "difference": f"{sum((row.difference for row in rows), Decimal(0)):.2f}",
            "unaccounted": sum(len(row.verdict.unaccounted) for row in rows),
        }
    )
