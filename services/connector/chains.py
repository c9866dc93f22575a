"""Reading chains: one message is one page (`design.md` §3.8).

A page's entries, the move of its cursor and the count of its run are one transaction; only then the next page is asked
for. A message that comes twice, late, or for a chain that somebody else took over finds another page or fence and does
nothing. A page that cannot be read now keeps its place and waits in the store, not in the broker; the sweeper asks for
it again.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import structlog

from services.connector.sources.news import News, news
from services.connector.sources.page import Read, Reader, Turn
from services.connector.sources.ports import Clients
from services.connector.sources.scoro_walk import OVERLAP
from services.connector.sources.table import BY_NAME, HISTORIC
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.contracts.sync import PageWanted
from shared.errors import DefectError, MendedBy, SyncError
from shared.messaging.middleware import describe
from shared.messaging.publisher import Publishes
from shared.redaction import logged
from shared.store.connections import Connection
from shared.store.cursors import Chain, LostChainError
from shared.store.database import Session
from shared.store.everything import Store
from shared.store.gates import Gate
from shared.store.records import NewChange
from shared.store.runs import Run, RunState
from shared.sync import backoff, wishes
from shared.sync.bells import Bells
from shared.sync.brakes import Weighing
from shared.sync.gates import Gatekeeper
from shared.sync.plans import DEFECTS
from shared.sync.proofs import Proofs
from shared.sync.telling import Telling

log = structlog.get_logger()


class Chains:
    """Reads pages and leads a run from source to source."""

    def __init__(
        self,
        store: Store,
        clients: Clients,
        publisher: Publishes,
        clock: Clock,
        *,
        readers: Mapping[str, Reader] | None = None,
    ) -> None:
        self._store = store
        self._clients = clients
        self._publisher = publisher
        self._clock = clock
        self._bells = Bells(store, publisher, clock)
        self._telling = Telling(store, publisher, clock)
        self._gates = Gatekeeper(store, publisher, clock)
        self._weighing = Weighing(store)
        self._proofs = Proofs(store, publisher, clock)
        self._readers = readers or {name: source.make(store, clock) for name, source in BY_NAME.items()}

    async def page(self, event: PageWanted) -> None:
        """Read the page that is wanted, if it still is."""
        chain = await self._store.cursors.chain(event.connection_id, event.source, event.fence)
        if chain is None:
            await self._carry_on_after(event)
            return
        if chain.page != event.page:
            log.debug("page.known", source=event.source, page=event.page, at=chain.page)
            return
        with structlog.contextvars.bound_contextvars(
            connection_id=chain.connection_id, run_id=str(chain.run_id), source=chain.source
        ):
            await self._read(chain)

    async def _read(self, chain: Chain) -> None:
        try:
            connection = await self._store.connections.get(chain.connection_id)
            if (gate := self._stopped(connection, chain)) is not None:
                await self._behind(chain, gate)
                return
            read = await self._readers[chain.source](await self._turn(connection, chain))
        except SyncError as error:
            await self._failed(chain, error)
            return
        except DEFECTS as error:
            log.exception("page.defect", page=chain.page)
            await self._failed(chain, DefectError(describe(error)))
            return
        if await self._record(chain, read):
            log.info("page.read", page=chain.page, seen=read.seen, recorded=len(read.changes), last=read.memo is None)
            await self._go_on(chain, read)

    def _stopped(self, connection: Connection, chain: Chain) -> Gate | None:
        return connection.stopped(self._clock.now(), _only_category(chain.source), reading=True)

    async def _behind(self, chain: Chain, gate: Gate) -> None:
        """A gate of the connection that time opens is waited for, by the ladder, since it may open sooner.

        Where a person is needed, or only this category is closed, the others are read; the cursor stays.
        """
        if gate.until is None or gate.category is not None:
            await self._give_up(chain, gate.code)
            return
        now = self._clock.now()
        until = min(gate.until, backoff.due(now, chain.stumbles))
        log.info("page.held", page=chain.page, code=gate.code, until=until)
        await self._store.cursors.postpone(chain, (until - now).total_seconds())

    async def _turn(self, connection: Connection, chain: Chain) -> Turn:
        settings = await self._store.settings.get(chain.connection_id)
        scoro, xero = await self._clients.scoro(connection), await self._clients.xero(connection)
        return Turn(connection, settings, chain, scoro, xero)

    async def _record(self, chain: Chain, read: Read) -> bool:
        """False where another reader recorded this page."""

        async def move(session: Session) -> None:
            if chain.run_id is not None and read.seen:
                await self._store.runs.read(chain.run_id, read.seen, session)
            if read.inside is not None:
                await read.inside(session)
            if read.memo is not None:
                await self._store.cursors.advance(chain, session, read.memo)
                return
            position, scope = (
                (chain.started_at - OVERLAP, read.scope) if read.is_complete else (chain.since, chain.scope)
            )
            await self._store.cursors.finish(chain, position, session, scope)

        try:
            recorded = await self._store.changes.record(
                [_of_run(change, chain) for change in read.changes], inside=move
            )
        except LostChainError:
            log.info("page.lost", page=chain.page)
            return False
        if brought := news(read, chain, recorded.entries):
            await self._store.cursors.brought_news(chain, missed=brought is News.MISSED)
        return True

    async def _go_on(self, chain: Chain, read: Read) -> None:
        if chain.source == HISTORIC.name:
            await self._bells.ring_backfill(chain.connection_id)
        if read.memo is not None:
            if chain.run_id is not None:
                for category in BY_NAME[chain.source].categories:
                    await self._bells.ring_full(
                        chain.connection_id, chain.run_id, category, first_time=chain.since is None
                    )
            await self._publisher.publish(wishes.page(chain, self._clock, chain.page + 1))
            return
        await self._publisher.publish_all(read.messages)
        run = await self._store.runs.get(chain.run_id) if chain.run_id else None
        if run is not None:
            await self.carry_on(run)

    async def carry_on(self, run: Run) -> None:
        """Lead a run to its next source, from wherever it stands; safe to do at any time, and more than once."""
        while run.state is RunState.READING and run.sources:
            source = run.sources[0]
            last = await self._store.cursors.current(run.connection_id, source)
            if last is None or last.run_id != run.id:
                chain = await self._store.cursors.begin(run.connection_id, source, run.id)
                if chain is not None:
                    await self._publisher.publish(wishes.page(chain, self._clock))
                return
            if last.reading:
                return
            run = await self._source_ended(run, source)
        loads = await self._store.brakes.loads(run.connection_id)
        await self._telling.ring(await self._weighing.all_of(loads))
        await self._telling.end_runs([run.id])
        if run.trigger == "nightly":
            await self._proofs.begin(run.connection_id, unless_since=run.started_at)

    async def _source_ended(self, run: Run, source: str, failed: str | None = None) -> Run:
        for category in BY_NAME[source].categories if source in BY_NAME else ():
            await self._bells.ring_rest(run.connection_id, category, run.id)
        await self._bells.ring_mended(run.connection_id, run.id)
        return await self._store.runs.source_done(run.id, source, failed) or run

    async def _carry_on_after(self, event: PageWanted) -> None:
        """The chain ended, or is another's: where its reader died after the last page, its run still has to go on."""
        run = await self._store.runs.get(event.run_id) if event.run_id else None
        if run is None or run.state is not RunState.READING:
            log.debug("page.outdated", source=event.source, page=event.page, fence=event.fence)
            return
        await self.carry_on(run)

    async def _failed(self, chain: Chain, error: SyncError) -> None:
        if gate := await self._gates.closed(chain.connection_id, error, category=_only_category(chain.source)):
            await self._behind(chain, gate)
            return
        if error.mended_by is MendedBy.TIME:
            until = _until(error, self._clock.now(), chain.stumbles)
            log.warning("page.postponed", page=chain.page, code=error.code, error=logged(error), until=until)
            await self._store.cursors.postpone(chain, (until - self._clock.now()).total_seconds())
            return
        await self._give_up(chain, error.code)
        if error.mended_by is MendedBy.DEVELOPER:
            raise error

    async def _give_up(self, chain: Chain, code: str) -> None:
        """The cursor stays where it is; the other sources of the run are read."""
        log.warning("source.given_up", source=chain.source, page=chain.page, code=code)
        await self._store.cursors.stop(chain)
        run = await self._store.runs.get(chain.run_id) if chain.run_id else None
        if run is not None:
            await self.carry_on(await self._source_ended(run, chain.source, code))


def _only_category(source: str) -> Category | None:
    """Where a source serves just one."""
    found = BY_NAME[source].categories if source in BY_NAME else ()
    return found[0] if len(found) == 1 else None


def _of_run(change: NewChange, chain: Chain) -> NewChange:
    return replace(change, run_id=chain.run_id)


def _until(error: SyncError, now: dt.datetime, stumbles: int) -> dt.datetime:
    """When to try again: as the limit says, else by the ladder."""
    return max(error.until, now) if error.until is not None else backoff.due(now, stumbles)
