"""
The whole product on this machine: servers, sandboxes and a process per service and worker.

`up` is also the repair: it starts what is missing or has died, starts anew what should know something else than it
does, ends what is no longer wanted, and leaves the rest alone. `scale` does the same for the workers of a few services.
"""

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from deploy.local import health, ports, settings, state, workers
from deploy.local.errors import NotRunningError, WrongUseError
from deploy.local.introductions import register_xero_webhook
from deploy.local.keys import keys_of
from deploy.local.launch import Launch
from deploy.local.lock import locked
from deploy.local.places import Places
from deploy.local.servers import Servers
from deploy.local.services import SERVICES, Service, Surroundings
from deploy.local.settings import LocalSettings
from deploy.local.state import Member, StackState, name_of

DRAIN_SECONDS = 30.0
NOTHING_RUNS = "Nothing runs here. `make up` starts everything."


def _say_nothing(_words: str) -> None:
    return


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process came to its end."""

    name: str
    seconds: float
    """From the request to its end."""
    killed: bool
    """It did not end in time by itself."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one command started and ended."""

    started: tuple[str, ...]
    ended: tuple[Ended, ...]


@dataclass(frozen=True, slots=True)
class Stack:
    """One checkout's processes."""

    places: Places = field(default_factory=Places)
    services: tuple[Service, ...] = SERVICES
    tell: Callable[[str], None] = _say_nothing
    """Receives words for people."""
    company: Mapping[str, str] = field(default_factory=dict)
    """How the sandboxes' companies are seeded: `SEED`, `SIZE`."""
    once_well: Callable[[Surroundings], None] = register_xero_webhook
    """What remains to be done when all are well; it may have been done before."""

    def up(self, counts: str = "") -> StackState:
        """Leave everything running and well; `counts` such as `invoices=3`, empty = as before."""
        chosen = workers.parse(counts, self.services)
        with locked(self.places.lock, self.tell):
            before = state.load(self.places)
            self._mourn(before)
            wishes = {"workers": {**before.workers, **chosen}, "company": self.company or before.company}
            now = self._with_servers(before.model_copy(update=wishes))
            now, _ = self._with_processes(
                now, {one.service for one in now.members} | {one.name for one in self.services}
            )
            health.await_all(now.members)
            self.once_well(self.surroundings(now))
            return now

    def scale(self, counts: str) -> Change:
        """As many workers as wanted of the services named, remembered from then on; everything else is left alone.

        Raises NotRunningError where nothing is up, DidNotStartError where a new worker does not get well.
        """
        chosen = workers.parse(counts, self.services)
        if not chosen:
            allowed = ", ".join(workers.scalable(self.services))
            raise WrongUseError(f"Say how many workers of what, such as invoices=3. These can have several: {allowed}")
        with locked(self.places.lock, self.tell):
            before = self.state()
            if dead := self.servers.missing():
                raise NotRunningError(f"{' and '.join(dead)} died. `make up` starts what has died again.")
            now = before.model_copy(update={"workers": {**before.workers, **chosen}})
            state.save(self.places, now)
            now, change = self._with_processes(now, chosen)
            health.await_all(one for one in now.members if one.service in chosen)
            return change

    def down(self) -> None:
        """Let everything finish what is in flight, then end it. Data stays."""
        with locked(self.places.lock, self.tell):
            before = state.load(self.places)
            self._end(before.members)
            self.servers.down()
            state.save(self.places, before.model_copy(update={"members": (), "servers": None}))

    def state(self) -> StackState:
        """What was started; whether it lives, each member says itself."""
        found = state.load(self.places)
        if found.servers is None:
            raise NotRunningError(NOTHING_RUNS)
        return found

    @property
    def _settings(self) -> LocalSettings:
        return settings.load(self.places.checkout)

    @property
    def database(self) -> str:
        """A named stack's is its own, also on a server that others use."""
        return "_".join(filter(None, (self._settings.mongodb_database, self.places.name)))

    @property
    def servers(self) -> Servers:
        return Servers(self.places, self._settings)

    def _mourn(self, before: StackState) -> None:
        for member in before.members:
            if not member.is_alive:
                self.tell(health.obituary(member, lines=3))

    def _with_servers(self, now: StackState) -> StackState:
        if names := self.servers.missing():
            self.tell(f"Starting {' and '.join(names)}")
        update = {"servers": self.servers.up(), "database": self.database}
        now = now.model_copy(update=update)
        state.save(self.places, now)
        return now

    def _with_processes(self, now: StackState, names: Collection[str]) -> tuple[StackState, Change]:
        """The processes of these services as they should be, the others as they are."""
        wanted = workers.wanted((one for one in self.services if one.name in names), now.workers)
        now = _with_ports(now, [name_of(service.name, number) for service, number in wanted])
        launches = self._launches(now, wanted)
        fit = {one.name for one in now.members if one.name in launches and launches[one.name].is_what(one)}
        kept = tuple(one for one in now.members if one.service not in names or one.name in fit)
        ended = self._end(one for one in now.members if one not in kept)
        now = now.model_copy(update={"members": kept})
        state.save(self.places, now)
        missing = [launch for name, launch in launches.items() if name not in fit]
        if missing:
            self.tell(f"Starting {', '.join(launch.name for launch in missing)}")
        for launch in missing:
            now = self._started(now, launch)
        return now, Change(tuple(launch.name for launch in missing), ended)

    def _started(self, now: StackState, launch: Launch) -> StackState:
        """What cannot be remembered is ended: nobody would find it again."""
        member = launch.start(self.places)
        now = now.with_member(member)
        try:
            state.save(self.places, now)
        except OSError:
            member.process.kill()
            raise
        return now

    def _launches(self, now: StackState, wanted: Iterable[tuple[Service, int]]) -> dict[str, Launch]:
        around = self.surroundings(now)
        given = [Launch.of(one, number, now.ports[name_of(one.name, number)], around) for one, number in wanted]
        return {launch.name: launch for launch in given}

    def surroundings(self, now: StackState) -> Surroundings:
        """What every process is told about the others."""
        if now.servers is None:
            raise NotRunningError(NOTHING_RUNS)
        return Surroundings(now.servers, now.database, now.ports, keys_of(self.places), now.company)

    def _end(self, members: Iterable[Member]) -> tuple[Ended, ...]:
        """In two waves: what is in flight may still need the systems it travels between."""
        last = {service.name for service in self.services if service.ends_last}
        ending = [one for one in members if one.is_alive]
        first = self._end_at_once([one for one in ending if one.service not in last])
        return first + self._end_at_once([one for one in ending if one.service in last])

    def _end_at_once(self, members: list[Member]) -> tuple[Ended, ...]:
        if not members:
            return ()
        self.tell(f"Ending {', '.join(one.name for one in members)}")
        with ThreadPoolExecutor(max_workers=len(members)) as pool:
            ended = tuple(pool.map(_ended, members))
        for one in ended:
            if one.killed:
                self.tell(f"{one.name} did not end within {DRAIN_SECONDS:.0f} s and was killed")
        return ended


def _ended(member: Member) -> Ended:
    begun = time.monotonic()
    in_time = member.process.stop(patience=DRAIN_SECONDS)
    return Ended(member.name, time.monotonic() - begun, killed=not in_time)


def _with_ports(now: StackState, names: list[str]) -> StackState:
    """A process that lives keeps its port; one that has to be started may need another than before."""
    living = {one.name for one in now.members if one.is_alive}
    missing = [name for name in names if name not in now.ports]
    fresh = ports.free_ports(len(missing), without=now.ports.values())
    given = dict(now.ports) | dict(zip(missing, fresh, strict=True))
    kept = {name: given[name] if name in living else ports.keep_or_replace(given[name]) for name in names}
    return now.model_copy(update={"ports": given | kept})
