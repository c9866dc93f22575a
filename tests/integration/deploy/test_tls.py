"""RabbitMQ and MongoDB over TLS alone: services start, work and are ready; who cannot be trusted is named at once."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aio_pika
import httpx
import pytest
from pydantic import SecretStr
from pymongo import MongoClient

from deploy.local import ports
from deploy.local.keys import Keys
from deploy.local.servers import Addresses
from deploy.local.services import CONNECTOR, CONSOLE, SANDBOXES, SERVICES, Surroundings
from deploy.local.waiting import until
from services.console.doctor import Doctor, State
from shared.clock import SystemClock
from shared.crypto import Vault
from shared.messaging.topology import EVENTS
from shared.store.database import opened
from shared.store.everything import Store
from tests.certificates import Authority, Certificate
from tests.processes import Running, running
from tests.tls_servers import TlsServers, tls_servers

pytestmark = pytest.mark.slow

WORKING = (CONNECTOR, "products", "scheduler", CONSOLE)
BY_NAME = {service.name: service for service in SERVICES}
NOT_TRUSTED = 2
AT_ONCE = 60
"""Seconds: ten of them MongoDB's driver waits for its server, the rest a busy machine."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """Both servers, with the authority that signed them, another one, and a certificate for us."""

    servers: TlsServers
    authority: Authority
    other: Authority
    ours: Certificate

    def rabbitmq(self, *, cafile: Path | None = None, more: str = "") -> str:
        return f"{self.servers.rabbitmq}?cafile={cafile or self.authority.file}{more}"

    def mongodb(self, *, cafile: Path | None = None, more: str = "") -> str:
        return f"{self.servers.mongodb}&tls=true&tlsCAFile={cafile or self.authority.file}{more}"


@pytest.fixture(scope="module", params=[False, True], ids=["passwords", "our certificates too"])
def tls(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Addressed]:
    folder = tmp_path_factory.mktemp("tls")
    authority, other = Authority(folder / "authority", "ours"), Authority(folder / "other", "other")
    server = authority.signed("server", host=ports.LOOPBACK)
    with tls_servers(folder, authority, server, demands=request.param) as servers:
        yield Addressed(servers, authority, other, authority.signed("services", host="services"))


def around(rabbitmq: str, mongodb: str, database: str = "tls") -> Surroundings:
    names = (CONNECTOR, CONSOLE, *SANDBOXES)
    here = dict(zip(names, ports.free_ports(len(names)), strict=True))
    return Surroundings(Addresses(rabbitmq, "", mongodb), database, here, Keys(), {})


def with_certificates(tls: Addressed) -> Surroundings:
    ours = tls.ours
    return around(
        tls.rabbitmq(more=f"&certfile={ours.certificate}&keyfile={ours.key}"),
        tls.mongodb(more=f"&tlsCertificateKeyFile={ours.both}"),
    )


async def is_ready(one: Running) -> bool:
    async with httpx.AsyncClient(trust_env=False) as http:
        return (await http.get(f"http://{ports.LOOPBACK}:{one.port}/health", timeout=20)).status_code == 204


async def unreadable_bell(url: str) -> None:
    async with await aio_pika.connect(url) as connection:
        exchange = await (await connection.channel()).get_exchange(EVENTS)
        await exchange.publish(aio_pika.Message(b"no bell", message_id="one"), "product.changed.v1.changed")


async def kept_letters(url: str, database: str) -> bool:
    """Whether the worker put it away, and the scheduler took it from RabbitMQ into MongoDB."""

    def kept() -> bool:
        with MongoClient[dict[str, Any]](url) as client:
            return until(lambda: client[database]["dead_letters"].count_documents({}) > 0, seconds=AT_ONCE)

    return await asyncio.to_thread(kept)


async def test_services_start_work_and_are_ready(tls: Addressed, tmp_path: Path) -> None:
    here = with_certificates(tls)
    async with AsyncExitStack() as stack:
        services = [await stack.enter_async_context(running(BY_NAME[name], here, tmp_path)) for name in WORKING]
        for one in services:
            await one.says("service.started")

        await unreadable_bell(here.servers.rabbitmq)

        assert await kept_letters(here.servers.mongodb, here.database)
        assert {one.name: await is_ready(one) for one in services} == dict.fromkeys(WORKING, True)
        assert {(await one.ended())[1] for one in services} == {0}


@asynccontextmanager
async def doctor(here: Surroundings) -> AsyncIterator[Doctor]:
    async def never(_connection: object) -> str:
        raise AssertionError("there is no connection")

    clock = SystemClock()
    async with opened(SecretStr(f"{here.servers.mongodb}&serverSelectionTimeoutMS=5000"), here.database) as database:
        store = Store.of(database, Vault(SecretStr(here.keys.token_key)), clock)
        yield Doctor(store, SecretStr(here.servers.rabbitmq), clock, never)


AWAY = "ServerSelectionTimeoutError"
"""All that MongoDB's driver says at times, where the server hung up on it."""
WRONG = {
    "another authority": "self-signed certificate in certificate chain",
    "another name": "certificate is not valid for 'localhost'",
    "no TLS": "it hangs up; where it demands TLS",
}


def wrongly(tls: Addressed, how: str) -> tuple[str, str]:
    """Addresses of both servers that are wrong in the same way."""
    match how:
        case "another authority":
            return tls.rabbitmq(cafile=tls.other.file), tls.mongodb(cafile=tls.other.file)
        case "another name":
            named = tls.mongodb().replace("replicaSet=rs0", "directConnection=true")
            return tls.rabbitmq().replace(ports.LOOPBACK, "localhost"), named.replace(ports.LOOPBACK, "localhost")
        case _:
            return tls.servers.rabbitmq.replace("amqps:", "amqp:"), tls.servers.mongodb


@pytest.mark.parametrize("how", WRONG)
async def test_the_doctor_says_what_is_wrong(tls: Addressed, how: str) -> None:
    async with doctor(around(*wrongly(tls, how))) as looking, asyncio.timeout(AT_ONCE):
        found = {one.what: one for one in await looking.look()}

    assert {found[name].state for name in ("MongoDB", "RabbitMQ")} == {State.AWAY}
    assert WRONG[how] in found["RabbitMQ"].said
    assert WRONG[how] in found["MongoDB"].said or (how == "no TLS" and AWAY in found["MongoDB"].said)


@pytest.mark.parametrize("server", ["MongoDB", "RabbitMQ"])
@pytest.mark.parametrize("how", ["another authority", "another name"])
async def test_a_service_that_cannot_trust_a_server_ends_with_one_clear_line(
    tls: Addressed, tmp_path: Path, how: str, server: str
) -> None:
    right, (rabbitmq, mongodb) = with_certificates(tls).servers, wrongly(tls, how)
    here = around(*((right.rabbitmq, mongodb) if server == "MongoDB" else (rabbitmq, right.mongodb)))

    async with running(BY_NAME["products"], here, tmp_path) as one, asyncio.timeout(AT_ONCE):
        code = await one.process.wait()

    [line] = [told for told in map(json.loads, one.said) if told["level"] == "critical"]
    assert (code, line["event"]) == (NOT_TRUSTED, "server.not_trusted")
    assert line["error"].startswith(f"{server} cannot be spoken to by TLS")
    assert WRONG[how] in line["error"]


@pytest.mark.parametrize("server", ["mongodb", "rabbitmq"])
async def test_a_service_without_tls_says_so_once_and_ends_when_told(
    tls: Addressed, tmp_path: Path, server: str
) -> None:
    """It may be a server that starts just now: so it waits."""
    right, (rabbitmq, mongodb) = with_certificates(tls).servers, wrongly(tls, "no TLS")
    here = around(*((right.rabbitmq, mongodb) if server == "mongodb" else (rabbitmq, right.mongodb)))

    async with running(BY_NAME["products"], here, tmp_path) as one:
        await one.says(f"{server}.away")
        _, code = await one.ended()

    [line] = [told for told in map(json.loads, one.said) if told["event"] == f"{server}.away"]
    assert code == 0
    assert WRONG["no TLS"] in line["error"] or (server == "mongodb" and AWAY in line["error"])
