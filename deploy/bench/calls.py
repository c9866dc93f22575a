"""A first load: how many calls it takes in both systems, against the fewest that could have done it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console

from deploy.bench.company import Company, connected
from deploy.bench.rows import Row, row
from deploy.demo import books as compared
from deploy.demo.life import ENTITY
from deploy.demo.sandboxes import Calls

BATCH = 50
DETAILED = 25
"""Rows of a detailed list of Scoro."""
TARGET = 1.05
Rows = Mapping[str, Sequence[Any]]


def calls(size: int, seed: int, words: Console) -> list[Row]:
    """Bring a company of so many documents across once, and count.

    Raises AssertionError where the books do not agree afterwards: a wrong result has no price.
    """
    with connected(words, size, seed) as company:
        company.switch_on()
        company.forget_counts()
        before = _made(company)
        company.sync()
        xero = Calls(company.stage.xero.get("counters"))
        scoro = Calls(company.stage.scoro.get("counters"))
        books = company.stage.xero.get("dump", organisation=company.stage.organisation)
        site = company.stage.scoro.get(f"dump/{ENTITY}", module=["contacts", "invoices"])
        found = compared.from_scoro(site, books)
        if not found.agrees:
            raise AssertionError(f"the books do not agree: {found}")
        fewest = least({kind: count - before[kind] for kind, count in counted(books).items()})
        sizes = _sizes(company)
    ratio = xero.writes / fewest
    return [
        row(
            "Xero: writing calls, first load", xero.writes, fewest, "fifty of a kind in each",
            target=f"≤ {TARGET}", met=ratio <= TARGET, summary={"calls_ratio": ratio}, documents=size,
            calls_by_size=sizes,
        ),
        row("Xero: reading calls, first load", xero.total - xero.writes, 1, "one look for all", documents=size),
        row(
            "Scoro: reading calls, first load", scoro.total, least_of_scoro(site),
            "each list once in full pages, and once more in slim ones against shifting", documents=size,
        ),
        row("429 answers, first load", xero.too_many + scoro.too_many, target="0",
            met=xero.too_many + scoro.too_many == 0, summary={"http_429": xero.too_many + scoro.too_many}),
    ]  # fmt: skip


def counted(books: Rows) -> dict[str, int]:
    """How many of each kind these books have."""
    return {kind: len(books[kind]) for kind in ("Contacts", "Items", "Invoices", "CreditNotes")}


def least(counts: Mapping[str, int]) -> int:
    """The fewest calls that could have made so many of each kind."""
    return sum(-(-count // BATCH) for count in counts.values())


def least_of_scoro(site: Rows) -> int:
    """The fewest reads of both lists: in detail, and slim once more where there is more than one page."""
    return sum(
        -(-len(site[kind]) // DETAILED) + (-(-len(site[kind]) // (4 * DETAILED)) if len(site[kind]) > DETAILED else 0)
        for kind in ("contacts", "invoices")
    )


def _made(company: Company) -> dict[str, int]:
    return counted(company.stage.xero.get("dump", organisation=company.stage.organisation))


def _sizes(company: Company) -> dict[str, dict[str, int]]:
    """Category and lane → entries in a call → how many calls: what shows which ones were not full."""
    found: dict[str, Counter[str]] = {}
    for one in company.store["calls"].find({}, {"category": 1, "lane": 1, "entries": 1}):
        sizes = found.setdefault(f"{one['category']}.{one['lane']}", Counter())
        sizes[str(len(one["entries"]))] += 1
    return {name: dict(sizes.most_common()) for name, sizes in sorted(found.items())}
