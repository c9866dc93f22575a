"""Every document is worked out twice, and those that cross are equal to the cent (R50, R122).

The product predicts what the other system will make of an element; the sandbox of that system works it out with code of
its own. Neither has seen the other's: an import rule keeps them apart.
"""

from collections import Counter
from collections.abc import Mapping
from random import Random

from rich.console import Console

from deploy.proof.rounding import from_scoro, to_scoro
from deploy.proof.rounding.books import chart_of, open_books
from deploy.proof.rounding.findings import Finding
from deploy.proof.rounding.scoro_papers import scoro_paper
from deploy.proof.rounding.xero_papers import xero_paper

SHOWN = 5
"""So many wrong ones are told in full."""


def documents(size: int, seed: int, console: Console) -> Mapping[str, int]:
    """Make up that many documents and let each of them cross."""
    ledger = open_books()
    rates = {rate.tax_type: rate.effective_rate for rate in ledger.tax_rates.values() if rate.status == "ACTIVE"}
    looked = from_scoro.looked_up(chart_of(ledger))
    in_scoro = to_scoro.looked_up(rates)
    wrong = 0
    ended: Counter[str] = Counter()
    for number in range(1, size + 1):
        draw = Random(f"{seed}:{number}")  # noqa: S311 made-up documents, the same for the same seed
        if number % 2:
            paper = scoro_paper(draw, number, rates)
            found = from_scoro.crossed(paper, ledger, looked, has_account=draw.random() < 1 / 2)
        else:
            found = to_scoro.crossed(xero_paper(draw, number, ledger), in_scoro, draw)
        way = "from Scoro" if number % 2 else "to Scoro"
        ended[f"{way}, {f'held: {found.held}' if found.held else 'crossed'}"] += 1
        if found.is_wrong:
            wrong += 1
            if wrong <= SHOWN:
                _tell(number, found, console)
    for what, count in ended.most_common():
        console.print(f"  {count:>9,} {what}")
    return {"documents_predicted": size, "mispredicted": wrong}


def _tell(number: int, found: Finding, console: Console) -> None:
    console.print(f"  document {number}: {found.predicted} predicted, {found.made} made, {found.wanted} wanted")
    for message in found.refused:
        console.print(f"    {message}")
    console.print(f"    {dict(found.element)}")
