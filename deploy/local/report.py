"""What runs and where it answers, for people and for programs."""

from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from pathlib import Path

import httpx
from pydantic import BaseModel, ConfigDict

from deploy.local import health
from deploy.local.errors import NotRunningError
from deploy.local.servers import Servers
from deploy.local.services import CONNECTOR, SCORO, STUDIO, XERO
from deploy.local.stack import NOTHING_RUNS, Change, Stack
from deploy.local.state import Member, StackState
from deploy.local.workers import scalable

API_PATH = "/api/v2"


class Condition(StrEnum):
    WELL = "well"
    SILENT = "silent"  # it lives and does not answer, or says that it cannot work
    DEAD = "dead"


class Shown(BaseModel):
    model_config = ConfigDict(frozen=True)


class ProcessShown(Shown):
    """One process of the stack."""

    name: str
    service: str
    number: int
    pid: int
    port: int
    condition: Condition
    log: str


class ScoroShown(Shown):
    """The Scoro sandboxes; `api_url` is what a connection is made with."""

    url: str
    api_url: str
    studio_api_url: str
    """Of the site to which everything comes from Xero; the key is the same."""
    api_key: str


class XeroShown(Shown):
    """The Xero sandbox; API, sign-in and tokens have one address."""

    url: str
    client_id: str
    client_secret: str
    webhook_key: str


class ConnectorShown(Shown):
    """`public_url` is how Xero and browsers know it."""

    url: str
    public_url: str
    internal_api_key: str


class ConsoleShown(Shown):
    """`set_up_url` is where the first operator chooses a name and a password; None once somebody did."""

    url: str
    set_up_url: str | None = None


class RabbitShown(Shown):
    url: str
    management_url: str


class MongoShown(Shown):
    url: str
    database: str


class WorkersShown(Shown):
    """How many processes a service should have, and how many live."""

    wanted: int
    alive: int


class EndedShown(Shown):
    """How a worker came to its end; `killed` where it did not end by itself in time."""

    name: str
    seconds: float
    killed: bool


class ScaledShown(Shown):
    """What scaling came to."""

    workers: Mapping[str, WorkersShown]
    started: tuple[str, ...]
    ended: tuple[EndedShown, ...]


class StackShown(Shown):
    """Everything a program needs to use the stack. Contains keys: they open nothing but this stack."""

    scoro: ScoroShown
    xero: XeroShown
    connector: ConnectorShown
    console: ConsoleShown
    rabbitmq: RabbitShown
    mongodb: MongoShown
    workers: Mapping[str, WorkersShown]
    """Of services that can have several."""
    processes: tuple[ProcessShown, ...]


def shown(stack: Stack) -> StackShown:
    now = stack.state()
    if now.servers is None:
        raise NotRunningError(NOTHING_RUNS)
    around = stack.surroundings(now)
    keys = around.keys
    scoro, xero = around.address(SCORO), around.address(XERO)
    return StackShown(
        scoro=ScoroShown(
            url=scoro,
            api_url=f"{scoro}{API_PATH}",
            studio_api_url=f"{around.address(STUDIO)}{API_PATH}",
            api_key=keys.scoro_api_key,
        ),
        xero=XeroShown(
            url=xero,
            client_id=keys.xero_client_id,
            client_secret=keys.xero_client_secret,
            webhook_key=keys.xero_webhook_key,
        ),
        connector=ConnectorShown(
            url=around.address(CONNECTOR), public_url=around.public_url, internal_api_key=keys.internal_api_key
        ),
        console=ConsoleShown(url=around.console_url),
        rabbitmq=RabbitShown(url=now.servers.rabbitmq, management_url=now.servers.rabbitmq_management),
        mongodb=MongoShown(url=now.servers.mongodb, database=now.database),
        workers=_workers(stack, now),
        processes=(*_servers(stack.servers), *_members(now)),
    )


def scaled(stack: Stack, change: Change) -> ScaledShown:
    """What scaling changed, and what there is now."""
    return ScaledShown(
        workers=_workers(stack, stack.state()),
        started=change.started,
        ended=tuple(
            EndedShown(name=one.name, seconds=round(one.seconds, 1), killed=one.killed) for one in change.ended
        ),
    )


def _workers(stack: Stack, now: StackState) -> dict[str, WorkersShown]:
    alive = Counter(one.service for one in now.members if one.is_alive)
    return {name: WorkersShown(wanted=now.workers.get(name, 1), alive=alive[name]) for name in scalable(stack.services)}


def _servers(servers: Servers) -> Iterator[ProcessShown]:
    """Those that are private and were started."""
    rabbit, mongo = servers.rabbit, servers.mongo
    if servers.settings.rabbitmq_url is None and (broker := rabbit.record()) and broker.broker:
        condition = _condition(alive=broker.is_alive, well=broker.is_ready)
        yield _server("rabbitmq", broker.broker.pid, broker.amqp, condition, rabbit.log)
    if servers.settings.mongodb_url is None and (database := mongo.record()) and database.process:
        condition = _condition(alive=database.is_alive, well=database.is_ready)
        yield _server("mongodb", database.process.pid, database.port, condition, mongo.log)


def _server(name: str, pid: int, port: int, condition: Condition, log: Path) -> ProcessShown:
    return ProcessShown(name=name, service=name, number=1, pid=pid, port=port, condition=condition, log=str(log))


def _members(now: StackState) -> Iterator[ProcessShown]:
    """Every process of ours, asked at this moment; all at once, for those without a server take their time."""

    def asked(one: Member) -> ProcessShown:
        alive = one.is_alive
        return _member(one, _condition(alive=alive, well=alive and health.is_well(one.health_url, client)))

    with httpx.Client(timeout=6, trust_env=False) as client, ThreadPoolExecutor(len(now.members) or 1) as pool:
        yield from pool.map(asked, now.members)


def _condition(*, alive: bool, well: bool) -> Condition:
    if not alive:
        return Condition.DEAD
    return Condition.WELL if well else Condition.SILENT


def _member(member: Member, condition: Condition) -> ProcessShown:
    return ProcessShown(
        name=member.name,
        service=member.service,
        number=member.number,
        pid=member.process.pid,
        port=member.port,
        condition=condition,
        log=member.log,
    )
