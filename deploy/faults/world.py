"""The whole system on servers of its own, two companies connected, its processes kept alive as an operator would."""

import platform
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from pymongo import MongoClient
from rich.console import Console

from deploy.demo import companies
from deploy.demo.companies import Company
from deploy.demo.operator import Operator
from deploy.demo.sandboxes import Sandbox
from deploy.faults import noting
from deploy.faults.clusters.both import Clusters, running, used
from deploy.faults.keeper import PRODUCT, Keeper
from deploy.faults.ledger import Ledger
from deploy.faults.oracle import Books, Witness
from deploy.faults.pressing import synchronize_now
from deploy.local.alone import alone
from deploy.local.environment import ours
from deploy.local.errors import LocalError
from deploy.local.places import Places
from deploy.local.report import API_PATH
from deploy.local.services import SCORO, SERVICES, STUDIO, XERO, Service, Surroundings, command_line
from deploy.local.stack import Stack
from deploy.local.waiting import until
from shared.store.runs import RunState

HTTP_TIMEOUT = "5"
"""Owned records of a killed process are free after 7.5 to 15 seconds instead of minutes."""
A_DAY_OF_CALLS = 1_000_000
RUN_SECONDS, LOOK_EVERY = 600.0, 0.5
PER_MINUTE = 6_000
SHORT = {
    "HTTP_TIMEOUT": HTTP_TIMEOUT,
    "SCHEDULER_QUIET_SECONDS": "3",
    "XERO_MINUTE_LIMIT": str(PER_MINUTE),
    "XERO_APP_MINUTE_LIMIT": str(PER_MINUTE * 10),
    "XERO_DAY_LIMIT": str(A_DAY_OF_CALLS),
    "SCORO_WINDOW_LIMIT": "200",
}
"""Short time limits, and limits of calls that are no part of what is shown here."""


@dataclass(slots=True)
class World:
    """Everything that can be broken, and everybody who works on meanwhile."""

    stack: Stack
    around: Surroundings
    keeper: Keeper
    operator: Operator
    agency: Company
    """Writes its documents in Scoro; paid in Xero."""
    studio: Company
    """Keeps its books in Xero."""
    database: Any
    witness: Witness
    ledger: Ledger
    words: Console
    clusters: Clusters | None = None
    """Of the servers, where there are several nodes of each."""

    @property
    def both(self) -> tuple[Company, Company]:
        return self.agency, self.studio

    @property
    def xero(self) -> Sandbox:
        return self.agency.xero

    def say(self, text: str) -> None:
        """What happens, for whoever watches."""
        self.words.print(f"[dim]    {text}[/]", highlight=False, soft_wrap=True)

    def versions(self) -> dict[str, str]:
        """Of what all this runs on."""
        overview = httpx.get(f"{self.witness.management}/api/overview", timeout=30, trust_env=False).json()
        return {
            "Python": platform.python_version(),
            "RabbitMQ": str(overview["rabbitmq_version"]),
            "MongoDB": str(self.database.client.server_info()["version"]),
        }

    def ask(self) -> list[UUID]:
        """*Synchronize now*, for both connections; hands out the runs' ids. Raises NotAskedError."""
        return synchronize_now(self.witness.amqp, [company.connection_id for company in self.both])

    def synchronize(self) -> None:
        """What the five-minute tick does, now, for both connections and to its end.

        Raises LocalError where it does not end in time.
        """
        done = {"_id": {"$in": [str(run_id) for run_id in self.ask()]}, "state": RunState.DONE.value}
        runs = self.database["runs"]
        if not until(lambda: runs.count_documents(done) == len(self.both), seconds=RUN_SECONDS, pause=LOOK_EVERY):
            raise LocalError(f"a run did not end within {RUN_SECONDS:.0f} seconds")


def watched(service: Service, notes: Path) -> Service:
    """The same service with short time limits, and with notes of what it was done with."""
    told = service.environment

    def environment(around: Surroundings) -> dict[str, str]:
        return told(around) | SHORT | {noting.FILE: str(notes)}

    if service.name not in PRODUCT:
        return replace(service, environment=environment)
    *_, module = service.command
    return replace(service, environment=environment, command=("-m", noting.__name__, module))


@contextmanager
def opened(words: Console, places: Places | None = None, *, clustered: bool = False) -> Iterator[World]:
    """A fresh, connected system, its servers single ones or clusters of three; nothing of it stays running."""
    places = places or Places(name="faults")
    if not clustered:
        with _opened(words, places) as world:
            yield world
        return
    folder = places.run.with_name(f"{places.run.name}-clusters")
    shutil.rmtree(folder, ignore_errors=True)
    with running(folder, places.packages) as clusters, used(clusters), _opened(words, places) as world:
        world.clusters = clusters
        yield world


@contextmanager
def _opened(words: Console, places: Places) -> Iterator[World]:
    notes = places.run / "notes.txt"
    services = tuple(watched(one, notes) for one in SERVICES)
    stack = Stack(places, services, tell=lambda text: words.print(f"[dim]    {text}[/]"), company={"SIZE": "0"})
    with alone(stack) as around, ExitStack() as ends:
        world = _connected(
            stack, around, words, ends, Ledger(around.servers.rabbitmq, around.servers.rabbitmq_management, notes)
        )
        ends.enter_context(world.keeper.keeping())
        yield world


def _connected(stack: Stack, around: Surroundings, words: Console, ends: ExitStack, ledger: Ledger) -> World:
    ledger.open()
    scoro, studio, xero = (
        ends.enter_context(Sandbox(address)) for address in (around.address(name) for name in (SCORO, STUDIO, XERO))
    )
    agency_, studio_ = _made_up(scoro, studio, xero)
    operator = Operator(
        environment=ours(command_line(around)),
        connector=around.public_url,
        internal_api_key=around.keys.internal_api_key,
        scoro_api=around.address(SCORO) + API_PATH,
        scoro_api_key=around.keys.scoro_api_key,
    )
    for company in (agency_, studio_):
        company.connection_id = operator.connect(company.scoro.url + API_PATH, organisations=[company.organisation])
    client: MongoClient[dict[str, Any]] = ends.enter_context(MongoClient(around.servers.mongodb, tz_aware=True))
    world = World(
        stack=stack,
        around=around,
        keeper=Keeper(stack, around),
        operator=operator,
        agency=agency_,
        studio=studio_,
        database=client[around.database],
        witness=_witness(around, agency_, studio_),
        ledger=ledger,
        words=words,
    )
    world.synchronize()
    for company in world.both:
        operator.command("settings", "set", *company.choices, "--connection", company.connection_id)
    world.synchronize()
    return world


def _made_up(scoro: Sandbox, studio: Sandbox, xero: Sandbox) -> tuple[Company, Company]:
    """Both companies are new: all they have is what is written while things break."""
    studio.post("seed", {"seed": 1, "size": 0, "profile": "to_scoro"})
    xero.post("seed", {"replace": False, "organisations": [companies.STUDIO_SEED]})
    xero.post("limits", {"per_minute": PER_MINUTE, "per_day": A_DAY_OF_CALLS}, method="PUT")
    for sandbox in (scoro, studio):
        sandbox.post("limits", {"requests_per_window": 200, "requests_per_day": A_DAY_OF_CALLS}, method="PATCH")
    return companies.agency(scoro, xero), companies.studio(studio, xero)


def _witness(around: Surroundings, agency: Company, studio: Company) -> Witness:
    books = [
        Books(company.name, company.connection_id, way, company.scoro.url, company.xero.url, company.organisation)
        for company, way in ((agency, "from_scoro"), (studio, "to_scoro"))
    ]
    servers = around.servers
    return Witness(tuple(books), servers.mongodb, around.database, servers.rabbitmq_management, servers.rabbitmq)
