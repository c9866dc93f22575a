"""Reading single objects that somebody waits for: a document its contact, a click, news by webhook or announcement.

A wish is kept in the store before its message is acknowledged, and leaves it once the object was read: no process that
dies takes one with it. Wishes of the same moment are read together: each object once, as many as fit in one call. A
dependency is recorded even where it is equal to what was seen before, because its category may have left it out then.
Behind a closed gate nothing is read and every wish waits.
"""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from dataclasses import dataclass
from uuid import uuid4

import structlog

from services.connector.wanted_from_scoro import FromScoro
from services.connector.wanted_from_xero import FromXero
from services.connector.wishes import Wish, merged
from shared import tracing
from shared.clock import Clock
from shared.contracts.envelope import Lane, System
from shared.contracts.sync import ObjectWanted
from shared.errors import LimitError, MendedBy, SyncError
from shared.messaging.middleware import caught
from shared.redaction import logged
from shared.store.connections import ConnectionState, UnknownConnectionError
from shared.store.database import TRANSIENT
from shared.store.everything import Store
from shared.store.gates import GateClosedError
from shared.store.wishes import Group, Taken
from shared.sync import backoff
from shared.sync.gates import Gatekeeper

log = structlog.get_logger()

MOST: dict[System, int] = {"scoro": 25, "xero": 40}
"""Objects of one reading: what fits into one detailed list of Scoro, into one address of Xero."""
PATIENCE = 0.5
"""Seconds that wishes which fill no reading wait for others while more keep coming."""
UNREAD_SECONDS = 5.0
"""A wish that is due for so long is nobody's: its reader died, or could not read it then."""
LOOK_EVERY = 1.0
NOT_CONNECTED = (ConnectionState.DISCONNECTED, ConnectionState.AUTHORISING)
PASSING = (*TRANSIENT, TimeoutError, ConnectionError)


@dataclass(frozen=True, slots=True)
class Windows:
    """Seconds in which wishes are collected before they are read."""

    scoro: float = 0.03
    xero: float = 0.5
    """Much news of Xero are echoes of our own writes, known a moment later."""
    bulk: float = 2.0
    """Of a first load, whose documents ask for what they need page by page."""

    def of(self, group: Group) -> float:
        """For wishes of this group."""
        if group.lane is Lane.BULK:
            return self.bulk
        return self.scoro if group.system == "scoro" else self.xero


WINDOWS = Windows()

Bury = Callable[[ObjectWanted, Exception], Awaitable[None]]
"""Makes a dead letter of a wish, with the reason. Raises NotPublishedError."""


class Wanted:
    """Keeps wishes and reads them; those of one connection, system, category and lane one page after the other."""

    def __init__(
        self,
        store: Store,
        from_scoro: FromScoro,
        from_xero: FromXero,
        gates: Gatekeeper,
        bury: Bury,
        clock: Clock,
        windows: Windows = WINDOWS,
    ) -> None:
        self._store = store
        self._from_scoro = from_scoro
        self._from_xero = from_xero
        self._gates = gates
        self._bury = bury
        self._clock = clock
        self._windows = windows
        self._again: set[Group] = set()
        self._tasks: dict[Group, asyncio.Task[None]] = {}
        self._resting: dict[Group, dt.datetime] = {}
        self._ending = False

    async def object(self, wish: ObjectWanted) -> None:
        """Returns once the wish is kept; the object is read a moment later. A click is tried also during a rest."""
        await self.objects([wish])

    async def objects(self, wishes: Sequence[ObjectWanted]) -> None:
        """Several at once."""
        await self._store.wishes.put(wishes)
        for group in dict.fromkeys(Group.of(wish) for wish in wishes):
            if group.lane is Lane.NOW:
                self._resting.pop(group, None)
            self._wake(group)

    async def run(self) -> None:
        """Take up what nobody reads, until cancelled."""
        while True:
            failure = await caught(self.look())
            if failure is not None:
                log.warning("wanted.not_looked", error=logged(failure))
            await self._clock.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """Take up what the dead left behind, and what could not be read before."""
        for group in await self._store.wishes.unread(older_than_seconds=UNREAD_SECONDS):
            self._wake(group)

    async def end(self) -> None:
        """Finish the pages that are being read and begin no more; the wishes are kept."""
        self._ending = True
        await self.quiet()

    async def quiet(self, group: Group | None = None) -> None:
        """Wait until every reading that was begun is over, or that of one group."""
        while reading := [task for of, task in self._tasks.items() if group in (None, of)]:
            await asyncio.wait(reading)

    def _wake(self, group: Group) -> None:
        if self._ending or self._rests(group):
            return
        self._again.add(group)
        if group not in self._tasks:
            self._tasks[group] = asyncio.create_task(self._work(group), name=f"wanted {group}", context=Context())

    def _rests(self, group: Group) -> bool:
        until = self._resting.get(group)
        return until is not None and self._clock.now() < until

    async def _work(self, group: Group) -> None:
        try:
            with structlog.contextvars.bound_contextvars(connection_id=group.connection_id):
                while group in self._again:
                    self._again.discard(group)
                    await self._clock.sleep(self._windows.of(group))
                    failure = await caught(self._read_all(group))
                    if failure is not None:
                        log.warning("wanted.interrupted", error=logged(failure))
        finally:
            del self._tasks[group]  # with no await since the last look: whoever wakes later begins a new task

    async def _read_all(self, group: Group) -> None:
        """In full pages as long as wishes keep coming."""
        while not (self._ending or self._rests(group)):
            claim = uuid4().hex
            patience = PATIENCE if group in self._again else 0.0
            taken = await self._store.wishes.take(group, claim, objects=MOST[group.system], patience=patience)
            if not taken:
                return
            await self._fulfil(group, claim, taken)

    async def _fulfil(self, group: Group, claim: str, taken: Sequence[Taken]) -> None:
        """Read these; what time mends is postponed with all that is still claimed; a bad one harms no other."""
        with tracing.objects((one.wish.object_id, one.trace) for one in taken):
            failure = await caught(self._read(group, [one.wish for one in taken]))
        if failure is None:
            await self._store.wishes.fulfilled(claim, [one.wish.id for one in taken])
        elif (until := _until(failure, taken, self._clock.now())) is not None:
            log.warning("wanted.postponed", category=group.category, error=logged(failure), until=until)
            if not isinstance(failure, GateClosedError):  # a gate costs no call to look at, and may open any time
                self._resting[group] = until
            await self._store.wishes.postpone(claim, until)
        elif len(taken) == 1:
            log.error("wanted.died", object_id=taken[0].wish.object_id, error=logged(failure))
            await self._bury(taken[0].wish, failure)
            await self._store.wishes.fulfilled(claim, [taken[0].wish.id])
        else:
            for one in taken:
                if not self._rests(group):
                    await self._fulfil(group, claim, [one])

    async def _read(self, group: Group, wishes: Sequence[ObjectWanted]) -> None:
        try:
            connection = await self._store.connections.get(group.connection_id)
        except UnknownConnectionError:
            log.info("wanted.skipped", reason="connection_gone", count=len(wishes))
            return
        if connection.state in NOT_CONNECTED:
            log.info("wanted.skipped", reason="not_connected", count=len(wishes))
            return
        if (gate := connection.stopped(self._clock.now(), group.category, group.lane, reading=True)) is not None:
            raise GateClosedError(gate)
        objects: dict[str, Wish] = {}
        for one in wishes:
            objects[one.object_id] = merged(objects.get(one.object_id), Wish.of(one))
        reader = self._from_xero if group.system == "xero" else self._from_scoro
        try:
            await reader.read(connection, group.category, list(objects.values()))
        except SyncError as error:
            gate = await self._gates.closed(connection.id, error, category=group.category, lane=group.lane)
            if gate is None:
                raise
            raise GateClosedError(gate) from error


def _until(failure: Exception, taken: Sequence[Taken], now: dt.datetime) -> dt.datetime | None:
    """When to try again; None where trying again would change nothing. A gate may be opened before its time."""
    usual = backoff.due(now, max(one.attempts for one in taken))
    if isinstance(failure, GateClosedError):
        return min(usual, max(failure.until or usual, now))
    if isinstance(failure, LimitError) and failure.until is not None:
        return max(failure.until, now)
    mends = isinstance(failure, SyncError) and failure.mended_by is MendedBy.TIME
    return usual if mends or isinstance(failure, PASSING) else None
