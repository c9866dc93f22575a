"""The whole system as real processes, connected, on servers of its own."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

import pytest
from pymongo import MongoClient

from deploy.demo.life import ENTITY
from deploy.demo.operator import Operator
from deploy.demo.sandboxes import Calls, Sandbox
from deploy.local.keys import Keys
from deploy.local.places import Places
from deploy.local.services import SCORO, SERVICES, STUDIO, XERO, Service, Surroundings, command_line
from deploy.local.stack import Stack
from deploy.local.state import Member
from deploy.local.waiting import until
from tests.servers import MongoServer, RabbitServer

PATIENCE = 60
HTTP_TIMEOUT = "6"
"""Owned records of a killed process are free after nine to eighteen seconds instead of minutes."""


@dataclass(slots=True)
class System:
    """A running, connected system: sandboxes, processes, and what an operator has."""

    stack: Stack
    keys: Keys
    scoro: Sandbox
    xero: Sandbox
    organisation: str
    operator: Operator
    connection_id: str
    database: Any

    def books(self) -> dict[str, Any]:
        """Everything in Xero."""
        found: dict[str, Any] = self.xero.get("dump", organisation=self.organisation)
        return found

    def live_invoices(self) -> list[dict[str, Any]]:
        """Sales invoices in Xero that count."""
        return [one for one in self.books()["Invoices"] if one["Status"] not in {"VOIDED", "DELETED"}]

    def calls(self) -> Calls:
        """Xero's own count."""
        return Calls(self.xero.get("counters"))

    def member(self, name: str) -> Member:
        """A process of the stack."""
        return next(one for one in self.stack.state().members if one.name == name)

    def kill(self, name: str) -> None:
        """`kill -9`."""
        os.kill(self.member(name).process.pid, signal.SIGKILL)
        assert until(lambda: not self.member(name).is_alive, seconds=10)

    def repair(self) -> None:
        """Start what is dead."""
        self.stack.up()

    def contact(self, **fields: Any) -> int:
        """Somebody adds a client in Scoro."""
        made = self.scoro.post(f"ui/{ENTITY}/contacts", {"name": "Client", "is_client": 1, **fields})
        return int(made["contact_id"])

    def invoice(self, contact_id: int, number: str, **fields: Any) -> int:
        """Somebody writes an invoice in Scoro."""
        line = {"product_id": 0, "comment": "Work", "price": "100", "amount": "1", **self.line_ids()}
        made = self.scoro.post(
            f"ui/{ENTITY}/invoices",
            {
                "company_id": contact_id, "no": number, "date": "2026-11-01", "deadline": "2026-12-01",
                "currency": "GBP", "is_sent": 1, "lines": [line], **fields,
            },
        )  # fmt: skip
        return int(made["id"])

    def line_ids(self) -> dict[str, Any]:
        """Scoro's ids of the standard tax rate and the sales account."""
        dump = self.scoro.get(f"dump/{ENTITY}", module=["vatCodes", "financeAccounts"])
        rate = next(row for row in dump["vatCodes"] if row["vat_code"] == "OUTPUT2")
        account = next(row for row in dump["financeAccounts"] if row["account_symbol"] == "200")
        return {"vat_code_id": int(rate["vat_code_id"]), "finance_account_id": int(account["id"])}

    def sync(self) -> Any:
        """*Synchronize now*, to its end."""
        return self.operator.command("sync", "--follow", "--json")

    def rests(self) -> bool:
        """Whether every entry has its outcome and everything was told."""
        unfinished = ["recorded", "open", "waiting", "sending", "unclear"]
        changes = self.database["changes"]
        untold = self.database["calls"].count_documents({"told": False})
        return not untold and not changes.count_documents({"$or": [{"state": {"$in": unfinished}}, {"told": False}]})

    def settled(self, seconds: float = PATIENCE) -> bool:
        """Wait until nothing is on its way."""
        return until(self.rests, seconds=seconds, pause=0.2)


def impatient(service: Service) -> Service:
    """The same service with short time limits."""
    told = service.environment

    def environment(around: Surroundings) -> dict[str, str]:
        return told(around) | {"HTTP_TIMEOUT": HTTP_TIMEOUT, "SCHEDULER_QUIET_SECONDS": "3"}

    return replace(service, environment=environment)


@pytest.fixture(scope="module")
def patched_environment(rabbitmq_server: RabbitServer, mongodb_server: MongoServer) -> Iterator[None]:
    """The stack uses the servers of this test session, in a virtual host and a database of its own."""
    with (
        rabbitmq_server.virtual_host() as url,
        mongodb_server.database() as database,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("RABBITMQ_URL", url)
        patch.setenv("RABBITMQ_MANAGEMENT_URL", str(rabbitmq_server.management.base_url))
        patch.setenv("MONGODB_URL", mongodb_server.url)
        patch.setenv("MONGODB_DATABASE", database)
        yield


@pytest.fixture(scope="module")
def start(patched_environment: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], System]]:
    """Starts the system with so many workers, connects it and switches both categories on."""
    del patched_environment
    with ExitStack() as ends:

        def started(workers: str = "") -> System:
            places = Places(checkout=tmp_path_factory.mktemp("stack"))
            needed = tuple(impatient(one) for one in SERVICES if one.name != STUDIO)
            stack = Stack(places, services=needed, company={"SIZE": "0", "SEED": "1"})
            ends.callback(stack.down)
            state = stack.up(workers)
            return connected(stack, stack.surroundings(state), ends)

        yield started


def connected(stack: Stack, around: Surroundings, ends: ExitStack) -> System:
    """Sign in, allow access, first synchronization, categories on."""
    xero = ends.enter_context(Sandbox(around.address(XERO)))
    scoro = ends.enter_context(Sandbox(around.address(SCORO)))
    operator = Operator(
        environment={**os.environ, **command_line(around)},
        connector=around.public_url,
        internal_api_key=around.keys.internal_api_key,
        scoro_api=f"{around.address(SCORO)}/api/v2",
        scoro_api_key=around.keys.scoro_api_key,
    )
    connection_id = operator.connect()
    operator.command("sync", "--follow", "--json")
    operator.command("settings", "set", "default_sales_account=200", "contacts.enabled=true", "invoices.enabled=true")
    client: MongoClient[dict[str, Any]] = ends.enter_context(MongoClient(around.servers.mongodb))
    return System(
        stack=stack,
        keys=around.keys,
        scoro=scoro,
        xero=xero,
        organisation=str(xero.get("organisations")[0]["id"]),
        operator=operator,
        connection_id=connection_id,
        database=client[around.database],
    )
