"""Lock dates as they are right now: read anew where a document of an earlier month, or a person, makes it worthwhile.

The connector reads them with the other lists, every quarter of an hour. What was closed since would be sent and
refused, so a batch with a document of an earlier month looks first; once a minute at most, whatever is in it.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import structlog

from shared.budget import Lane
from shared.clients import Clients
from shared.clock import Clock
from shared.documents.from_scoro.planning import Given
from shared.documents.periods import PERIOD, WAIVED, WAIVES, YEAR, books
from shared.errors import SyncError
from shared.redaction import logged
from shared.store.connections import Connection
from shared.store.database import Session
from shared.store.everything import Store
from shared.sync.mending import Thing, causes
from shared.xero.client import XeroClient

log = structlog.get_logger()

FRESH = dt.timedelta(minutes=1)
FIELDS = {PERIOD: "PeriodLockDate", YEAR: "EndOfYearLockDate"}


class LockDates:
    """Of every connection that this process writes for."""

    def __init__(self, store: Store, clients: Clients, clock: Clock) -> None:
        self._store = store
        self._clients = clients
        self._clock = clock
        self._read: dict[str, dt.datetime] = {}

    async def known(self, connection: Connection, given: Sequence[Given[Any]]) -> Connection:
        """The same connection, or as it is with lock dates that were just read; what they open is tried again."""
        if not self._worthwhile(connection, given, self._clock.now()):
            return connection
        return await self._anew(connection)

    async def fresh(self, connection: Connection) -> Connection:
        """The same, whatever it is for; what was read within a minute counts as read now."""
        if self._is_fresh(connection, self._clock.now()):
            return await self._store.connections.get(connection.id)
        return await self._anew(connection)

    async def _anew(self, connection: Connection) -> Connection:
        now = self._clock.now()
        try:
            organisation = await organisation_now(await self._clients.xero(connection), connection, lane=Lane.DOCUMENTS)
        except SyncError as error:  # who writes next meets the same, and says so
            log.info("lock_dates.not_read", error=logged(error))
            return connection
        self._read[connection.id] = now
        if organisation == connection.organisation:
            return connection
        return await self._keep(connection, organisation)

    def _worthwhile(self, connection: Connection, given: Sequence[Given[Any]], now: dt.datetime) -> bool:
        closed = books(connection.organisation)
        if any(one.entry.by_person and closed.is_closed(one.document.date) for one in given):
            return True
        if self._is_fresh(connection, now):
            return False
        month = now.date().replace(day=1)
        days = [one.document.date for one in given if one.document.date]
        return any(day < month and not closed.is_closed(day) for day in days)

    def _is_fresh(self, connection: Connection, now: dt.datetime) -> bool:
        read = self._read.get(connection.id)
        return read is not None and now - read < FRESH

    async def _keep(self, connection: Connection, organisation: dict[str, Any]) -> Connection:
        async def work(session: Session) -> Connection:
            changed = await self._store.connections.change(connection.id, organisation=organisation, session=session)
            await self._store.mended.reopen(connection.id, causes([(Thing.LOCK_DATES, "")]), session=session)
            return changed

        return await self._store.database.transaction(work)


async def organisation_now(xero: XeroClient, connection: Connection, *, lane: Lane) -> dict[str, Any]:
    """What is kept of it, with the lock dates of right now."""
    said = await xero.organisation(lane=lane)
    kept = {name: value for name, value in connection.organisation.items() if name not in {*FIELDS, WAIVED}}
    kept |= {name: said[theirs] for name, theirs in FIELDS.items() if said.get(theirs)}
    if PERIOD in kept and WAIVES in await xero.allowed(lane=lane):
        kept[WAIVED] = True
    return kept
