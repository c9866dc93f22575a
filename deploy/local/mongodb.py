"""A MongoDB of our own: a replica set of one node, with its own user and password, on loopback only."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from deploy.local import files, ports, processes, records, replica_set
from deploy.local.binaries import MongoProgram
from deploy.local.private import RECORD, PrivateServer, ServerRecord
from deploy.local.processes import Process


class MongoRecord(ServerRecord):
    """What is remembered of the server."""

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
class PrivateMongo(PrivateServer[MongoProgram, MongoRecord]):
    """A primary that takes writes."""

    NAME = "MongoDB"

    def record(self) -> MongoRecord | None:
        return records.load(self.folder / RECORD, MongoRecord)

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
        return self._remember(record.model_copy(update={"process": process}))

    def _new_record(self) -> MongoRecord:
        return MongoRecord(user="sync", password=secrets.token_urlsafe(18), port=ports.free_ports(1)[0])

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
