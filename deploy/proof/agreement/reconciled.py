"""A system is loaded, left alone, then changed behind its back; its own proof of agreement is judged both times."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rich.console import Console

from deploy.bench.company import EVERYTHING, Company, connected
from deploy.demo import life
from deploy.proof.agreement.books import Books, Found
from deploy.proof.agreement.changes import WAYS, seeded

SHARE = 50
"""Of so many documents one is changed."""
LEAST = len(WAYS) + 1
"""Every way once, and a merge."""
AGAIN = 5
"""Synchronizations until nothing is on its way any more."""
DOCUMENTS = ("invoices", "bills")
GONE = frozenset({"VOIDED", "DELETED"})
Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """What is wrong with a proof."""

    false_lines: int
    missed: int
    unexplained: int
    """Currencies in which the lines do not add up to the totals, or the totals not to the books."""


def agreement(size: int, seed: int, console: Console) -> dict[str, int]:
    """The figures of this part; limits of both systems are lifted, since they are not what is shown."""
    with connected(console, size, seed, limits=False) as company:
        life.without_receipts(company.stage.scoro)
        company.switch_on(EVERYTHING)
        company.sync()
        life.in_xero(company.stage.xero, company.stage.organisation, seed, life.unpaid(company.stage.scoro))
        before = _at_rest(company)
        company.stage.operator.command("settings", "set", "mode=manual")
        troubled = _troubled(company)
        books = Books(company.stage.scoro, company.stage.xero, company.stage.organisation, _links(company))
        alone = judged(before, frozenset(), troubled)
        were = _worth(books)
        changed = frozenset(seeded(books, max(LEAST, size // SHARE), seed))
        after = _proof(company)
        found = judged(after, changed, troubled)
        books = Books(company.stage.scoro, company.stage.xero, company.stage.organisation, books.links)
        moved = {one: sum_ - were.get(one, Decimal(0)) for one, sum_ in _worth(books).items()}
        told = _less(_gross(after["differences"]), _gross(before["differences"]))
        unexplained = sum(1 for one in moved.keys() | told.keys() if moved.get(one, 0) != told.get(one, 0))
        for line in _strange(before, frozenset(), troubled) + _strange(after, changed, troubled):
            console.print(f"named without reason: {line}")
        for one in sorted(changed - _named(after)):
            console.print(f"not named: {one}")
        return {
            "reconciled": sum(one["scoro"]["count"] for one in before["totals"]),
            "seeded": len(changed),
            "false_lines": alone.false_lines + found.false_lines,
            "missed": found.missed,
            "unexplained": alone.unexplained + found.unexplained + unexplained,
        }


def judged(proof: Document, changed: frozenset[Found], troubled: frozenset[str]) -> Judged:
    """`changed` must be named, and besides only what the product says needs a person; pure."""
    lines, totals = _gross(proof["differences"]), _gross(proof["totals"])
    return Judged(
        false_lines=len(_strange(proof, changed, troubled)),
        missed=len(changed - _named(proof)),
        unexplained=sum(1 for one in lines.keys() | totals.keys() if lines.get(one, 0) != totals.get(one, 0)),
    )


def _named(proof: Document) -> frozenset[Found]:
    return frozenset(name for line in proof["differences"] for name in _names(line))


def _names(line: Document) -> frozenset[Found]:
    return frozenset((str(line["category"]), side, str(line[f"{side}_id"])) for side in ("scoro", "xero"))


def _strange(proof: Document, changed: frozenset[Found], troubled: frozenset[str]) -> list[Document]:
    """Differences of what nobody changed and nobody was told of."""
    return [
        line
        for line in proof["differences"]
        if not _names(line) & changed and not {str(line["scoro_id"]), str(line["xero_id"])} & troubled
    ]


def _gross(rows: Iterable[Document]) -> dict[tuple[str, str], Decimal]:
    """Category and currency → Scoro less Xero."""
    sums: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row["category"], row["currency"]] += Decimal(row["difference"]["gross"])
    return {one: sum_ for one, sum_ in sums.items() if sum_}


def _less(
    these: Mapping[tuple[str, str], Decimal], those: Mapping[tuple[str, str], Decimal]
) -> dict[tuple[str, str], Decimal]:
    """Of documents alone: what other books are compared with."""
    keys = {key for key in these.keys() | those.keys() if key[0] in DOCUMENTS}
    return {key: these.get(key, Decimal(0)) - those.get(key, Decimal(0)) for key in keys}


def _worth(books: Books) -> dict[tuple[str, str], Decimal]:
    """Gross of linked invoices and bills in Scoro less that in Xero, from the books themselves."""
    sums: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for kind in DOCUMENTS:
        for known, xero_id in books.links[kind].items():
            here, there = books.here[kind].get(known), books.there.get(xero_id)
            if here is not None and there is not None:
                sums[kind, here["currency"]] += Decimal(str(here["sum"])) + Decimal(str(here["vat_sum"]))
            if there is not None and there["Status"] not in GONE:
                sums[kind, str(there["CurrencyCode"])] -= Decimal(str(there["Total"]))
    return dict(sums)


def _at_rest(company: Company) -> Document:
    """A proof once nothing is on its way; what is paid comes with the next synchronizations."""
    proof: Document = {}
    for _ in range(AGAIN):
        company.sync()
        proof = _proof(company)
        if not any(line["why"] == "under_way" for line in proof["differences"]):
            break
    return proof


def _proof(company: Company) -> Document:
    said: Document = company.stage.operator.command("reconcile", "--now", "--json")
    return said


def _troubled(company: Company) -> frozenset[str]:
    """Ids of objects of which the product says that a person is needed."""
    listed = company.stage.operator.command("problems", "list", "--json")
    words = [("problems", "show", str(cause["cause"]), "--json") for cause in listed["problems"]]
    shown = company.stage.operator.commands(*words)
    found = (one for said in shown for cause in said["problems"] for one in cause["documents"])
    return frozenset(str(one["object_id"]) for one in found)


def _links(company: Company) -> dict[str, dict[str, str]]:
    rows = company.store["links"].find({"connection_id": company.connection_id, "state": "active"})
    links: dict[str, dict[str, str]] = {"invoices": {}, "bills": {}, "receipts": {}}
    for row in rows:
        links.setdefault(str(row["category"]), {})[str(row["scoro_id"])] = str(row["xero_id"])
    return links
