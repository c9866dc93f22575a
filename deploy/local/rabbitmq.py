"""A RabbitMQ of our own: one node, its own cookie, port mapper, user and password, on loopback only."""

import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from deploy.local import ports, processes, records
from deploy.local.binaries import RabbitProgram
from deploy.local.errors import LocalError
from deploy.local.private import RECORD, PrivateServer, ServerRecord
from deploy.local.processes import Process
from deploy.local.rabbit_node import NAME, prepared

MB = 1_000_000
LEAST_FREE = 300 * MB
"""Below 200 it takes no messages."""
FULL = "{free} MB of disk are free in {folder}; RabbitMQ needs {least} to take messages."


class RabbitRecord(ServerRecord):
    """What is remembered of the node."""

    amqp: int
    management: int
    distribution: int
    mapper_port: int
    broker: Process | None = None
    mapper: Process | None = None

    @property
    def url(self) -> str:
        return f"amqp://{self.user}:{self.password}@{ports.LOOPBACK}:{self.amqp}/"

    @property
    def management_url(self) -> str:
        return f"http://{self.user}:{self.password}@{ports.LOOPBACK}:{self.management}"

    @property
    def processes(self) -> tuple[Process, ...]:
        return tuple(process for process in (self.broker, self.mapper) if process)

    @property
    def is_alive(self) -> bool:
        return self.broker is not None and self.broker.is_alive()

    @property
    def is_ready(self) -> bool:
        return self.is_alive and _answers(self)

    def advance(self) -> bool:
        """Whether there is nothing more to wait for: it is ready, or it has died."""
        return not self.is_alive or _answers(self)


@dataclass(frozen=True, slots=True)
class PrivateRabbit(PrivateServer[RabbitProgram, RabbitRecord]):
    """One node."""

    NAME = "RabbitMQ"

    def record(self) -> RabbitRecord | None:
        return records.load(self.folder / RECORD, RabbitRecord)

    @property
    def log(self) -> Path:
        return self.folder / "console.log"

    def _start(self, before: RabbitRecord) -> RabbitRecord:
        if " " in str(self.folder):
            raise LocalError(f"RabbitMQ cannot run in a folder with spaces in its name: {self.folder}")
        self.folder.mkdir(parents=True, exist_ok=True)
        if (free := shutil.disk_usage(self.folder).free) < LEAST_FREE:
            raise LocalError(FULL.format(free=free // MB, least=LEAST_FREE // MB, folder=self.folder))
        program = self.program()
        record = _with_free_ports(before)
        environment = self.prepared(record)
        mapper = self._process(program, "epmd", environment)
        record = self._remember(record.model_copy(update={"mapper": mapper, "broker": None}))
        broker = self._process(program, str(program.server), environment)
        return self._remember(record.model_copy(update={"broker": broker}))

    def _new_record(self) -> RabbitRecord:
        amqp, management, distribution, mapper = ports.free_ports(4)
        return RabbitRecord(
            user="sync",
            password=secrets.token_urlsafe(18),
            amqp=amqp,
            management=management,
            distribution=distribution,
            mapper_port=mapper,
        )

    def prepared(self, record: RabbitRecord) -> dict[str, str]:
        """Its files, written, and the environment that it and its command line run in."""
        return prepared(NAME, record, self.program(), folder=self.folder, home=self.folder / "home")

    def _process(self, program: RabbitProgram, name: str, environment: Mapping[str, str]) -> Process:
        command = program.command([name], self.folder)
        return processes.start(command, environment=environment, folder=self.folder, log=self.log)


def _with_free_ports(record: RabbitRecord) -> RabbitRecord:
    names = ("amqp", "management", "distribution", "mapper_port")
    return record.model_copy(update={name: ports.keep_or_replace(getattr(record, name)) for name in names})


def _answers(record: RabbitRecord) -> bool:
    """Both the broker and its management API, to our own user."""
    try:
        answer = httpx.get(f"{record.management_url}/api/overview", timeout=5, trust_env=False)
    except httpx.TransportError:
        return False
    return answer.status_code == httpx.codes.OK and ports.answers(record.amqp)
