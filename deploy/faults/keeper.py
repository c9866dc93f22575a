"""Keeps the processes of a stack alive as an orchestrator does; ends, freezes and starts them otherwise on demand."""

import signal
import threading
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx

from deploy.local import state
from deploy.local.errors import LocalError
from deploy.local.health import is_well
from deploy.local.launch import Launch
from deploy.local.services import SANDBOXES, SERVICES, Service, Surroundings
from deploy.local.stack import Stack
from deploy.local.state import Member
from deploy.local.waiting import until

LOOK_EVERY = 0.25
GONE_SECONDS = 60
HEALTH_SECONDS = 6
PRODUCT = tuple(service.name for service in SERVICES if service.name not in SANDBOXES)
"""Services that are ours; the sandboxes are the world around them, and stay."""


@dataclass(slots=True)
class Keeper:
    """Starts again whatever has ended, within a moment."""

    stack: Stack
    around: Surroundings
    kills: int = 0
    """Processes that were killed, ended or frozen on purpose."""
    deaths: Counter[str] = field(default_factory=Counter)
    """Ends that nobody ordered, by service."""
    _wrapped: dict[str, deque[tuple[str, ...]]] = field(default_factory=dict)
    _told: dict[str, Mapping[str, str]] = field(default_factory=dict)
    _expected: set[str] = field(default_factory=set)
    _over: threading.Event = field(default_factory=threading.Event)
    _turn: threading.RLock = field(default_factory=threading.RLock)

    def member(self, name: str) -> Member:
        """The process of a service."""
        return next(one for one in self.stack.state().members if one.name == name)

    def kill(self, name: str) -> None:
        """`kill -9`."""
        self._ends(name, signal.SIGKILL)

    def terminate(self, name: str) -> None:
        """SIGTERM, as every update does."""
        self._ends(name, signal.SIGTERM)

    def freeze(self, name: str) -> None:
        """SIGSTOP: it holds all it has and does nothing."""
        self.kills += 1
        self.member(name).process.signal(signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        """SIGCONT: it goes on as if nothing had been."""
        self.member(name).process.signal(signal.SIGCONT)

    def told(self, name: str, more: Mapping[str, str]) -> None:
        """End the service; it is started again with these environment variables besides the usual ones."""
        with self._turn:
            self._told[name] = more
            self._ends(name, signal.SIGTERM, counts=False)

    def march(self, name: str, wraps: Iterable[tuple[str, ...]]) -> None:
        """Kill the service; from now on each start of it has the next of these words before its own module's name.

        Once there are no more, it is started as usual again.
        """
        with self._turn:
            self._wrapped[name] = deque(wraps)
            self.kill(name)

    def marching(self, name: str) -> int:
        """How many starts are still to come, the last one, which is as usual, included."""
        return len(self._wrapped[name]) + 1 if name in self._wrapped else 0

    def well(self, seconds: float = GONE_SECONDS) -> None:
        """Wait until every process is up and answers that it is well; the dead are started again meanwhile."""
        with httpx.Client(timeout=HEALTH_SECONDS, trust_env=False) as client:

            def all_well() -> bool:
                members = self.stack.state().members
                return not self._expected and all(one.is_alive and is_well(one.health_url, client) for one in members)

            if not until(all_well, seconds=seconds):
                raise LocalError("not every process got well in time")

    def march_ends(self, name: str) -> None:
        """It is started as usual again, now if it is not so already."""
        with self._turn:
            if self._wrapped.pop(name, None) is not None:
                self.kill(name)

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """Watch for as long as the block lasts."""
        watch = threading.Thread(target=self._watch, name="keeper", daemon=True)
        watch.start()
        try:
            yield
        finally:
            self._over.set()
            watch.join(timeout=GONE_SECONDS)

    def _ends(self, name: str, number: signal.Signals, *, counts: bool = True) -> None:
        with self._turn:
            self._expected.add(name)
            self.kills += counts
            self.member(name).process.signal(number)

    def _watch(self) -> None:
        while not self._over.wait(LOOK_EVERY):
            with self._turn:
                for member in self.stack.state().members:
                    if not member.is_alive and not self._over.is_set():
                        self._revive(member)

    def _revive(self, member: Member) -> None:
        if member.name in self._expected:
            self._expected.discard(member.name)
        elif member.name not in self._wrapped:
            self.deaths[member.name] += 1
        service = next(one for one in self.stack.services if one.name == member.service)
        wrapped = self._as_wished(service, member.name)
        launch = Launch.of(wrapped, member.number, member.port, self.around)
        launch = replace(launch, environment={**launch.environment, **self._told.get(member.name, {})})
        state.save(self.stack.places, self.stack.state().with_member(launch.start(self.stack.places)))

    def _as_wished(self, service: Service, name: str) -> Service:
        if name not in self._wrapped:
            return service
        if not self._wrapped[name]:
            del self._wrapped[name]
            return service
        *_, module = service.command
        return replace(service, command=(*self._wrapped[name].popleft(), module))

    @property
    def logs(self) -> Path:
        return self.stack.places.logs
