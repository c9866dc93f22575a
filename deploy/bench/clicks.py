"""A person's click in the middle of a backfill: how long until they are told that their document is in Xero.

Real processes, the sandboxes' true limits: sixty calls a minute to Xero, five at once. The clicks begin when the
backfill has used up its first minute's calls, so that every further one is scarce. They take turns: a new document of
a known contact, one of a new contact, one that the backfill has not come to yet, and one that was edited since it was
sent. The baseline is the same round of clicks before the backfill begins.
"""

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
from rich.console import Console

from deploy.bench.rows import Row, percentile, row, spread
from deploy.demo.life import ENTITY
from deploy.demo.rates import confirm_beforehand
from deploy.demo.sandboxes import Calls
from deploy.demo.stage import Stage, on_own_stack
from deploy.local.waiting import until

CLICKS, IDLE_CLICKS = 24, 8
EVERY_SECONDS = 4.0
A_MINUTE_OF_CALLS = 54
"""What the backfill may have of them: the rest is kept for others."""
A_WINDOW = 65.0
"""Seconds after which the clicks of before are forgotten by every limit."""
PATIENCE_SECONDS = 300
WELL = frozenset({"created", "updated", "in_sync"})
P95 = 0.95
TARGET = 3.0


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
        """What is clicked on, in turn."""
        while True:
            yield self.invoice(self.client)
            yield self.edited()
            yield self.invoice(self.contact())
            yield next(backlog)


def clicks(size: int, seed: int, words: Console) -> list[Row]:
    """Load a company of so many documents and click meanwhile.

    Raises AssertionError where a click did not end well, a limit was hit, or the backfill was over too soon.
    """
    with on_own_stack(words) as stage:
        stage.scoro.post("seed", {"seed": seed, "size": size})
        connection_id = stage.operator.connect()
        stage.operator.command("sync", "--follow", "--json")
        stage.operator.command("settings", "set", "default_sales_account=200")
        confirm_beforehand(stage.operator, stage.scoro)
        headers = {"Authorization": f"Bearer {stage.operator.internal_api_key}"}
        address = f"{stage.operator.connector}/connections/{connection_id}/"
        with httpx.Client(base_url=address, headers=headers, timeout=60, trust_env=False) as http:
            person = Person(stage, http, _line(stage))
            idle = _before(person, words)
            busy = _during(person, words)
        calls = Calls(stage.xero.get("counters"))
    p95 = percentile(busy, P95)
    return [
        row("seconds from a click to Xero during a backfill, p95", p95, percentile(idle, P95),
            "the same clicks before the backfill", target="≤ 3", met=p95 <= TARGET, documents=size,
            spread=spread(busy), summary={"click_p95_s": p95}),
        row("429 answers, clicks", calls.too_many, target="0", met=calls.too_many == 0, documents=size,
            summary={"http_429": calls.too_many}),
    ]  # fmt: skip


def _before(person: Person, words: Console) -> list[float]:
    """On an idle system; the first one brings its contact along."""
    person.client = person.contact()
    person.click(person.invoice(person.client))
    turns = person.turns(_backlog(person.stage))
    taken = [person.click(next(turns)) for _ in range(IDLE_CLICKS)]
    words.print(f"[dim]{IDLE_CLICKS} clicks on an idle system: {_shown(taken)}[/]")
    return taken


def _during(person: Person, words: Console) -> list[float]:
    stage = person.stage
    backlog = _backlog(stage, skip=IDLE_CLICKS)
    time.sleep(A_WINDOW)
    stage.xero.post("counters", method="DELETE")
    stage.operator.command("settings", "set", "contacts.enabled=true", "invoices.enabled=true")
    run = stage.operator.command("sync", "--json")
    if not until(lambda: _calls(stage) >= A_MINUTE_OF_CALLS, seconds=PATIENCE_SECONDS, pause=0.5):
        raise AssertionError(f"the backfill made {_calls(stage)} calls in {PATIENCE_SECONDS} seconds")
    turns = person.turns(backlog)
    taken = []
    for number in range(CLICKS):
        began = time.perf_counter()
        taken.append(person.click(next(turns)))
        words.print(f"[dim]click {number + 1}: {taken[-1]:.2f} s[/]")
        time.sleep(max(0.0, EVERY_SECONDS - (time.perf_counter() - began)))
    running = stage.operator.command("status", "--json")["connections"][0]["status"]["running"]
    if running != run["run_id"]:
        raise AssertionError("the backfill was over before the clicks were: take a larger company")
    return taken


def _calls(stage: Stage) -> int:
    return Calls(stage.xero.get("counters")).total


def _backlog(stage: Stage, *, skip: int = 0) -> Iterator[str]:
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


def _shown(seconds: list[float]) -> str:
    return f"median {statistics.median(seconds):.2f} s, p95 {percentile(seconds, P95):.2f} s"
