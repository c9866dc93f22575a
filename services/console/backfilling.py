"""Historic loads, as an administrator begins, allows, stops and continues them (R34)."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from services.console import prerequisites
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.dates import day_of
from shared.errors import InvalidChoiceError
from shared.messaging.publisher import Publishes
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.store.historic import READS, SOURCE, HistoricLoad, Phase
from shared.store.records import FINAL, State
from shared.sync.bells import Bells
from shared.sync.settings import WAYS
from shared.sync.wishes import page

RUNS_ALREADY = "one is under way; `backfill status` shows it, `backfill cancel` stops it"


@dataclass(frozen=True, slots=True)
class Progress:
    """How a load stands."""

    load: HistoricLoad
    expected: int
    """What is to be brought across, as it was counted."""
    recorded: int
    synced: int
    attention: int
    left_out: int
    waiting: int
    """On their way, or behind others."""
    is_being_read: bool
    seconds_left: int | None = None
    """At the pace so far; None where nothing can be said."""

    @property
    def finished(self) -> int:
        """Objects that have their outcome."""
        return self.synced + self.attention + self.left_out

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens by itself."""
        if self.load.stopped_by is not None or self.load.phase is Phase.COUNTED:
            return True
        return self.load.phase is Phase.READ and not self.waiting

    @property
    def is_stuck(self) -> bool:
        """Reading ended before everything was read: somebody has to mend something and continue."""
        return self.load.is_active and not self.is_being_read


class Backfilling:
    """Writes what was decided to the store and asks the connector to read; the sweeper asks again if that gets lost."""

    def __init__(self, store: Store, publisher: Publishes, clock: Clock) -> None:
        self._store = store
        self._publisher = publisher
        self._clock = clock
        self._bells = Bells(store, publisher, clock)

    async def begin(
        self, connection: Connection, begins: dt.date, ends: dt.date | None, categories: Sequence[Category], *,
        by: str, dry_run: bool,
    ) -> HistoricLoad:  # fmt: skip
        """Begin to count what lies between two days, both inclusive; of all categories that are on, or of these.

        Raises InvalidChoiceError where that makes no sense, or another load is not read yet.
        """
        today = day_of(self._clock.now(), connection.time_zone)
        until = min(ends or today, today)
        if begins > until:
            raise InvalidChoiceError("--from", f"{begins} is after {until}; the range would be empty")
        prerequisites.no_gate(connection, self._clock.now(), reading=True)
        settings = await self._store.settings.get(connection.id)
        chosen = tuple(dict.fromkeys(categories)) or tuple(one for one in settings.enabled() if one in WAYS)
        if off := [one for one in chosen if one not in WAYS or not settings.of(one).enabled]:
            raise InvalidChoiceError("--category", f"{', '.join(off)}: switched off, or not brought across by itself")
        if not chosen:
            raise InvalidChoiceError("--category", "nothing is switched on; `settings set invoices.enabled=true`")
        ways = {one: settings.of(one).direction.source for one in chosen}
        await self._make_room(connection)
        load = await self._store.historic.begin(connection.id, begins, until, ways, by=by, dry_run=dry_run)
        if load is None:
            raise InvalidChoiceError("backfill", RUNS_ALREADY)
        await self._read(load)
        return load

    async def agree(self, load: HistoricLoad, *, by: str) -> bool:
        """Bring across what was counted; False where somebody else decided meanwhile."""
        agreed = await self._store.historic.agree(load.id, by=by)
        if agreed is not None:
            await self._read(agreed)
        return agreed is not None

    async def refuse(self, load: HistoricLoad, *, by: str) -> None:
        """What was counted stays where it is."""
        await self._store.historic.stop(load.id, by=by)
        await self._store.historic.drop(load)

    async def cancel(self, connection: Connection, *, by: str) -> HistoricLoad:
        """Stop the newest load.

        Raises InvalidChoiceError where nothing of it is left to stop.
        """
        progress = await self.progress(connection)
        if progress is None or progress.load.stopped_by is not None or progress.is_over:
            raise InvalidChoiceError("backfill", "none is under way")
        await self._store.historic.stop(progress.load.id, by=by)
        return progress.load

    async def go_on(self, connection: Connection, *, by: str) -> HistoricLoad:
        """Continue where it was stopped, or stopped by itself; one that is only counted is begun.

        Raises InvalidChoiceError where there is nothing to continue.
        """
        load = await self._store.historic.newest(connection.id)
        if load is None:
            raise InvalidChoiceError("backfill", "there was none; `backfill --from DATE` begins one")
        continued = await self._store.historic.go_on(load.id, by=by)
        agreed = not load.dry_run and await self.agree(load, by=by)
        chain = None
        if (continued or load).phase in READS:
            chain = await self._store.cursors.resume(connection.id, SOURCE, load.id)
        if chain is not None:
            await self._publisher.publish(page(chain, self._clock))
        if not (continued or agreed or chain):
            raise InvalidChoiceError("backfill", "there is nothing to continue; `backfill status` shows how it stands")
        await self._bells.ring_backfill(connection.id)
        return load

    async def progress(self, connection: Connection) -> Progress | None:
        """How the newest load stands; None where there was none."""
        # the chain before the load: one that ends between the two does not look stuck
        chain = await self._store.cursors.current(connection.id, SOURCE)
        load = await self._store.historic.newest(connection.id)
        if load is None:
            return None
        counts: Counter[str] = Counter()
        for (_, state, _, _), count in (await self._store.counts.of_run(load.id)).outcomes.items():
            counts[state] += count
        finals = {state.value for state in FINAL}
        made = Progress(
            load=load,
            expected=sum(tally.objects - tally.linked for tally in load.counted.values()),
            recorded=sum(load.read.values()),
            synced=counts.get(State.SYNCED.value, 0),
            attention=counts.get(State.FAILED.value, 0),
            left_out=counts.get(State.LEFT_OUT.value, 0),
            waiting=sum(count for state, count in counts.items() if state not in finals),
            is_being_read=chain is not None and chain.run_id == load.id and chain.reading,
        )
        return self._with_time_left(made)

    def _with_time_left(self, progress: Progress) -> Progress:
        since, rest = progress.load.reading_since, progress.expected - progress.finished
        if since is None or not progress.finished or rest <= 0 or progress.is_over:
            return progress
        seconds = (self._clock.now() - since).total_seconds()
        return dataclasses.replace(progress, seconds_left=round(seconds * rest / progress.finished))

    async def _make_room(self, connection: Connection) -> None:
        """A load that somebody stopped, or never said yes to, gives way to the next one."""
        known = await self._store.historic.newest(connection.id)
        if known is None:
            return
        if known.stopped_by is not None or (known.phase is Phase.COUNTED and not known.dry_run):
            await self._store.historic.drop(known)
            await self._store.cursors.reset(connection.id, SOURCE, None)

    async def _read(self, load: HistoricLoad) -> None:
        """The chain is kept before it is asked for."""
        chain = await self._store.cursors.begin(load.connection_id, SOURCE, load.id)
        if chain is not None:
            await self._publisher.publish(page(chain, self._clock))
