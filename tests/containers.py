"""RabbitMQ 4 and MongoDB 8 in containers, where a Docker engine answers on this machine."""

import contextlib
import functools
import os
import secrets
import socket
from collections.abc import Iterator

import httpx
from testcontainers.core.container import DockerContainer
from testcontainers.core.utils import inside_container

from deploy.local import ports, replica_set
from deploy.local.waiting import until

RABBITMQ_IMAGE = "rabbitmq:4-management"
MONGODB_IMAGE = "mongo:8"
START_SECONDS = 120
AMQP, MANAGEMENT = 5672, 15672
USUAL_ENGINE = "unix:///var/run/docker.sock"


@functools.cache
def engine_answers() -> bool:
    """Asked once per session. An engine on another machine, or outside our own container, does not count: its ports
    are not ours.
    """
    kind, _, path = os.environ.get("DOCKER_HOST", USUAL_ENGINE).partition("://")
    if kind != "unix" or inside_container():
        return False
    with socket.socket(socket.AF_UNIX) as line, contextlib.suppress(OSError):
        line.settimeout(3)
        line.connect(path)
        line.sendall(b"GET /_ping HTTP/1.0\r\n\r\n")
        return b" 200 " in line.recv(64)
    return False


@contextlib.contextmanager
def rabbitmq() -> Iterator[tuple[str, str]]:
    """Gives the AMQP address and that of the management API."""
    password = secrets.token_urlsafe(12)
    container = (
        DockerContainer(RABBITMQ_IMAGE)
        .with_env("RABBITMQ_DEFAULT_USER", "sync")
        .with_env("RABBITMQ_DEFAULT_PASS", password)
        .with_exposed_ports(AMQP, MANAGEMENT)
    )
    with container:
        amqp, management = (int(container.get_exposed_port(port)) for port in (AMQP, MANAGEMENT))
        url, api = (f"sync:{password}@{ports.LOOPBACK}:{port}" for port in (amqp, management))
        if not until(lambda: listens(f"http://{api}"), seconds=START_SECONDS):
            raise TimeoutError("RabbitMQ in its container does not take connections")
        yield f"amqp://{url}/", f"http://{api}"


def listens(management_url: str) -> bool:
    """Whether the broker itself says so: the engine takes connections to published ports long before."""
    try:
        answer = httpx.get(f"{management_url}/api/health/checks/port-listener/{AMQP}", timeout=5, trust_env=False)
    except httpx.TransportError:
        return False
    return answer.status_code == httpx.codes.OK


@contextlib.contextmanager
def mongodb() -> Iterator[str]:
    """A replica set must know itself under the address its clients use, so the port is the same inside and out."""
    (port,) = ports.free_ports(1)
    password = secrets.token_urlsafe(12)
    command = f"--replSet {replica_set.NAME} --bind_ip_all --port {port} --wiredTigerCacheSizeGB 0.25"
    command += f" --setParameter {replica_set.LIFETIME}"
    container = DockerContainer(MONGODB_IMAGE).with_command(command)
    # It lets everybody in, so nobody else may reach it; the engine takes an address with a port.
    container.ports[f"{port}/tcp"] = (ports.LOOPBACK, port)  # type: ignore[assignment]  # typed for ports alone
    with container:
        if not until(lambda: replica_set.advance(port, "sync", password), seconds=START_SECONDS):
            raise TimeoutError("MongoDB in its container did not become a primary")
        options = f"replicaSet={replica_set.NAME}&authSource=admin"
        yield f"mongodb://sync:{password}@{ports.LOOPBACK}:{port}/?{options}"
