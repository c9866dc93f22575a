"""A RabbitMQ cluster of three nodes."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from deploy.local import processes
from deploy.local.binaries import RabbitProgram
from deploy.local.errors import DidNotStartError
from deploy.local.ports import LOOPBACK, free_ports
from deploy.local.processes import Process
from deploy.local.rabbit_node import prepared
from deploy.local.waiting import until

NODES = 3
START_SECONDS = 120.0
STOP_SECONDS = 30.0
USER = "sync"


@dataclass(frozen=True, slots=True)
class Node:
    """What one is told."""

    name: str
    amqp: int
    management: int
    distribution: int
    mapper_port: int
    user: str
    password: str

    @property
    def management_url(self) -> str:
        return f"http://{self.user}:{self.password}@{LOOPBACK}:{self.management}"


@dataclass(slots=True)
class BrokerCluster:
    """Its nodes by number; all share one user, one cookie and one port mapper."""

    folder: Path
    program: RabbitProgram
    nodes: tuple[Node, ...] = ()
    mapper: Process | None = None
    running: dict[int, Process] = field(default_factory=dict)

    def up(self) -> None:
        """Form it. Raises DidNotStartError."""
        mapper, *taken = free_ports(1 + 3 * NODES)
        password = secrets.token_urlsafe(18)
        self.nodes = tuple(
            Node(
                name=f"c{number}@localhost",
                amqp=taken[number],
                management=taken[NODES + number],
                distribution=taken[2 * NODES + number],
                mapper_port=mapper,
                user=USER,
                password=password,
            )
            for number in range(NODES)
        )
        for number in range(NODES):
            self.start(number)
        if not until(self.is_whole, seconds=START_SECONDS, pause=0.5):
            raise DidNotStartError(f"the three nodes did not find each other; {self.folder} has their logs")

    def start(self, number: int) -> None:
        """Start one, again too."""
        node, folder = self.nodes[number], self.folder / f"c{number}"
        told = prepared(node.name, node, self.program, folder=folder, home=self.folder / "home", more=self._members())
        log = folder / "console.log"
        if self.mapper is None:
            command = self.program.command(["epmd"], self.folder)
            self.mapper = processes.start(command, environment=told, folder=folder, log=log)
        command = self.program.command([str(self.program.server)], self.folder)
        self.running[number] = processes.start(command, environment=told, folder=folder, log=log)

    def kill(self, number: int) -> None:
        """`kill -9`."""
        self.running[number].kill()

    def down(self) -> None:
        """All of it."""
        for process in (*self.running.values(), self.mapper):
            if process is not None:
                process.stop(patience=STOP_SECONDS)

    def is_whole(self) -> bool:
        """Whether each knows all of them as running."""
        try:
            return all(self._knows(node) == NODES for node in self.nodes)
        except httpx.HTTPError:
            return False

    def _knows(self, node: Node) -> int:
        answer = httpx.get(f"{node.management_url}/api/nodes", timeout=5, trust_env=False)
        answer.raise_for_status()
        return sum(bool(row["running"]) for row in answer.json())

    def _members(self) -> str:
        backend = "cluster_formation.peer_discovery_backend = classic_config\n"
        names = (
            f"cluster_formation.classic_config.nodes.{number} = {node.name}\n"
            for number, node in enumerate(self.nodes, start=1)
        )
        return backend + "".join(names) + "net_ticktime = 10\n"
