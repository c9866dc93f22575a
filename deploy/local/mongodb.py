"""A MongoDB of our own: a replica set of one node, with its own user and password, on loopback only."""

import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from deploy.local import files, ports, processes, records, replica_set
from deploy.local.binaries import MongoProgram
from deploy.local.errors import DidNotStartError
from deploy.local.processes import Process
from deploy.local.waiting import until

START_SECONDS = 60.0
STOP_SECONDS = 30.0
ATTEMPTS = 2
"""Between looking for a free port and taking it, somebody else may take it."""


class MongoRecord(BaseModel):
    """What is remembered of the server. Data, user and port outlive its process."""

    model_config = ConfigDict(frozen=True)

    user: str
    password: str
    port: int
    process: Process | None = None

    @property
    def url(self) -> str:
        options = f"replicaSet={replica_set.NAME}&authSource=admin"
        return f"mongodb://{self.user}:{self.password}@{ports.LOOPBACK}:{self.port}/?{options}"

    @property
    def processes(self) -> tuple[Process, ...]:
        return (self.process,) if self.process else ()

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.is_alive()

    @property
    def is_ready(self) -> bool:
        return self.is_alive and replica_set.is_primary(self.port, self.user, self.password)

    def advance(self) -> bool:
        """Whether there is nothing more to wait for: it is ready, or it has died."""
        return not self.is_alive or replica_set.advance(self.port, self.user, self.password)


@dataclass(frozen=True, slots=True)
class PrivateMongo:
    """Starts, repairs and stops the server whose files lie in `folder`."""

    folder: Path
    program: Callable[[], MongoProgram]
    """Asked only when a program has to be started."""

    def up(self) -> MongoRecord:
        """Leave a primary that takes writes, started now if it was not there."""
        record = self.record()
        if record and record.is_alive and until(record.advance, seconds=START_SECONDS) and record.is_alive:
            return record  # a busy one may be slow to answer; it is not started anew for that
        self.down()
        for _ in range(ATTEMPTS):
            record = self._start(record or _new_record())
            if until(record.advance, seconds=START_SECONDS) and record.is_alive:
                return record
            self.down()
        said = files.last_lines(self.log, 5)
        raise DidNotStartError(f"MongoDB did not become ready. {self.log} ends with:\n{said}")

    def down(self) -> None:
        """End the server, if it is ours and still there."""
        record = self.record()
        for process in record.processes if record else ():
            process.stop(patience=STOP_SECONDS)

    def discard(self) -> None:
        """End it at once and remove everything it had."""
        record = self.record()
        for process in record.processes if record else ():
            process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def record(self) -> MongoRecord | None:
        return records.load(self.folder / "server.json", MongoRecord)

    @property
    def log(self) -> Path:
        return self.folder / "mongod.log"

    def _start(self, before: MongoRecord) -> MongoRecord:
        program = self.program()
        record = before.model_copy(update={"port": ports.keep_or_replace(before.port)})
        process = processes.start(
            [str(program.binary), *self._options(record.port)],
            environment={"LC_ALL": "C.UTF-8", "HOME": os.devnull, **program.environment},
            folder=self.folder,
            log=self.log,
        )
        record = record.model_copy(update={"process": process})
        records.save(self.folder / "server.json", record)
        return record

    def _options(self, port: int) -> list[str]:
        (self.folder / "data").mkdir(parents=True, exist_ok=True)
        key = self.folder / "key"
        if not key.exists():
            files.write(key, secrets.token_hex(32))
        given = {
            "--replSet": replica_set.NAME,
            "--bind_ip": ports.LOOPBACK,
            "--port": str(port),
            "--dbpath": str(self.folder / "data"),
            "--keyFile": str(key),
            "--wiredTigerCacheSizeGB": "0.25",
            "--oplogSize": "128",
            "--setParameter": replica_set.LIFETIME,
        }
        return ["--nounixsocket", "--quiet", *(word for pair in given.items() for word in pair)]


def _new_record() -> MongoRecord:
    return MongoRecord(user="sync", password=secrets.token_urlsafe(18), port=ports.free_ports(1)[0])
