"""A RabbitMQ of our own: one node, its own cookie, port mapper, user and password, on loopback only."""

import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
from pydantic import BaseModel, ConfigDict

from deploy.local import files, ports, processes, records
from deploy.local.binaries import RabbitProgram
from deploy.local.errors import DidNotStartError, LocalError
from deploy.local.processes import Process
from deploy.local.rabbit_node import NAME, prepared
from deploy.local.waiting import until

START_SECONDS = 60.0
STOP_SECONDS = 30.0
ATTEMPTS = 2
"""Between looking for a free port and taking it, somebody else may take it."""


class RabbitRecord(BaseModel):
    """What is remembered of the node. Data, user and ports outlive its processes."""

    model_config = ConfigDict(frozen=True)

    user: str
    password: str
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
        """Those there are, in the order in which they are ended."""
        return tuple(process for process in (self.broker, self.mapper) if process)

    @property
    def is_alive(self) -> bool:
        return self.broker is not None and self.broker.is_alive()

    @property
    def is_ready(self) -> bool:
        return self.is_alive and _answers(self)

    def is_settled(self) -> bool:
        """Whether there is nothing more to wait for: it is ready, or it has died."""
        return not self.is_alive or _answers(self)


@dataclass(frozen=True, slots=True)
class PrivateRabbit:
    """Starts, repairs and stops the node whose files lie in `folder`."""

    folder: Path
    program: Callable[[], RabbitProgram]
    """Asked only when a program has to be started."""

    def up(self) -> RabbitRecord:
        """Leave a node that answers, started now if it was not there."""
        record = self.record()
        if record and record.is_alive and until(record.is_settled, seconds=START_SECONDS) and record.is_alive:
            return record  # a busy one may be slow to answer; it is not started anew for that
        if " " in str(self.folder):
            raise LocalError(f"RabbitMQ cannot run in a folder with spaces in its name: {self.folder}")
        self.down()
        for _ in range(ATTEMPTS):
            record = self._start(record or _new_record())
            if until(record.is_settled, seconds=START_SECONDS) and record.is_alive:
                return record
            self.down()
        raise DidNotStartError(f"RabbitMQ did not become ready. {self.log} ends with:\n{files.last_lines(self.log)}")

    def down(self) -> None:
        """End the node and its port mapper, if they are ours and still there."""
        record = self.record()
        for process in record.processes if record else ():
            process.stop(patience=STOP_SECONDS)

    def discard(self) -> None:
        """End it at once and remove everything it had."""
        record = self.record()
        for process in record.processes if record else ():
            process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def record(self) -> RabbitRecord | None:
        return records.load(self.folder / "server.json", RabbitRecord)

    @property
    def log(self) -> Path:
        return self.folder / "console.log"

    def _start(self, before: RabbitRecord) -> RabbitRecord:
        program = self.program()
        record = _with_free_ports(before)
        environment = self.prepared(record)
        mapper = self._process(program, "epmd", environment)
        record = self._remember(record.model_copy(update={"mapper": mapper, "broker": None}))
        broker = self._process(program, str(program.server), environment)
        return self._remember(record.model_copy(update={"broker": broker}))

    def prepared(self, record: RabbitRecord) -> dict[str, str]:
        """Its files, written, and the environment that it and its command line run in."""
        return prepared(NAME, record, self.program(), folder=self.folder, home=self.folder / "home")

    def _process(self, program: RabbitProgram, name: str, environment: Mapping[str, str]) -> Process:
        command = program.command([name], self.folder)
        return processes.start(command, environment=environment, folder=self.folder, log=self.log)

    def _remember(self, record: RabbitRecord) -> RabbitRecord:
        records.save(self.folder / "server.json", record)
        return record


def _new_record() -> RabbitRecord:
    amqp, management, distribution, mapper = ports.free_ports(4)
    return RabbitRecord(
        user="sync",
        password=secrets.token_urlsafe(18),
        amqp=amqp,
        management=management,
        distribution=distribution,
        mapper_port=mapper,
    )


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
