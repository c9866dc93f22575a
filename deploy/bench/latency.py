"""An idle system: how long from an event to the other side, and what a direct call takes beside it."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import aio_pika
import msgspec
from rich.console import Console

from deploy.bench.bare import bare_loop
from deploy.bench.clicking import Person, at_the_desk
from deploy.bench.company import Company, connected
from deploy.bench.rows import Row, percentile, row, spread
from deploy.demo.life import ENTITY
from deploy.local.waiting import until

PATIENCE_SECONDS = 60
A_MOMENT = 0.01
BETWEEN = 0.3
TARGET = 1.0
P95 = 0.95


def latency(size: int, seed: int, words: Console) -> list[Row]:
    """`size` events of each kind."""
    with connected(words, 60, seed, limits=False) as company:
        company.switch_on()
        company.sync()
        with at_the_desk(company) as person:
            person.client = person.contact()
            person.click(person.invoice(person.client))
            events = Events(company, person, size)
            direct = [events.direct() for _ in range(size)]
            found = {
                "Scoro's webhook → Xero": events.several(events.by_webhook),
                "a click → Xero": events.several(events.by_click),
                "announcement → Xero": events.by_announcements(),
            }
            company.switch_on(["invoices.enabled=false", "contacts.direction=to_scoro"])
            company.sync()
            found["Xero's webhook → Scoro"] = events.several(events.by_contact)
    return [_row(name, seconds, direct) for name, seconds in found.items()]


def _row(name: str, seconds: list[float], direct: list[float]) -> Row:
    p95 = percentile(seconds, P95)
    return row(
        f"seconds, {name}, p95", p95, percentile(direct, P95), "a direct PUT of one invoice to the sandbox",
        target=f"≤ {TARGET:.0f}", met=p95 <= TARGET, spread=spread(seconds), direct=spread(direct),
        summary={"event_p95_s": p95} if name.startswith("announcement") else {},
    )  # fmt: skip


@dataclass(slots=True)
class Events:
    """Makes things happen and waits until the other side shows it; every document is new."""

    company: Company
    person: Person
    count: int

    def several(self, way: Callable[[], float]) -> list[float]:
        """One after the other, with nothing else going on."""
        taken = []
        for _ in range(self.count):
            taken.append(way())
            time.sleep(BETWEEN)
        return taken

    def by_webhook(self) -> float:
        """From a person's save in Scoro, whose webhook carries it."""
        began = time.perf_counter()
        return self._in_xero(self.person.invoice(self.person.client), began)

    def by_click(self) -> float:
        """From a press on a document that no webhook told of."""
        with self._deaf():
            invoice = self.person.invoice(self.person.client)
        return self.person.click(invoice)

    def by_announcements(self) -> list[float]:
        """From the publish by Scoro's backend, on a connection that is open, of documents no webhook told of."""
        operator, servers = self.company.stage.operator, self.company.stack.servers
        management = servers.rabbitmq_management if servers else ""
        told = replace(operator, environment={**operator.environment, "RABBITMQ_MANAGEMENT_URL": management})
        host = urlsplit(operator.scoro_api).netloc
        said = told.command("publishers", "add", "bench", "--site", host, "--json")
        return asyncio.run(self._announced(str(said["amqp_url"]), host))

    async def _announced(self, url: str, site: str) -> list[float]:
        taken = []
        async with await aio_pika.connect(url) as connection:
            channel = await connection.channel()
            exchange = await channel.get_exchange("announcements", ensure=False)
            for _ in range(self.count):
                with self._deaf():
                    invoice = self.person.invoice(self.person.client)
                body = msgspec.json.encode({"site": site, "entity": ENTITY, "object_id": int(invoice)})
                began = time.perf_counter()
                message = aio_pika.Message(body, content_type="application/json", user_id="bench")
                await exchange.publish(message, routing_key="invoice.changed.v1", mandatory=True)
                taken.append(self._in_xero(invoice, began))
                await asyncio.sleep(BETWEEN)
        return taken

    def by_contact(self) -> float:
        """From a bookkeeper's new contact in Xero, whose webhook carries it, to its client in Scoro."""
        stage, contacts = self.company.stage, {"category": "contacts"}
        self.person.made += 1
        before = self.company.store["links"].count_documents(contacts)
        body = {"Contacts": [{"Name": f"Announced Client {self.person.made}"}]}
        began = time.perf_counter()
        person = f"organisations/{stage.organisation}/person"
        stage.xero.post(person, {"action": "call", "method": "PUT", "path": "/Contacts", "body": body})
        self._until(lambda: self.company.store["links"].count_documents(contacts) > before)
        return time.perf_counter() - began

    def direct(self) -> float:
        """One call of our own to the sandbox."""
        self.person.made += 1
        books = self.company.stage.xero.get("dump", organisation=self.company.stage.organisation)
        line = {"Description": "Work", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200", "TaxType": "OUTPUT2"}
        invoice = {
            "Type": "ACCREC", "Date": "2026-11-01", "DueDate": "2026-12-01", "LineItems": [line], "Status": "DRAFT",
            "InvoiceNumber": f"DIRECT-{self.person.made}", "Contact": {"ContactID": books["Contacts"][0]["ContactID"]},
        }  # fmt: skip
        return bare_loop(self.company.stage, [invoice])

    def _in_xero(self, scoro_id: str, began: float) -> float:
        self._link({"scoro_id": scoro_id})
        return time.perf_counter() - began

    def _link(self, match: dict[str, Any]) -> dict[str, Any]:
        """Of an invoice, once it is there: Xero has answered a moment before."""
        links, wanted = self.company.store["links"], {"category": "invoices", **match}
        self._until(lambda: links.find_one(wanted, {"_id": 1}) is not None)
        found: dict[str, Any] = links.find_one(wanted) or {}
        return found

    def _until(self, is_so: Callable[[], bool]) -> None:
        if not until(is_so, seconds=PATIENCE_SECONDS, pause=A_MOMENT):
            raise AssertionError(f"nothing came of it within {PATIENCE_SECONDS} seconds")

    @contextmanager
    def _deaf(self) -> Iterator[None]:
        """Scoro's webhooks are lost meanwhile."""
        scoro = self.company.stage.scoro
        scoro.post("webhooks/faults", {"loss": 1.0}, method="PUT")
        try:
            yield
            scoro.post("webhooks/settle")
        finally:
            scoro.post("webhooks/faults", {}, method="PUT")
