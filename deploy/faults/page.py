"""`docs/reliability.md`, from what a run really found; pure."""

from collections.abc import Sequence
from decimal import Decimal

from deploy.faults.play import Row

HEAD = """# Reliability: what happens when everything breaks

Written by `WRITE=1 make faults`. Real processes, a real RabbitMQ and a real MongoDB, the sandboxes of Scoro and Xero as
the outside world. Two companies work on while things break: one writes its documents in Scoro, the other keeps its
books in Xero; contacts, products, invoices, credit notes, bills and payments cross in both directions. After each
scenario everything heals, comes to rest, is read once more as the next tick would, and is counted **in the two
systems** by an oracle that shares no code with the product (`deploy/faults/oracle.py`; import-linter keeps it so).

"""
COLUMNS = "| scenario | what is broken | kills | documents | payments | twice | lost | difference | unaccounted | s |"
COUNTED = """
Counted are: documents, contacts, products and receipts that are missing or there twice; differences in net, tax and
what was paid, to the cent; and as *unaccounted* every object without one of the three outcomes, every entry that is not
final, every outcome untold, pending call, unread wish and active run, every message left in a queue, every dead letter,
and every link that leads nowhere. `make faults` ends with exit code 1 on any of them.

"""
NOT_SHOWN = """
## Not shown here

- RabbitMQ {rabbitmq} alone, one node; a cluster that loses a node, and RabbitMQ 4.3, were not run.
- MongoDB {mongodb}, a replica set of one member; a step-down there is an election without a competitor.
- Hostile input and a soak with 10,000 documents are no part of this suite yet.
- The sandboxes are not Scoro and Xero; what they keep to is written in their own tests.
- When exactly a fault strikes depends on the machine: a seed repeats what is done, not the microsecond.
"""


def page(rows: Sequence[Row], seed: int, versions: dict[str, str], day: str) -> str:
    """All of it."""
    said = ", ".join(f"{name} {version}" for name, version in versions.items())
    lines = [
        f"Run on {day} with `SEED={seed}`, {said}.",
        "",
        COLUMNS,
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|",
        *(_line(row) for row in rows),
        _sum(rows),
    ]
    notes = [f"- **{row.name}**: {_notes(row)}" for row in rows if row.notes]
    more = ["", "## Notes of the run", "", *notes] if notes else []
    return (
        HEAD
        + "\n".join(lines)
        + "\n"
        + COUNTED.rstrip()
        + "\n"
        + "\n".join(more)
        + NOT_SHOWN.format(rabbitmq=versions.get("RabbitMQ", "?"), mongodb=versions.get("MongoDB", "?"))
    )


def _line(row: Row) -> str:
    found = row.verdict
    lost = len(found.lost) + len(found.unequal)
    cells = (
        f"`{row.name}`", row.says, row.kills, row.documents, row.payments, len(found.duplicates), lost,
        f"{row.difference:.2f}", len(found.unaccounted), f"{row.seconds:.0f}",
    )  # fmt: skip
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _sum(rows: Sequence[Row]) -> str:
    cells = (
        "**all**", "", sum(row.kills for row in rows), sum(row.documents for row in rows),
        sum(row.payments for row in rows), sum(len(row.verdict.duplicates) for row in rows),
        sum(len(row.verdict.lost) + len(row.verdict.unequal) for row in rows),
        f"{sum((row.difference for row in rows), Decimal(0)):.2f}",
        sum(len(row.verdict.unaccounted) for row in rows), f"{sum(row.seconds for row in rows):.0f}",
    )  # fmt: skip
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _notes(row: Row) -> str:
    return "; ".join(f"{name}: {value}" for name, value in row.notes.items())
