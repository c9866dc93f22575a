"""One process that should run: its command, environment and port, compared with what runs, and started."""

import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from deploy.local import ports, processes
from deploy.local.environment import ours
from deploy.local.places import Places
from deploy.local.services import Service, Surroundings
from deploy.local.state import Member, name_of

LOG_BYTES = 10_000_000
"""A longer log makes room, once, when its process is started again."""


@dataclass(frozen=True, slots=True)
class Launch:
    service: Service
    number: int
    port: int
    environment: Mapping[str, str]
    """What we say, on top of what this process was told."""

    @classmethod
    def of(cls, service: Service, number: int, port: int, around: Surroundings) -> Self:
        health = {"HEALTH_HOST": ports.LOOPBACK, "HEALTH_PORT": str(port)}
        return cls(service, number, port, service.environment(around) | health)

    @property
    def name(self) -> str:
        return name_of(self.service.name, self.number)

    @property
    def command(self) -> list[str]:
        return [sys.executable, *(word.replace("{port}", str(self.port)) for word in self.service.command)]

    @property
    def digest(self) -> str:
        told = json.dumps([self.command, sorted(self.environment.items())])
        return hashlib.sha256(told.encode()).hexdigest()

    def is_what(self, member: Member) -> bool:
        """Whether this member lives and was started in just this way."""
        return member.started_with == self.digest and member.is_alive

    def start(self, places: Places) -> Member:
        log = places.logs / f"{self.name}.log"
        make_room(log)
        process = processes.start(
            self.command,
            environment=ours({"PYTHONUNBUFFERED": "1", **self.environment}),
            folder=places.checkout,
            log=log,
        )
        return Member(
            service=self.service.name,
            number=self.number,
            port=self.port,
            process=process,
            health_url=f"http://{ports.LOOPBACK}:{self.port}{self.service.health}",
            log=str(log),
            started_with=self.digest,
        )


def make_room(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
