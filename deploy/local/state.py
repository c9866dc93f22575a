"""What is known of a stack's processes: kept in `.run/stack.json` from one command to the next."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from deploy.local import records
from deploy.local.places import Places
from deploy.local.processes import Process
from deploy.local.servers import Addresses


class Member(BaseModel):
    """One process of the stack, as it was started."""

    model_config = ConfigDict(frozen=True)

    service: str
    number: int
    port: int
    process: Process
    health_url: str
    log: str
    started_with: str
    """Digest of its command and environment; another one means it has to be started anew."""

    @property
    def name(self) -> str:
        return name_of(self.service, self.number)

    @property
    def is_alive(self) -> bool:
        return self.process.is_alive()


class StackState(BaseModel):
    """Ports, workers and the company outlive the processes, so that addresses stay what they were."""

    model_config = ConfigDict(frozen=True)

    members: tuple[Member, ...] = ()
    ports: Mapping[str, int] = Field(default_factory=dict)
    workers: Mapping[str, int] = Field(default_factory=dict)
    company: Mapping[str, str] = Field(default_factory=dict)
    servers: Addresses | None = None
    """None while nothing is meant to run."""
    database: str = ""

    def with_member(self, member: Member) -> "StackState":
        others = tuple(other for other in self.members if other.name != member.name)
        return self.model_copy(update={"members": (*others, member)})


def name_of(service: str, number: int) -> str:
    """The first worker has the service's own name."""
    return service if number == 1 else f"{service}-{number}"


def load(places: Places) -> StackState:
    return records.load(places.stack, StackState) or StackState()


def save(places: Places, state: StackState) -> None:
    records.save(places.stack, state)
