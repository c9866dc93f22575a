"""Every service, told to end, ends by itself within its time, whatever is away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from deploy.local import ports
from deploy.local.keys import Keys
from deploy.local.servers import Addresses
from deploy.local.services import CONNECTOR, CONSOLE, SANDBOXES, SERVICES, Surroundings
from tests.fault_proxy import FaultProxy, OpenProxy
from tests.processes import Running, running

pytestmark = pytest.mark.slow

OURS = tuple(service for service in SERVICES if service.name not in SANDBOXES)


@dataclass(slots=True)
class System:
    """The lines to both servers, and the services behind them."""

    rabbitmq: FaultProxy
    mongodb: FaultProxy
    around: Surroundings
    folder: Path
    stack: AsyncExitStack

    async def start(self) -> list[Running]:
        return [await self.stack.enter_async_context(running(service, self.around, self.folder)) for service in OURS]


@pytest.fixture
async def system(
    rabbitmq_url: str, mongodb_url: str, mongodb_database: str, fault_proxy: OpenProxy, tmp_path: Path
) -> AsyncIterator[System]:
    rabbitmq, mongodb = [await fault_proxy(urlsplit(url).port or 0) for url in (rabbitmq_url, mongodb_url)]
    servers = Addresses(
        through(rabbitmq_url, rabbitmq),
        "",
        through(mongodb_url, mongodb).replace("replicaSet=rs0", "directConnection=true"),
    )
    names = (CONNECTOR, CONSOLE, *SANDBOXES)
    here = dict(zip(names, ports.free_ports(len(names)), strict=True))
    async with AsyncExitStack() as stack:
        yield System(rabbitmq, mongodb, Surroundings(servers, mongodb_database, here, Keys(), {}), tmp_path, stack)


def through(url: str, proxy: FaultProxy) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{parts.username}:{parts.password}@{ports.LOOPBACK}:{proxy.port}"))


async def ends(services: list[Running]) -> dict[str, int]:
    """All at once, each within its time."""
    return dict(await asyncio.gather(*(service.ended() for service in services)))


ALL_WELL = {service.name: 0 for service in OURS}


async def test_with_nothing_to_do_they_end_well(system: System) -> None:
    services = await system.start()
    for service in services:
        await service.says("service.started")

    assert await ends(services) == ALL_WELL
    assert all("service.ended" in service.said[-1] for service in services)


@pytest.mark.parametrize("away", [["rabbitmq"], ["mongodb"], ["rabbitmq", "mongodb"]], ids=" and ".join)
async def test_while_a_server_is_silent(system: System, away: list[str]) -> None:
    services = await system.start()
    for service in services:
        await service.says("service.started")

    for line in away:
        getattr(system, line).silence()

    assert await ends(services) == ALL_WELL


async def test_while_the_broker_refuses_and_the_line_is_cut(system: System) -> None:
    services = await system.start()
    for service in services:
        await service.says("service.started")

    system.rabbitmq.refuse = True
    system.rabbitmq.cut()

    assert await ends(services) == ALL_WELL


@pytest.mark.parametrize("away", ["rabbitmq", "mongodb"])
async def test_before_a_server_was_ever_there(system: System, away: str) -> None:
    line = system.rabbitmq if away == "rabbitmq" else system.mongodb
    line.refuse = True
    services = await system.start()
    for service in services:
        await service.says(f"{away}.away")

    assert await ends(services) == ALL_WELL
