"""One call for as many entries as it takes: recorded before it is made, settled with all its outcomes at once."""

from collections.abc import Sequence

import structlog

from shared import metrics
from shared.answers import ElementResult
from shared.budget import Lane as BudgetLane
from shared.clock import Clock
from shared.contracts.envelope import Category, Lane
from shared.ending import Ending, ToldToEndError
from shared.errors import DefectError, RefusedError, SyncError, UnclearError
from shared.http import Answer
from shared.messaging.middleware import describe
from shared.redaction import logged
from shared.store.calls import LostCallError, NotOursError, SerialBusyError
from shared.store.everything import Store
from shared.store.outcomes import Result
from shared.store.records import Call, CallEntry, Entry, State
from shared.store.waits import turn
from shared.sync import measuring
from shared.sync.backoff import due
from shared.sync.building import call_for
from shared.sync.gates import Gatekeeper
from shared.sync.in_line import InLine
from shared.sync.plans import DEFECTS, Refused, Verdict, Write
from shared.sync.results import failed, money_of, of_verdict
from shared.sync.targets import Way
from shared.sync.telling import Telling
from shared.turns import Turn

log = structlog.get_logger()

BUDGET_LANES = {Lane.NOW: BudgetLane.CLICK, Lane.CHANGED: BudgetLane.DOCUMENTS, Lane.BULK: BudgetLane.BACKFILL}


class Sending:
    """Makes recorded calls and records what came of them."""

    def __init__(
        self, store: Store, telling: Telling, gates: Gatekeeper, clock: Clock, *, owner: str, ending: Ending
    ) -> None:
        self._store = store
        self._telling = telling
        self._gates = gates
        self._clock = clock
        self._owner = owner
        self._ending = ending
        self.in_line = InLine(store, telling, owner=owner)

    async def send(self, way: Way, writes: Sequence[Write], lane: Lane) -> None:
        """Write one batch: same resource, same method, no more than the target takes.

        A process that was told to end gives it back, and who sends then sees to it that others hear of it; where a gate
        closed or somebody paused meanwhile, its entries stay open behind that.
        """
        writes = await self.in_line.one_of_each(writes)
        try:
            turn = await way.target.turn(BUDGET_LANES[lane])
        except SyncError as error:
            await self._not_begun(way, writes, lane, error)
            return
        async with turn:
            halve = await self._send_now(way, writes, lane, turn)
        if halve:
            half = len(writes) // 2
            await self.send(way, writes[:half], lane)
            await self.send(way, writes[half:], lane)

    async def _send_now(self, way: Way, writes: Sequence[Write], lane: Lane, turn: Turn) -> bool:
        """The turn has come: what stayed open until now, so that a newer version could overtake it, goes.

        True where its halves have to be sent.
        """
        now = await self._store.connections.get(way.connection.id)
        if self._ending.told.is_set() or now.stopped(self._clock.now(), way.crossing.category, lane):
            await self._store.claims.release([write.entry.id for write in writes], self._owner)
            return False
        call = call_for(way, writes, lane, owner=self._owner, now=self._clock.now())
        try:
            call = await self._store.calls.begin(call)
        except SerialBusyError:
            await self._let_go(await self.in_line.behind(call, writes))
            return False
        except NotOursError:
            await self._let_go(writes)
            return False
        metrics.BATCH.labels(call.category.value, call.system).observe(len(writes))
        mine = {one.entry.id: one.entry for one in writes}
        return await self._exchange(way, call, mine, turn=turn)

    async def _not_begun(self, way: Way, writes: Sequence[Write], lane: Lane, error: SyncError) -> None:
        """No turn came: back to the log."""
        mine = [one.entry for one in writes]
        category = way.crossing.category
        results = await self._given_back(mine, error, way.connection.id, category=category, lane=lane)
        await self._telling.results(await self._store.outcomes.record(results, owner=self._owner))

    async def _let_go(self, writes: Sequence[Write]) -> None:
        """Superseded entries are done with; those behind an older version wait for their turn; the rest is free."""
        free = await self.behind([write.entry for write in writes])
        await self._store.claims.release([entry.id for entry in free], self._owner)
        await self._telling.ring(free)

    async def behind(self, entries: Sequence[Entry]) -> list[Entry]:
        """Lets those wait whose object has a version on its way; hands out the others."""
        keys = [entry.key for entry in entries]
        busy = await self._store.calls.in_flight(keys)
        if not busy:
            return list(entries)
        waiting = [Result(entry, State.WAITING, waits_for=(turn(entry.key),)) for entry in entries if entry.key in busy]
        await self._store.outcomes.record(waiting, owner=self._owner)
        settled = busy - await self._store.calls.in_flight(keys)
        await self._telling.ring(await self._store.waits.release(keys[0].connection_id, [turn(key) for key in settled]))
        return [entry for entry in entries if entry.key not in busy]

    async def resume(self, way: Way, call_id: str) -> None:
        """Finish a call whose owner is gone or that got no clear answer."""
        call = await self._store.calls.take_over(call_id, self._owner)
        if call is None:
            return
        entries = {item.entry_id: await self._store.changes.get(item.entry_id) for item in call.entries}
        known = {number: entry for number, entry in entries.items() if entry is not None}
        log.info("call.resumed", call_id=call.id, age=round(call.age), entries=len(known))
        if call.age < way.target.same_key_seconds:
            await self._exchange(way, call, known)
        elif call.age < way.target.look_up_seconds:
            await self._store.calls.unclear(call, seconds=way.target.look_up_seconds - call.age)
        else:
            await self._look_up(way, call, known)

    async def _look_up(self, way: Way, call: Call, entries: dict[int, Entry]) -> None:
        try:
            verdicts = await self._ending.unless_over(way.crossing.look_up(way.connection, call))
        except SyncError as error:
            await self._postpone(call, error)
            return
        except DEFECTS as error:
            log.exception("call.look_up_defect", call_id=call.id)
            verdicts = [Refused(DefectError(describe(error)))] * len(call.entries)
        await self._settle(call, entries, verdicts, looked_up=True)

    async def _exchange(self, way: Way, call: Call, entries: dict[int, Entry], *, turn: Turn | None = None) -> bool:
        """Send, read, settle; a call that has its `turn` is a first attempt.

        True where the whole call was refused and its entries are ours to send in halves.
        """
        try:
            sent = way.target.send(way.target.again(call), lane=BUDGET_LANES[call.lane], turn=turn)
            answer = await self._ending.unless_over(sent)
            measuring.answered(call, entries.values(), answer, self._clock.now())
            elements = way.target.results(call, answer)
        except UnclearError as error:
            await self._postpone(call, error)
        except RefusedError as error:
            return await self._refused(call, entries, error, may_halve=turn is not None)
        except SyncError as error:
            await self._not_done(call, entries, error)
        else:
            await self._judge(way, call, entries, answer, elements)
        return False

    async def _judge(
        self,
        way: Way,
        call: Call,
        entries: dict[int, Entry],
        answer: Answer,
        elements: Sequence[ElementResult],
    ) -> None:
        try:
            verdicts = await self._verdicts(way, call, list(zip(call.entries, elements, strict=True)))
        except SyncError as error:  # a look-up that judging needed did not work: the answer is asked for again
            await self._postpone(call, error)
        else:
            await self._settle(call, entries, verdicts, answer=answer)

    async def _verdicts(
        self, way: Way, call: Call, answers: Sequence[tuple[CallEntry, ElementResult]]
    ) -> list[Verdict]:
        """Where judging itself fails, element by element, so that one odd answer harms no other."""
        try:
            return list(await self._ending.unless_over(way.crossing.judge(way.connection, call, answers)))
        except DEFECTS as error:
            if len(answers) == 1:
                log.exception("call.judge_defect", call_id=call.id, entry=answers[0][0].entry_id)
                return [Refused(DefectError(describe(error)))]
            return [one for answer in answers for one in await self._verdicts(way, call, [answer])]

    async def _postpone(self, call: Call, error: SyncError) -> None:
        """No clear answer: somebody asks again with the same key, or looks, when it is time; a limit says when."""
        log.warning("call.unclear", call_id=call.id, resource=call.resource, error=logged(error))
        await self._gates.closed(call.connection_id, error, category=call.category, lane=call.lane)
        now = self._clock.now()
        retry_at = max(error.until, now) if error.until is not None else due(now, call.sends - 1)
        await self._store.calls.unclear(call, seconds=(retry_at - now).total_seconds())

    async def _refused(self, call: Call, entries: dict[int, Entry], error: RefusedError, *, may_halve: bool) -> bool:
        """A refusal of the whole call judges no element: smaller calls with new keys find the one to blame."""
        now = self._clock.now()
        halve = may_halve and len(entries) > 1
        if len(call.entries) == 1:
            results = [failed(entry, error, now, money_of(call.entries[0])) for entry in entries.values()]
        else:
            results = [Result(entry, State.OPEN, keeps_claim=halve) for entry in entries.values()]
        await self._record(call, results, answer=error.said.encode())
        return halve

    async def _not_done(self, call: Call, entries: dict[int, Entry], error: SyncError) -> None:
        """Nothing was carried out by this attempt: back to the log, unless an earlier one is still unclear."""
        if call.sends > 1:
            await self._postpone(call, error)
            return
        log.warning("call.not_done", call_id=call.id, code=error.code, error=logged(error))
        found = list(entries.values())
        given_back = await self._given_back(found, error, call.connection_id, category=call.category, lane=call.lane)
        await self._record(call, given_back, answer=str(error).encode())

    async def _given_back(
        self, entries: Sequence[Entry], error: SyncError, connection_id: str, *, category: Category, lane: Lane
    ) -> list[Result]:
        """What nobody carried out, and why: others go on with it, or it waits for its time or a gate."""
        now = self._clock.now()
        if isinstance(error, ToldToEndError):  # others need not wait for anything
            return [Result(entry, State.OPEN, held=True) for entry in entries]
        gate = await self._gates.closed(connection_id, error, category=category, lane=lane)
        return [
            Result(entry, State.OPEN, reason=error.code, held=True) if gate else failed(entry, error, now)
            for entry in entries
        ]

    async def _settle(
        self,
        call: Call,
        entries: dict[int, Entry],
        verdicts: Sequence[Verdict],
        *,
        answer: Answer | None = None,
        looked_up: bool = False,
    ) -> None:
        now = self._clock.now()
        results = [
            of_verdict(entries[item.entry_id], verdict, now)
            for item, verdict in zip(call.entries, verdicts, strict=True)
            if item.entry_id in entries
        ]
        kept = {"status": answer.status, "answer": answer.body} if answer else {"looked_up": looked_up}
        await self._record(call, results, **kept)

    async def _record(self, call: Call, results: Sequence[Result], **kept: object) -> None:
        try:
            recorded = await self._store.outcomes.record(results, owner=self._owner, call=call, **kept)
        except LostCallError:
            log.info("call.lost", call_id=call.id)
            return
        synced = sum(1 for result in recorded if result.state is State.SYNCED)
        said = {"call_id": call.id, "method": call.method, "resource": call.resource}
        log.info("call.settled", **said, entries=len(call.entries), synced=synced)
        await self._telling.results(recorded, call.id)
        await self.in_line.over(call)
        await self._telling.ring(
            result.entry
            for result in recorded
            if result.state is State.OPEN and result.due_at is None and not (result.keeps_claim or result.held)
        )
