"""What is changed behind the sync's back: by people, in both sandboxes, each document once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from deploy.demo.life import ENTITY
from deploy.demo.papers import Row
from deploy.demo.sandboxes import Sandbox
from deploy.demo.scoro_papers import flag

CENT = Decimal("0.01")
OTHER = {"comment": "Something else", "price": "7.35", "amount": "1"}
Found = tuple[str, str]
"""System and id by which a difference must name it."""


@dataclass(slots=True)
class Books:
    """Both systems as a person finds them, and what links say belongs together: Scoro's id → Xero's, by category."""

    scoro: Sandbox
    xero: Sandbox
    organisation: str
    links: dict[str, dict[str, str]]
    here: dict[str, dict[str, Row]] = field(default_factory=dict)
    there: dict[str, Row] = field(default_factory=dict)

    def __post_init__(self) -> None:
        dump = self.scoro.get(f"dump/{ENTITY}", module=["invoices", "bills", "receipts"])
        self.here = {
            name: {str(row["id"]): row for row in rows if not flag(row.get("is_deleted"))}
            for name, rows in dump.items()
        }
        books = self.xero.get("dump", organisation=self.organisation)
        self.there = {str(row["InvoiceID"]): row for row in books["Invoices"]}

    def untouched(self, category: str) -> list[str]:
        """Ids in Scoro of documents that are linked, approved in Xero and neither paid nor credited."""
        credited = {str(one) for row in self.here["invoices"].values() for one in row.get("credited_invoices") or ()}
        paid = {str(part["invoice_id"]) for group in self.here["receipts"].values() for part in group["receipts"]}
        return [
            known
            for known, xero_id in sorted(self.links[category].items())
            if known in self.here[category]
            and known not in credited | paid
            and self._is_open(self.there.get(xero_id))
            and Decimal(str(self.here[category][known]["sum"])) > 1
            and not Decimal(str(self.here[category][known].get("prepayment_sum") or 0))
        ]

    @staticmethod
    def _is_open(row: Row | None) -> bool:
        return row is not None and row["Status"] == "AUTHORISED" and row["AmountDue"] == row["Total"]

    def person(self, action: str, **what: Any) -> None:
        """Somebody works in Xero."""
        done = self.xero.post(f"organisations/{self.organisation}/person", {"action": action, **what})
        if done["status"] >= 400:  # noqa: PLR2004 - HTTP
            raise AssertionError(f"{action} {what}: {done}")


def _voided(books: Books, known: str) -> Found:
    books.person("void", invoice=books.links["invoices"][known])
    return "scoro", known


def _edited_in_xero(books: Books, known: str) -> Found:
    xero_id = books.links["invoices"][known]
    line = {"Description": "Something else", "Quantity": 1, "UnitAmount": 7, "AccountCode": "200"}
    books.person("call", method="POST", path=f"/Invoices/{xero_id}", body={"LineItems": [line]})
    return "scoro", known


def _renumbered(books: Books, known: str) -> Found:
    xero_id = books.links["invoices"][known]
    books.person("call", method="POST", path=f"/Invoices/{xero_id}", body={"InvoiceNumber": f"X-{known}"})
    return "scoro", known


def _edited_in_scoro(books: Books, known: str) -> Found:
    books.scoro.post(f"ui/{ENTITY}/invoices/{known}", {"lines": [OTHER]}, method="PATCH")
    return "scoro", known


def _deleted_in_scoro(books: Books, known: str) -> Found:
    books.scoro.post(f"ui/{ENTITY}/invoices/{known}", method="DELETE")
    return "scoro", known


def _paid_in_scoro(books: Books, known: str) -> Found:
    """R113: what nobody should do."""
    before = _receipts(books)
    books.scoro.post(f"ui/{ENTITY}/invoices/{known}/pay", {"amount": "1.00"})
    [made] = _receipts(books) - before
    return "scoro", made


def _receipts(books: Books) -> set[str]:
    return {str(row["id"]) for row in books.scoro.get(f"dump/{ENTITY}", module="receipts")["receipts"]}


WAYS: Sequence[Callable[[Books, str], Found]] = (
    _voided, _edited_in_xero, _renumbered, _edited_in_scoro, _deleted_in_scoro, _paid_in_scoro,
)  # fmt: skip


def seeded(books: Books, count: int, seed: int) -> Iterator[Found]:
    """So many changes, every way by turns, each of another document; a receipt's own deletion comes on top."""
    random = Random(seed)  # noqa: S311 - which documents are touched is no secret
    documents = books.untouched("invoices")
    random.shuffle(documents)
    receipts = sorted(known for known in books.links["receipts"] if known in books.here["receipts"])
    random.shuffle(receipts)
    for known in receipts[: count // (len(WAYS) + 1)]:
        books.scoro.post(f"ui/{ENTITY}/receipts/{known}", method="DELETE")
        yield "scoro", known
    for at, known in enumerate(documents[: count - count // (len(WAYS) + 1)]):
        yield WAYS[at % len(WAYS)](books, known)
