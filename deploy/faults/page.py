"""`docs/reliability.md`, from what runs really found; pure."""

from collections.abc import Sequence
from decimal import Decimal

from deploy.faults.results import Result

HEAD = """# Reliability: what happens when everything breaks

Written by `WRITE=1 make faults`; each line is the newest run of its scenario, as `docs/reliability.json` keeps it. Real
processes, a real RabbitMQ and a real MongoDB, the sandboxes of Scoro and Xero as the outside world. Two companies work
on while things break: one writes its documents in Scoro, the other keeps its books in Xero; contacts, products,
invoices, credit notes, bills and payments cross in both directions. After each scenario everything heals, comes to
rest, is read once more as the next tick would, and is counted **in the two systems** by an oracle that shares no code
with the product (`deploy/faults/oracle.py`; import-linter keeps it so). Two such systems stand side by side on one
machine (`LANES=2`), so the whole suite takes little more than half the seconds that the last lines add up.
"""
COLUMNS = (
    "| scenario | what is broken | kills | documents | payments | twice | lost | difference | unaccounted | s | run |",
    "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|---|",
)
COUNTED = """
Counted are: documents, contacts, products and receipts that are missing or there twice; differences in net, tax and
what was paid, to the cent; and as *unaccounted* every object without one of the three outcomes, every entry that is not
final, every outcome untold, pending call, unread wish and active run, every message left in a queue, every dead letter,
every link that leads nowhere, and every message that the broker confirmed and that no service was ever done with.
`make faults` ends with exit code 1 on any of them, and keeps logs and database of the breach beside its own folder in
`.run/`. What it found and what was mended since, each with a test of its own:

- Bills of one supplier that Scoro refused together (it was on no supplier list yet): the first refusal had the supplier
  put on the list, the others found it there and gave up. Now each gets one more attempt.
- MongoDB stepped down in the middle of a write to many: the answer says that nothing is certain to last, which nobody
  took for passing. A message died of it.
- A product that was made and linked while Xero's list of items was on its way was taken for deleted: links are looked
  up before the list is asked for.
- RabbitMQ reset a connection while a service had begun to take messages of some queues and not yet of all: its process
  ended. Now it waits for the broker and begins anew.
"""
NOT_SHOWN = """
## Read the figures with this in mind

- The sandboxes are not Scoro and Xero; what they keep to is written in their own tests.
- When exactly a fault strikes depends on the machine: a seed repeats what is done, not the microsecond.
- The nodes of clusters are processes of one machine; a network that splits is no part of this suite.
- `RABBITMQ_DEBIAN=forky make faults` runs it on the RabbitMQ of another Debian release; scenarios of clusters always
  run on this machine's own.
"""


def page(results: Sequence[Result]) -> str:
    """All of it."""
    parts = [HEAD]
    for line in dict.fromkeys(one.place[1] for one in results):
        mine = [one for one in results if one.place[1] == line]
        parts += [f"## RabbitMQ {line}\n", *COLUMNS, *map(_line, mine), _sum(mine), ""]
    parts += [COUNTED.strip(), "", "## Notes of the runs", ""]
    parts += [f"- **{one.name}** ({one.place[1]}): {_notes(one)}" for one in results if one.notes]
    return "\n".join(parts) + "\n" + NOT_SHOWN


def _line(one: Result) -> str:
    versions = f"{one.day}, `SEED={one.seed.partition(':')[0]}`, MongoDB {one.versions.get('MongoDB', '?')}"
    cells = (
        f"`{one.name}`", one.says, one.kills, one.documents, one.payments, one.twice, one.lost, one.difference,
        one.unaccounted, one.seconds, versions,
    )  # fmt: skip
    return _row(cells)


def _sum(results: Sequence[Result]) -> str:
    cells = (
        "**all**", "", sum(one.kills for one in results), sum(one.documents for one in results),
        sum(one.payments for one in results), sum(one.twice for one in results), sum(one.lost for one in results),
        f"{sum((Decimal(one.difference) for one in results), Decimal(0)):.2f}",
        sum(one.unaccounted for one in results), sum(one.seconds for one in results), "",
    )  # fmt: skip
    return _row(cells)


def _row(cells: Sequence[object]) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def _notes(one: Result) -> str:
    return "; ".join(f"{name}: {value}" for name, value in one.notes.items())
