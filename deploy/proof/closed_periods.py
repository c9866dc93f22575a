"""A lock date of Xero in the middle of a company's documents: all it closes are predicted, none is sent and refused.

First nothing that is closed may be sent (the default), then invoices go as drafts and bills with the first open day;
credit notes know no draft stage that could be settled later, and stay held. Whether Xero refused anything is read in
its own answers.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console

from deploy.bench.company import EVERYTHING, Company, connected
from deploy.demo.life import ENTITY

CLOSED = "locked_period"
REFUSAL = b"lock date"
"""In Xero's words."""
POLICIES = ("invoices.closed_periods=draft", "bills.closed_periods=first_open_day")
KINDS = ("invoices", "bills")
IDS = ("InvoiceID", "CreditNoteID")
ROUNDS = 3
"""Synchronizations in which documents that were held cross, with what they refer to."""
Document = Mapping[str, Any]
Held = frozenset[tuple[str, str]]
"""Category and Scoro's id."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a document that was held."""

    kind: str
    scoro_id: str
    day: str
    """In Xero; empty where it is not there."""
    status: str
    code: str
    """Of its problem; empty where it has none."""
    is_credit: bool = False

    @property
    def is_as_chosen(self) -> bool:
        """Another problem of its own keeps a document back rightly."""
        if not self.day:
            return self.code == CLOSED if self.is_credit else self.code not in {"", CLOSED}
        return not self.is_credit and (self.kind != "invoices" or self.status == "DRAFT")


def locked(size: int, seed: int, console: Console) -> dict[str, int]:
    """The figures of this part; limits of both systems are lifted, since they are not what is shown."""
    with connected(console, size, seed, limits=False) as company:
        dated = _dated(company)
        until = sorted(dated.values())[len(dated) // 2]
        before = _in_xero(company).keys()
        _lock(company, until)
        company.switch_on(EVERYTHING)
        company.sync()
        held = _held(company)
        closed = _closed(company, before, until)
        company.stage.operator.command("settings", "set", *POLICIES)
        company.stage.operator.command("problems", "retry", CLOSED, "--json")
        for _ in range(ROUNDS):
            company.sync()
        sent, opens = _sent(company, held), (dt.date.fromisoformat(until) + dt.timedelta(days=1)).isoformat()
        wrong = [*held_in_vain(held, dated, until), *not_as_chosen(sent, opens)]
        wrong += sorted(closed | _closed(company, before, until))
        wrong += [] if held else ["nothing was held, so nothing is shown"]
        for line in wrong:
            console.print(f"not as predicted: {line}")
        refused = sum(bytes(row.get("answer") or b"").count(REFUSAL) for row in company.store["calls"].find())
    return {"locked": len(held), "mispredicted": len(wrong), "locked_refusals": refused}


def held_in_vain(held: Held, dated: Mapping[tuple[str, str], str], until: str) -> list[str]:
    """What is dated on an open day and was held all the same; pure."""
    return [f"{kind} {known} of {dated[kind, known]}" for kind, known in sorted(held) if dated[kind, known] > until]


def not_as_chosen(sent: Iterable[Sent], opens: str) -> list[str]:
    """What did not go as its category's choice says; pure."""
    return [
        f"{one.kind} {one.scoro_id}: {one.status or one.code or 'nowhere'} {one.day}"
        for one in sent
        if not one.is_as_chosen or one.day not in {"", opens}
    ]


def _dated(company: Company) -> dict[tuple[str, str], str]:
    """Documents of Scoro → their day."""
    rows = company.stage.scoro.get(f"dump/{ENTITY}", module=list(KINDS))
    return {(kind, str(row["id"])): str(row["date"])[:10] for kind in KINDS for row in rows[kind]}


def _lock(company: Company, until: str) -> None:
    path = f"organisations/{company.stage.organisation}"
    company.stage.xero.post(path, {"period_lock_date": until}, method="PATCH")
    company.sync()  # nothing is switched on yet: what the organisation says is read


def _held(company: Company) -> Held:
    return frozenset(
        (str(row["category"]), str(row["object_id"]))
        for row in _problems(company)
        if row["code"] == CLOSED and row["category"] in KINDS
    )


def _problems(company: Company) -> Sequence[Document]:
    return list(company.store["problems"].find({"connection_id": company.connection_id, "open": True}))


def _in_xero(company: Company) -> dict[str, Document]:
    """Id → document that counts."""
    books = company.stage.xero.get("dump", organisation=company.stage.organisation)
    return {
        str(next(row[name] for name in IDS if row.get(name))): row
        for row in (*books["Invoices"], *books["CreditNotes"])
        if row["Status"] not in {"VOIDED", "DELETED"}
    }


def _closed(company: Company, before: Collection[str], until: str) -> set[str]:
    """What came to Xero on a day that is closed."""
    return {
        f"{one.get('InvoiceNumber') or one.get('CreditNoteNumber')} in a closed period"
        for known, one in _in_xero(company).items()
        if known not in before and _day(one) <= until
    }


def _day(document: Document) -> str:
    return str(document["DateString"])[:10]


def _sent(company: Company, held: Held) -> list[Sent]:
    links = company.store["links"].find({"connection_id": company.connection_id, "state": "active"})
    xero_ids = {(str(row["category"]), str(row["scoro_id"])): str(row["xero_id"]) for row in links}
    codes = {(str(row["category"]), str(row["object_id"])): str(row["code"]) for row in _problems(company)}
    there, credits_ = _in_xero(company), _credits(company)
    found: list[Sent] = []
    for kind, known in sorted(held):
        document = there.get(xero_ids.get((kind, known), ""))
        day, status = (_day(document), str(document["Status"])) if document else ("", "")
        is_credit = kind == "invoices" and known in credits_
        found.append(Sent(kind, known, day, status, codes.get((kind, known), ""), is_credit))
    return found


def _credits(company: Company) -> frozenset[str]:
    rows = company.stage.scoro.get(f"dump/{ENTITY}", module="invoices")["invoices"]
    return frozenset(str(row["id"]) for row in rows if row["credited_invoices"])
