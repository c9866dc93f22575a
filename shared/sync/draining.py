"""Draining the log: claim, plan, fill calls of fifty, send; per connection and lane, while there is anything open."""

import asyncio
import contextlib
from collections.abc import Sequence

import structlog

from shared.clients import Clients
from shared.clock import Clock
from shared.contracts.envelope import Lane, System
from shared.ending import CutShortError, Ending
from shared.messaging.middleware import caught
from shared.messaging.publisher import Publishes
from shared.redaction import logged
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.store.records import FINAL, Entry, ObjectKey, State
from shared.store.waits import parent, parents
from shared.sync import volume
from shared.sync.approving import as_approved
from shared.sync.batches import Batches
from shared.sync.brakes import Weighing, braked
from shared.sync.claiming import Claiming
from shared.sync.gates import Gatekeeper, gate_of
from shared.sync.parents import Parents
from shared.sync.patience import Patience
from shared.sync.planning import Planning
from shared.sync.plans import Crossing, Failed, Held, Plan, Purpose, Waits, Write
from shared.sync.rates import Asking
from shared.sync.results import of_plan
from shared.sync.resuming import Resuming
from shared.sync.sending import Sending
from shared.sync.targets import Target, Targets, ToScoro, ToXero, Way
from shared.sync.telling import Telling

log = structlog.get_logger()

BATCH = 50
AT_ONCE = 4
A_MOMENT = 1.0
"""How soon somebody who waits sees that reading has ended."""
Where = tuple[str, Lane]


class Draining:
    """Works off what is open of one category; `wake` says where there may be something."""

    def __init__(
        self,
        *crossings: Crossing,
        store: Store,
        clients: Clients,
        publisher: Publishes,
        clock: Clock,
        owner: str,
        ending: Ending | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.planning = Planning(*crossings)
        self._category, self._crossings = self.planning.category, self.planning.crossings
        self._store = store
        self._clients = clients
        self._clock = clock
        self._owner = owner
        self.telling = Telling(store, publisher, clock)
        self._gates = Gatekeeper(store, publisher, clock)
        self._ending = ending or Ending()
        self._sending = Sending(store, self.telling, self._gates, clock, owner=owner, ending=self._ending)
        self._resuming = Resuming(self._resume, self.telling, self._ending)
        self._parents = Parents(store, self.telling, clock)
        self._weighing = Weighing(store)
        self._held: dict[Where, bool] = {}
        self._rates = Asking(store)
        self._patience = patience or Patience(store, self._category, clock)
        self._claiming = Claiming(store, self.telling, self._category, owner=owner)
        self._again: set[Where] = set()
        self._rung: dict[Where, asyncio.Event] = {}
        self._tasks: dict[Where, asyncio.Task[None]] = {}

    async def bell(self, entry_id: int) -> None:
        """A bell rang for an entry: see that work goes on where it lies, or that the call it is stuck in is finished.

        Returns at once: what a bell leads to may wait for its turn longer than a message may be held.
        """
        entry = await self._store.changes.get(entry_id)
        if entry is None:
            return
        if entry.state is State.OPEN or (entry.lane is Lane.BULK and entry.state in FINAL):  # it rang for many
            self.wake(entry.key.connection_id, entry.lane)
        elif entry.state in (State.SENDING, State.UNCLEAR):
            self._resuming.begin(entry)

    def wake(self, connection_id: str, lane: Lane) -> None:
        """See that what is open there is worked off, by one pass at a time in this process."""
        where = (connection_id, lane)
        self._again.add(where)
        if where in self._rung:
            self._rung[where].set()
        if where not in self._tasks:
            task = asyncio.create_task(self._work(where), name=f"drain {connection_id} {lane}")
            self._tasks[where] = task

    async def end(self) -> None:
        """Claim no more, finish what is on its way, and ring for what is left to others."""
        self._ending.told.set()
        for rung in self._rung.values():
            rung.set()
        await self.quiet()

    async def quiet(self) -> None:
        """Wait until every pass that was begun is over."""
        while tasks := [*self._tasks.values(), *self._resuming.tasks]:
            await asyncio.wait(tasks)

    async def _work(self, where: Where) -> None:
        try:
            with structlog.contextvars.bound_contextvars(connection_id=where[0], lane=str(where[1])):
                while where in self._again:
                    self._again.discard(where)
                    failure = await caught(self._pass(*where))
                    if failure is not None:
                        log.error("drain.failed", error=logged(failure))
        finally:
            del self._tasks[where]  # with no await since the last look: whoever wakes later begins a new task

    async def _pass(self, connection_id: str, lane: Lane) -> None:
        connection = await self._may_go(connection_id, lane)
        if connection is None:
            return
        targets = await self._targets(connection)
        batches = Batches(targets)
        async with asyncio.TaskGroup() as group:
            failure = await caught(self._fill(connection, targets, lane, batches, group))
        await self._claiming.release([write.entry for write in batches.left()])
        if self._held.pop((connection_id, lane), False):  # what was on its way beside it is planned for certain now
            await self._weigh(connection_id)
        if failure is not None:  # only now: what was on its way has come to its end
            raise failure
        is_left = batches.left() or self._ending.told.is_set() or (lane is Lane.BULK and batches.were_used)
        if is_left and await self._may_go(connection_id, lane) is not None:  # others may have left theirs to this one
            await self._claiming.hand_on(connection_id, lane)

    async def _may_go(self, connection_id: str, lane: Lane) -> Connection | None:
        """Asked before each batch: None where a gate closed meanwhile, or somebody paused the connection."""
        connection = await self._store.connections.get(connection_id)
        return connection if connection.stopped(self._clock.now(), self._category, lane) is None else None

    async def _targets(self, connection: Connection) -> Targets:
        """Where objects of each system are written to, for the ways that this category has."""
        targets: dict[System, Target] = {}
        if "scoro" in self._crossings:
            targets["scoro"] = ToXero(await self._clients.xero(connection))
        if "xero" in self._crossings:
            scoro = await self._clients.scoro(connection)
            targets["xero"] = ToScoro(scoro, http_timeout=self._clients.http_timeout)
        return targets

    async def _fill(
        self, connection: Connection, targets: Targets, lane: Lane, batches: Batches, group: asyncio.TaskGroup
    ) -> None:
        """Claim, plan and send as long as there is something and nobody says to end."""
        slots = asyncio.Semaphore(AT_ONCE)

        async def send(*, everything: bool) -> None:
            for writes in batches.ready(everything=everything):
                await slots.acquire()
                if self._ending.told.is_set():
                    slots.release()
                    batches.add(writes, self._clock.monotonic())
                else:
                    group.create_task(self._send(connection, targets, writes, lane, slots))

        while not self._ending.told.is_set() and (going := await self._may_go(connection.id, lane)) is not None:
            entries = await self._claiming.take(connection.id, lane, BATCH)
            batches.add(await self._planned_in_time(connection, entries, lane), self._clock.monotonic())
            await send(everything=False)
            is_last = len(entries) < BATCH
            if is_last and await self._lingered(going, lane, batches):
                continue
            await send(everything=is_last)
            if not entries:
                break

    async def _planned_in_time(self, connection: Connection, entries: Sequence[Entry], lane: Lane) -> list[Write]:
        """Nothing, and the claims given back, where the time of the process is over before."""
        try:
            return await self._ending.unless_over(self._planned(connection, entries, lane))
        except CutShortError:
            await self._claiming.release(entries)
            return []

    async def _lingered(self, connection: Connection, lane: Lane, batches: Batches) -> bool:
        """Wait for the next bell, a moment at most, where a call that is not full may still be filled."""
        if self._ending.told.is_set():
            return False
        patience = await self._patience.of(connection, lane, batches.incomplete())
        seconds = batches.left_of(patience, self._clock.monotonic())
        if seconds <= 0:
            return False
        if await self._claiming.is_left_to_another(connection.id, lane):
            await self._claiming.release([write.entry for write in batches.given_up()])
            return False
        rung = self._rung[connection.id, lane] = asyncio.Event()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(seconds, A_MOMENT)):
                await rung.wait()
        del self._rung[connection.id, lane]
        kept = batches.to_be_kept(self._clock.monotonic(), self._store.claims.keep_every)
        await self._claiming.keep([write.entry for write in kept])
        return True

    async def _send(
        self, connection: Connection, targets: Targets, writes: Sequence[Write], lane: Lane, slots: asyncio.Semaphore
    ) -> None:
        source = writes[0].entry.key.system
        way = Way(connection, self._crossings[source], targets[source])
        failure = await caught(self._sending.send(way, writes, lane))
        slots.release()
        if failure is not None:  # the call is recorded: whoever finds it stuck goes on with it
            log.error("call.interrupted", error=logged(failure), entries=len(writes))

    async def _planned(self, connection: Connection, entries: Sequence[Entry], lane: Lane) -> list[Write]:
        """Record everything that needs no call; hand out what does.

        What a link says while a version of the object is on its way is not true for long: newer ones wait.
        """
        entries = await self._sending.behind(entries)
        if not entries:
            return []
        began = self._clock.now()
        settings = await self._store.settings.get(connection.id)
        planned = await self.planning.plans(connection, settings, entries, Purpose.RUN)
        wanted = await self._without_held(connection, planned, lane)
        approved = as_approved(await self._rates.of(connection.id, wanted))
        plans = braked(volume.asked(approved, volume.above(settings.of(self._category))))
        now = self._clock.now()
        results = [of_plan(plan, now) for plan in plans if not isinstance(plan, Write)]
        if results:
            recorded = await self._store.outcomes.record(results, owner=self._owner)
            await self.telling.results(recorded)
            await self.telling.ring(await self._rates.left_behind(connection.id, plans))
            await self._parents.settle(connection.id, [plan for plan in plans if isinstance(plan, Waits)])
            await self._parents.look_again(connection.id, self._category, plans, began)
            await self._parents.look_at_failed(connection.id, plans)
        if any(isinstance(plan, Held) for plan in plans):
            self._held[connection.id, lane] = True
            await self._weigh(connection.id)
        return await self._sending.in_line.in_order(wanted, plans)

    async def _weigh(self, connection_id: str) -> None:
        """What belongs to no run goes at once, or is held; a run's turn comes when all of it was planned."""
        await self.telling.ring(await self._weighing.all_of(await self._store.brakes.loads(connection_id)))

    async def _without_held(self, connection: Connection, plans: Sequence[Plan], lane: Lane) -> list[Plan]:
        """What could not be planned because of a gate stays open behind it as it was, with nothing counted."""
        now = self._clock.now()
        held = [plan for plan in plans if isinstance(plan, Failed) and gate_of(plan.error, now) is not None]
        if held:
            await self._gates.closed(connection.id, held[0].error, category=self._category, lane=lane)
            await self._claiming.release([plan.entry for plan in held])
        return [plan for plan in plans if plan not in held]

    async def _resume(self, entry: Entry, call_id: str) -> None:
        connection = await self._store.connections.get(entry.key.connection_id)
        source = entry.key.system
        stopped = connection.stopped(self._clock.now(), self._category, entry.lane, reading=True)
        if source in self._crossings and not stopped:
            target = (await self._targets(connection))[source]
            await self._sending.resume(Way(connection, self._crossings[source], target), call_id)

    async def parent_synced(self, key: ObjectKey, counterpart_id: str | None = None) -> None:
        """What waited for this object, or for its counterpart in the other system, goes on."""
        over = parents(key, counterpart_id)
        await self.telling.ring(await self._store.waits.release(key.connection_id, over))
        await self.telling.ring(await self._store.left_outs.in_step(self._category, key.connection_id, over))

    async def parent_failed(self, key: ObjectKey, code: str) -> None:
        """What waits for this object waits for a person."""
        parked = await self._store.waits.park(key, code)
        runs = await self._store.waits.runs_behind(key.connection_id, [parent(one) for one in parked])
        await self.telling.end_runs(runs)
