"""Somebody in Scoro who makes documents and clicks on them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

import httpx

from deploy.bench.company import Company
from deploy.demo.life import ENTITY
from deploy.demo.stage import Stage

WELL = frozenset({"created", "updated", "in_sync"})
BESIDE = (0, 1, 1, 0)
"""Calls to Xero beside the one that writes: none, a look before a change (decision 0022), a new contact, none."""


@dataclass(slots=True)
class Person:
    """Somebody in Scoro, with a document to send."""

    stage: Stage
    http: httpx.Client
    line: dict[str, Any]
    client: int = 0
    """A contact that crossed long ago."""
    last: str = ""
    """The document that was sent last."""
    made: int = 0

    def contact(self) -> int:
        """A new client."""
        self.made += 1
        fields = {"name": f"Clicked Client {self.made}", "is_client": 1}
        return int(self.stage.scoro.post(f"ui/{ENTITY}/contacts", fields)["contact_id"])

    def invoice(self, client: int) -> str:
        """A new draft."""
        self.made += 1
        fields = {
            "company_id": client, "no": f"CLICK-{self.made}", "date": "2026-11-01", "deadline": "2026-12-01",
            "currency": "GBP", "is_sent": 0, "lines": [self.line],
        }  # fmt: skip
        return str(self.stage.scoro.post(f"ui/{ENTITY}/invoices", fields)["id"])

    def edited(self) -> str:
        """The last one, with another text."""
        self.made += 1
        fields = {"reference_no": f"edited {self.made}"}
        self.stage.scoro.post(f"ui/{ENTITY}/invoices/{self.last}", fields, method="PATCH")
        return self.last

    def click(self, invoice: str) -> float:
        """Seconds until the document is in Xero and its sender knows.

        Raises AssertionError where that does not come about.
        """
        self.last = invoice
        wish = {"action": "send", "kind": "invoice", "scoro_id": invoice}
        began = time.perf_counter()
        answer = self.http.post("actions", json=wish, headers={"Prefer": "wait=50"}).json()
        seconds = time.perf_counter() - began
        if answer.get("state") not in WELL:
            raise AssertionError(f"a click did not end well: {answer}")
        return seconds

    def turns(self, backlog: Iterator[str]) -> Iterator[str]:
        """What is clicked on, in turn; `BESIDE` counts in the same order."""
        while True:
            yield self.invoice(self.client)
            yield self.edited()
            yield self.invoice(self.contact())
            yield next(backlog)


def beside(clicks: int) -> int:
    """Calls that so many clicks need, beside the one that writes each document."""
    return sum(islice(cycle(BESIDE), clicks))


@contextmanager
def at_the_desk(company: Company) -> Iterator[Person]:
    """A person with the connector before them."""
    operator = company.stage.operator
    headers = {"Authorization": f"Bearer {operator.internal_api_key}"}
    address = f"{operator.connector}/connections/{company.connection_id}/"
    with httpx.Client(base_url=address, headers=headers, timeout=60, trust_env=False) as http:
        yield Person(company.stage, http, _line(company.stage))


def backlog(stage: Stage, *, skip: int = 0) -> Iterator[str]:
    """Documents that a backfill comes to last: the newest of the seeded ones that nothing keeps back."""
    rows = stage.scoro.get(f"dump/{ENTITY}", module="invoices")["invoices"]
    fit = [row for row in rows if not row["credited_invoices"] and not str(row["no"]).startswith("CLICK")]
    unpaid = [str(row["id"]) for row in fit if float(row["paid_sum"]) == 0]
    yield from sorted(unpaid, key=int, reverse=True)[skip:]


def _line(stage: Stage) -> dict[str, Any]:
    """An hour's work, by Scoro's ids of the standard tax rate and the sales account."""
    dump = stage.scoro.get(f"dump/{ENTITY}", module=["vatCodes", "financeAccounts"])
    rate = next(row for row in dump["vatCodes"] if row["vat_code"] == "OUTPUT2")
    account = next(row for row in dump["financeAccounts"] if row["account_symbol"] == "200")
    ids = {"vat_code_id": int(rate["vat_code_id"]), "finance_account_id": int(account["id"])}
    return {"product_id": 0, "comment": "Work", "price": "100", "amount": "1", **ids}
