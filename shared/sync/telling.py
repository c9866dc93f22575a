"""Telling others: bells for entries that may go on, events for outcomes. The log knows what was not told yet."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import structlog

from shared import tracing
from shared.clock import Clock
from shared.contracts.changes import BELLS
from shared.contracts.envelope import Category, Lane, Message
from shared.contracts.outcomes import ObjectFailed, ObjectLeftOut, ObjectSynced
from shared.contracts.sync import ObjectWanted, SyncRequested
from shared.errors import SyncError
from shared.messaging.publisher import Publishes
from shared.redaction import logged
from shared.store.everything import Store
from shared.store.outcomes import Result, is_told
from shared.store.records import FINAL, Entry, State
from shared.store.runs import Run
from shared.store.waits import parents, turn
from shared.sync import measuring
from shared.sync.letting_in import LettingIn, is_backfill

log = structlog.get_logger()

WORTH_A_BELL = 50


def bell(entry: Entry, clock: Clock) -> Message:
    """The event that rings for an entry."""
    return BELLS[entry.key.category](
        at=clock.now(),
        connection_id=entry.key.connection_id,
        run_id=entry.run_id,
        system=entry.key.system,
        object_id=entry.key.object_id,
        entry=entry.id,
        lane=entry.lane,
    )


def outcome(entry: Entry, clock: Clock, *, awaited: bool = True) -> Message:
    """The event that tells what became of a final entry, and whether anything hangs on its object."""
    common = {
        "at": clock.now(),
        "connection_id": entry.key.connection_id,
        "run_id": entry.run_id,
        "category": entry.key.category,
        "system": entry.key.system,
        "object_id": entry.key.object_id,
        "entry": entry.id,
    }
    if entry.state is State.SYNCED:
        return ObjectSynced(**common, counterpart_id=entry.counterpart_id, wrote=entry.wrote, awaited=awaited)
    if entry.state is State.FAILED:
        return ObjectFailed(**common, code=entry.reason or "unknown")
    return ObjectLeftOut(**common, reason=entry.reason or str(entry.state))


class Telling:
    """Publishes after the database knows; what fails here is told by the sweeper."""

    def __init__(self, store: Store, publisher: Publishes, clock: Clock) -> None:
        self._store = store
        self._publisher = publisher
        self._clock = clock
        self._letting_in = LettingIn(store, clock)

    async def ring(self, entries: Iterable[Entry]) -> None:
        """Ring for open entries: for each, and of a first load once for a call's worth."""
        rung = _rung(entries)
        with tracing.objects((entry.key.object_id, entry.trace) for entry in rung):
            await self._publish([bell(entry, self._clock) for entry in rung])

    async def want(self, wanted: Sequence[ObjectWanted]) -> None:
        """Ask the connector for objects that documents wait for."""
        await self._publish(wanted)

    async def results(self, results: Sequence[Result], call_id: str | None = None) -> None:
        """Tell outcomes, all of a call's where it was one, give newer versions their turn, end runs that are done.

        A backfill goes on where something of it finished or waits for another object.
        """
        if any(is_backfill(result.entry) for result in results):
            await self.ring(await self._letting_in.more_of_backfill(results[0].entry.key.connection_id))
        final = [result for result in results if result.state in FINAL]
        if not final:
            return
        hanging = await self._give_turns(final)
        told = [result for result in final if is_told(result)]
        measuring.outcomes(told, self._clock.now())
        awaited = await self._awaited(told) if hanging else set()
        with tracing.objects((result.entry.key.object_id, result.entry.trace) for result in told):
            published = await self._publish(
                [outcome(_as_recorded(one), self._clock, awaited=one.entry.id in awaited) for one in told]
            )
        if told and published:
            await self._store.outcomes.told([result.entry.id for result in told], call_id)
        await self.end_runs({result.entry.run_id for result in final if result.entry.run_id})

    async def _awaited(self, told: Sequence[Result]) -> set[int]:
        """The entries whose objects something still hangs on, now that what waited for them goes on.

        Whoever begins to wait from now on looks for its parents afterwards, and finds them.
        """
        names = {one.entry.id: _over(one) for one in told if one.state is State.SYNCED}
        if not names:
            return set()
        every = [name for several in names.values() for name in several]
        found = await self._store.waits.awaited(told[0].entry.key.connection_id, every)
        return {entry for entry, several in names.items() if not found.isdisjoint(several)}

    async def _give_turns(self, final: Sequence[Result]) -> bool:
        """To newer versions of the same objects, and to what waited for one in step now; whether there was anything."""
        over = [turn(result.entry.key) for result in final]
        for result in final:
            over += _over(result)
        connection_id = final[0].entry.key.connection_id
        hanging = await self._store.waits.awaited(connection_id, over)
        if hanging:
            await self.ring(await self._store.waits.release(connection_id, sorted(hanging)))
        return bool(hanging)

    async def end_runs(self, run_ids: Iterable[UUID]) -> None:
        """End runs of which nothing is left to do; what was queued behind one begins."""
        for run_id in run_ids:
            ended, following = await self._store.runs.end_if_done(run_id)
            if ended:
                log.info("run.ended", run_id=str(run_id), trigger=ended.trigger, failed=ended.failed)
            if ended and following:
                await self.follow(ended, following)

    async def follow(self, ended: Run, following: Mapping[str, Any]) -> None:
        """Begin what was queued behind a run; where the message gets lost, the sweeper does it again."""
        wish = SyncRequested(at=self._clock.now(), connection_id=ended.connection_id, **following)
        if await self._publish([wish]):
            await self._store.runs.followed(ended.id)

    async def _publish(self, messages: Sequence[Message]) -> bool:
        try:
            await self._publisher.publish_all(messages)
        except SyncError as error:
            log.warning("telling.postponed", error=logged(error), count=len(messages))
            return False
        return True


def _rung(entries: Iterable[Entry]) -> list[Entry]:
    """Whoever hears one of a first load works off all that is open there."""
    found: list[Entry] = []
    counts: Counter[tuple[str, Category]] = Counter()
    for entry in entries:
        where = (entry.key.connection_id, entry.key.category)
        if entry.lane is not Lane.BULK or counts[where] % WORTH_A_BELL == 0:
            found.append(entry)
        counts[where] += entry.lane is Lane.BULK
    return found


def _over(result: Result) -> list[str]:
    """The waits that end with this outcome."""
    return parents(result.entry.key, result.counterpart_id) if result.state is State.SYNCED else []


def _as_recorded(result: Result) -> Entry:
    return replace(
        result.entry,
        state=result.state,
        reason=result.reason,
        counterpart_id=result.counterpart_id,
        wrote=result.wrote,
    )
