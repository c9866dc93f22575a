"""What runs and where it answers, for people and for programs."""

from enum import StrEnum

import httpx
from pydantic import BaseModel, ConfigDict

from deploy.local import health
from deploy.local.errors import NotRunningError
from deploy.local.services import CONNECTOR, SCORO, XERO
from deploy.local.stack import NOTHING_RUNS, Stack
from deploy.local.state import Member, StackState


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
    """The Scoro sandbox; `api_url` is what a connection is made with."""

    url: str
    api_url: str
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


class RabbitShown(Shown):
    url: str
    management_url: str


class MongoShown(Shown):
    url: str
    database: str


class StackShown(Shown):
    """Everything a program needs to use the stack. Contains keys: they open nothing but this stack."""

    scoro: ScoroShown
    xero: XeroShown
    connector: ConnectorShown
    rabbitmq: RabbitShown
    mongodb: MongoShown
    processes: tuple[ProcessShown, ...]


def shown(stack: Stack) -> StackShown:
    now = stack.state()
    if now.servers is None:
        raise NotRunningError(NOTHING_RUNS)
    around = stack.surroundings(now)
    keys = around.keys
    scoro, xero = around.address(SCORO), around.address(XERO)
    return StackShown(
        scoro=ScoroShown(url=scoro, api_url=f"{scoro}/api/v2", api_key=keys.scoro_api_key),
        xero=XeroShown(
            url=xero,
            client_id=keys.xero_client_id,
            client_secret=keys.xero_client_secret,
            webhook_key=keys.xero_webhook_key,
        ),
        connector=ConnectorShown(
            url=around.address(CONNECTOR), public_url=around.public_url, internal_api_key=keys.internal_api_key
        ),
        rabbitmq=RabbitShown(url=now.servers.rabbitmq, management_url=now.servers.rabbitmq_management),
        mongodb=MongoShown(url=now.servers.mongodb, database=now.database),
        processes=processes(now),
    )


def processes(now: StackState) -> tuple[ProcessShown, ...]:
    """Every process, asked at this moment."""
    with httpx.Client(timeout=6, trust_env=False) as client:
        return tuple(_process(one, _condition(one, client)) for one in now.members)


def _condition(member: Member, client: httpx.Client) -> Condition:
    if not member.is_alive:
        return Condition.DEAD
    return Condition.WELL if health.is_well(member.health_url, client) else Condition.SILENT


def _process(member: Member, condition: Condition) -> ProcessShown:
    return ProcessShown(
        name=member.name,
        service=member.service,
        number=member.number,
        pid=member.process.pid,
        port=member.port,
        condition=condition,
        log=member.log,
    )
