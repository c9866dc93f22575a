"""
Counts what came of everything, as an auditor who never saw the product's code.

It reads the books of both systems over HTTP, the product's own log with plain queries, and the broker's queues; what
should be where is written down here and in `deploy.demo.books` a second time, on purpose. Nothing of `shared` or
`services` is imported, not even through a third module.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
from pymongo import MongoClient

from deploy.demo import books as compared
from deploy.demo import xero_papers
from deploy.demo.papers import BILL, INVOICE, ZERO, Dump, Row
from deploy.demo.scoro_papers import flag, listed
from deploy.faults.ledger import TAP

ENTITY = "acme_uk"
SECONDS = 60
UNFINISHED = ("recorded", "open", "waiting", "sending", "unclear")
FINAL = frozenset({"synced", "left_out", "failed"})
KINDS = {"invoices": INVOICE, "bills": BILL, "ACCREC": INVOICE, "ACCPAY": BILL}
MODULES = ("contacts", "products", "invoices", "bills", "receipts")
XERO_IDS = {"invoices": ("InvoiceID", "CreditNoteID"), "bills": ("InvoiceID",), "contacts": ("ContactID",)}


@dataclass(frozen=True, slots=True)
class Books:
    """The two systems of one connection."""

    name: str
    connection_id: str
    way: str
    """`from_scoro` or `to_scoro`."""
    scoro: str
    xero: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Witness:
    """Where everything can be looked at."""

    books: tuple[Books, ...]
    mongodb: str
    database: str
    management: str
    amqp: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found; names, so that somebody can look."""

    documents: int = 0
    contacts: int = 0
    payments: int = 0
    duplicates: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    unequal: tuple[str, ...] = ()
    difference: Decimal = ZERO
    unaccounted: tuple[str, ...] = ()
    """Objects, messages and records of which nobody can say what became of them."""

    @property
    def is_clean(self) -> bool:
        return not self.breaches and self.difference == 0

    @property
    def breaches(self) -> list[str]:
        """All of them in words."""
        groups = {"twice": self.duplicates, "lost": self.lost, "unequal": self.unequal, "?": self.unaccounted}
        return [f"{word}: {name}" for word, names in groups.items() for name in names]

    def plus(self, other: "Verdict") -> "Verdict":
        return Verdict(
            documents=self.documents + other.documents,
            contacts=self.contacts + other.contacts,
            payments=self.payments + other.payments,
            duplicates=self.duplicates + other.duplicates,
            lost=self.lost + other.lost,
            unequal=self.unequal + other.unequal,
            difference=self.difference + other.difference,
            unaccounted=self.unaccounted + other.unaccounted,
        )


def judge(witness: Witness) -> Verdict:
    """Count everything there is, in both books of every connection."""
    with MongoClient[dict[str, Any]](witness.mongodb) as client:
        log = client[witness.database]
        verdict = Verdict(unaccounted=(*on_its_way(log), *in_queues(witness), *_dead(log)))
        for books in witness.books:
            scoro, xero = dumps(books)
            verdict = verdict.plus(_of_books(books, scoro, xero))
            verdict = verdict.plus(Verdict(unaccounted=tuple(_without_outcome(books, scoro, xero, log))))
            verdict = verdict.plus(Verdict(unaccounted=tuple(_astray(books, scoro, xero, log))))
    return verdict


def dumps(books: Books) -> tuple[Dump, Dump]:
    """Everything in both systems, what was deleted in Scoro included."""
    wanted = {"module": MODULES, "include_deleted": "true"}
    scoro = _read(f"{books.scoro}/_sandbox/dump/{ENTITY}", wanted)
    return scoro, _read(f"{books.xero}/_sandbox/dump", {"organisation": books.organisation})


def _read(address: str, params: Mapping[str, Any] | None = None) -> Any:
    answer = httpx.get(address, params=params, timeout=SECONDS, trust_env=False)
    answer.raise_for_status()
    return json.loads(answer.content, parse_float=Decimal)


def _of_books(books: Books, scoro: Dump, xero: Dump) -> Verdict:
    """Documents, contacts and payments; no document is excused."""
    found = compared.from_scoro(scoro, xero) if books.way == "from_scoro" else compared.to_scoro(xero, scoro)
    due, there = _paid_in_xero(xero), _paid_in_scoro(scoro)
    items_due, items_there = _codes(scoro["products"], "code"), _codes(xero["Items"], "Code")
    if books.way == "to_scoro":
        items_due, items_there = items_there, items_due
    return Verdict(
        documents=found.documents,
        contacts=found.contacts,
        payments=due.total(),
        duplicates=(
            *found.duplicates,
            *(f"contact {name}" for name in found.double_contacts),
            *(f"product {code}" for code in (items_there - items_due).elements()),
            *(f"receipt of {amount} on {number}" for _, number, amount in (there - due).elements()),
        ),
        lost=(
            *found.lost,
            *(f"contact {name}" for name in found.lost_contacts),
            *(f"product {code}" for code in (items_due - items_there).elements()),
            *(f"payment of {amount} on {number}" for _, number, amount in (due - there).elements()),
        ),
        unequal=found.unequal,
        difference=found.difference,
    )


def _codes(rows: Sequence[Row], name: str) -> Counter[str]:
    return Counter(str(row[name]) for row in rows if not flag(row.get("is_deleted")))


Paid = Counter[tuple[str, str, Decimal]]
"""(kind, number, amount) → how often."""


def _paid_in_xero(dump: Dump) -> Paid:
    live = [row for row in dump["Payments"] if row["Status"] == "AUTHORISED" and row["Invoice"]["Type"] in KINDS]
    return Counter(
        (KINDS[row["Invoice"]["Type"]], str(row["Invoice"]["InvoiceNumber"]), Decimal(str(row["Amount"])).normalize())
        for row in live
    )


def _paid_in_scoro(dump: Dump) -> Paid:
    """Receipts on invoices and bills; what credits used up is no payment."""
    numbers = {(module, str(row["id"])): row for module in ("invoices", "bills") for row in dump[module]}
    found: Paid = Counter()
    for group in dump["receipts"]:
        module = str(group["sales_doc_type"])
        for part in () if flag(group.get("is_deleted")) else group["receipts"]:
            row = numbers[module, str(part["invoice_id"])]
            if not row.get("credited_invoices"):
                found[KINDS[module], str(row["no"]), Decimal(str(part["sum"])).normalize()] += 1
    return found


def on_its_way(log: Any) -> Iterator[str]:
    """What the product has not finished."""
    for state in UNFINISHED:
        if count := log["changes"].count_documents({"state": state}):
            yield f"{count} entries {state}"
    for collection, query, words in (
        ("changes", {"told": False}, "outcomes untold"),
        ("calls", {"told": False}, "calls untold"),
        ("calls", {"pending": True}, "calls pending"),
        ("runs", {"active": True}, "runs active"),
        ("cursors", {"reading": True}, "sources being read"),
        ("wishes", {}, "wishes unread"),
    ):
        if count := log[collection].count_documents(query):
            yield f"{count} {words}"


def _dead(log: Any) -> Iterator[str]:
    if count := log["dead_letters"].count_documents({"open": True}):
        errors = {str(row.get("death", {}).get("error", ""))[:80] for row in log["dead_letters"].find({"open": True})}
        yield f"{count} dead letters: {'; '.join(sorted(errors))}"


def _queues(witness: Witness) -> Sequence[Row]:
    host = quote(urlsplit(witness.amqp).path.lstrip("/") or "/", safe="")
    found: Sequence[Row] = _read(f"{witness.management}/api/queues/{host}")
    return found


def queue_names(witness: Witness) -> list[str]:
    """All that keep what comes."""
    return sorted(str(row["name"]) for row in _queues(witness) if row["durable"] and row["name"] != TAP)


def in_queues(witness: Witness) -> Iterator[str]:
    """Messages that nobody took or nobody has acknowledged, dead ones too."""
    for row in _queues(witness):
        if row["name"] == TAP:
            continue
        if count := int(row.get("messages", 0)):
            yield f"{count} messages in {row['name']}"


def _sources(books: Books, scoro: Dump, xero: Dump) -> Iterator[tuple[str, str, str, str]]:
    """(category, system, id, name) of every object that has to have an outcome."""
    if books.way == "from_scoro":
        for module in ("invoices", "bills"):
            for row in scoro[module]:
                if not flag(row.get("is_deleted")):
                    yield module, "scoro", str(row["id"]), str(row["no"])
        for own, name in listed(scoro):
            yield "contacts", "scoro", own, name
        return
    for paper in xero_papers.papers(xero):
        yield "bills" if paper.kind == BILL else "invoices", "xero", paper.own_id, paper.name
    for row in xero_papers.active(xero):
        yield "contacts", "xero", str(row["ContactID"]), str(row["Name"])


def _without_outcome(books: Books, scoro: Dump, xero: Dump, log: Any) -> Iterator[str]:
    """Each object ends in one of three outcomes; one that nobody ever read has none."""
    newest: dict[tuple[str, str, str], str] = {}
    for entry in log["changes"].find({"connection_id": books.connection_id}).sort("_id"):
        newest[entry["category"], entry["system"], entry["object_id"]] = str(entry["state"])
    for category, system, own, name in _sources(books, scoro, xero):
        if (state := newest.get((category, system, own), "never seen")) not in FINAL:
            yield f"{category} {name}: {state}"


def _astray(books: Books, scoro: Dump, xero: Dump, log: Any) -> Iterator[str]:
    """Links that lead to what is not there, and objects with two of them."""
    seen: Counter[tuple[str, str]] = Counter()
    there = {category: set(_ids(category, xero)) for category in XERO_IDS}
    ours = {name: {str(row["contact_id" if name == "contacts" else "id"]) for row in scoro[name]} for name in XERO_IDS}
    for link in log["links"].find({"connection_id": books.connection_id, "state": "active"}):
        category, scoro_id, xero_id = link["category"], link["scoro_id"], link["xero_id"]
        seen[category, f"scoro {scoro_id}"] += 1
        seen[category, f"xero {xero_id}"] += 1
        if category not in XERO_IDS:
            continue
        if xero_id not in there[category] or scoro_id not in ours[category]:
            yield f"link of {category} {scoro_id} to {xero_id} leads nowhere"
    yield from (f"{category} {own} has {count} links" for (category, own), count in seen.items() if count > 1)


def _ids(category: str, xero: Dump) -> Iterator[str]:
    rows: Sequence[Row] = [*xero["Contacts"], *xero["Invoices"], *xero["CreditNotes"]]
    for row in rows:
        for name in XERO_IDS[category]:
            if row.get(name):
                yield str(row[name])
