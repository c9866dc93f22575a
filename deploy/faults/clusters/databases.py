"""A MongoDB replica set of three members."""

import os
import secrets
import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from deploy.local import files, processes, replica_set
from deploy.local.binaries import MongoProgram
from deploy.local.errors import DidNotStartError
from deploy.local.ports import LOOPBACK, answers, free_ports
from deploy.local.processes import Process
from deploy.local.waiting import until

MEMBERS = 3
START_SECONDS = 60.0
STOP_SECONDS = 30.0
USER = "sync"


@dataclass(slots=True)
class DatabaseCluster:
    """Its members by number."""

    folder: Path
    program: MongoProgram
    password: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    ports: tuple[int, ...] = ()
    running: dict[int, Process] = field(default_factory=dict)

    @property
    def url(self) -> str:
        hosts = ",".join(f"{LOOPBACK}:{port}" for port in self.ports)
        return f"mongodb://{USER}:{self.password}@{hosts}/?replicaSet={replica_set.NAME}&authSource=admin"

    def up(self) -> None:
        """Form it. Raises DidNotStartError."""
        self.ports = free_ports(MEMBERS)
        files.write(self.folder / "key", secrets.token_hex(32))
        for number in range(MEMBERS):
            self.start(number)
        if not until(lambda: all(map(answers, self.ports)), seconds=START_SECONDS):
            raise DidNotStartError(f"MongoDB's members did not start; {self.folder} has their logs")
        self._initiate()
        if not until(lambda: self.primary() is not None, seconds=START_SECONDS):
            raise DidNotStartError(f"MongoDB's members elected nobody; {self.folder} has their logs")

    def start(self, number: int) -> None:
        """Start one, again too."""
        folder = self.folder / f"m{number}"
        (folder / "data").mkdir(parents=True, exist_ok=True)
        given = {
            "--replSet": replica_set.NAME,
            "--bind_ip": LOOPBACK,
            "--port": str(self.ports[number]),
            "--dbpath": str(folder / "data"),
            "--keyFile": str(self.folder / "key"),
            "--wiredTigerCacheSizeGB": "0.25",
            "--oplogSize": "128",
            "--setParameter": replica_set.LIFETIME,
        }
        words = [str(self.program.binary), "--nounixsocket", "--quiet"]
        self.running[number] = processes.start(
            [*words, *(word for pair in given.items() for word in pair)],
            environment={"LC_ALL": "C.UTF-8", "HOME": os.devnull, **self.program.environment},
            folder=folder,
            log=folder / "mongod.log",
        )

    def signal(self, number: int, what: signal.Signals) -> None:
        """To one member."""
        self.running[number].signal(what)

    def kill(self, number: int) -> None:
        """`kill -9`."""
        self.running[number].kill()

    def down(self) -> None:
        """All of it."""
        for process in self.running.values():
            process.stop(patience=STOP_SECONDS)

    def primary(self) -> int | None:
        """The number of the member that takes writes; None while there is none."""
        try:
            with MongoClient[dict[str, Any]](self.url, serverSelectionTimeoutMS=2_000) as client:
                said = str(client.admin.command("hello")["primary"])
        except (PyMongoError, KeyError):
            return None
        return self.ports.index(int(said.rpartition(":")[2]))

    def _initiate(self) -> None:
        """As long as there is no user, a local connection may set it up."""
        members = [{"_id": number, "host": f"{LOOPBACK}:{port}"} for number, port in enumerate(self.ports)]
        with MongoClient[dict[str, Any]](LOOPBACK, self.ports[0], directConnection=True) as client:
            client.admin.command(
                "replSetInitiate",
                {"_id": replica_set.NAME, "members": members, "settings": {"electionTimeoutMillis": 3_000}},
            )
            if not until(lambda: bool(client.admin.command("hello")["isWritablePrimary"]), seconds=START_SECONDS):
                raise DidNotStartError("MongoDB's first member did not become primary")
            client.admin.command("createUser", USER, pwd=self.password, roles=["root"])
