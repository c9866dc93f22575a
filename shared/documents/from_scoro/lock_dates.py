"""Lock dates as they are right now: read anew where a document of an earlier month, or a person, makes it worthwhile.

The connector reads them with the other lists, every quarter of an hour. What was closed since would be sent and
refused, so a batch with a document of an earlier month looks first; once a minute at most, whatever is in it. What was
closed since that look is refused by Xero: then they are read at once, and what they explain is planned anew.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import structlog

from shared.budget import Lane
from shared.clients import Clients
from shared.clock import Clock
from shared.documents.from_scoro.planning import Given
from shared.documents.periods import PERIOD, WAIVED, WAIVES, YEAR, Books, books
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
Days = Sequence[dt.date | None]
"""On which an element of a call is dated, and what it changes."""


class LockDates:
    """Of every connection that this process writes for."""

    def __init__(self, store: Store, clients: Clients, clock: Clock) -> None:
        self._store = store
        self._clients = clients
        self._clock = clock
        self._read: dict[str, dt.datetime] = {}

    async def known(self, connection: Connection, given: Sequence[Given[Any]], *, keeps: bool = True) -> Connection:
        """The same connection, or as it is with lock dates that were just read; what they open is tried again.

        Without `keeps`, in a preview, what was read is used and nothing is written.
        """
        if not self._worthwhile(connection, given, self._clock.now()):
            return connection
        return await self._anew(connection, keeps=keeps)

    async def fresh(self, connection: Connection, *, keeps: bool = True) -> Connection:
        """The same, whatever it is for; what was read within a minute counts as read now."""
        if self._is_fresh(connection, self._clock.now()):
            return await self._store.connections.get(connection.id)
        return await self._anew(connection, keeps=keeps)

    async def explained(self, connection: Connection, refused: Mapping[int, Days]) -> frozenset[int]:
        """Which of these elements, refused for a lock date, lie in a period that is closed as Xero says now.

        What another refusal had read a moment ago is not read again. Raises SyncError where they cannot be read.
        """
        if not refused:
            return frozenset()
        now = await self._store.connections.get(connection.id)
        if len(found := _closed(refused, books(now.organisation))) < len(refused):
            found = _closed(refused, books((await self._read_now(now)).organisation))
        return found

    async def _anew(self, connection: Connection, *, keeps: bool) -> Connection:
        try:
            return await self._read_now(connection, keeps=keeps)
        except SyncError as error:  # who writes next meets the same, and says so
            log.info("lock_dates.not_read", error=logged(error))
            return connection

    async def _read_now(self, connection: Connection, *, keeps: bool = True) -> Connection:
        now = self._clock.now()
        organisation = await organisation_now(await self._clients.xero(connection), connection, lane=Lane.DOCUMENTS)
        if not keeps:
            return replace(connection, organisation=organisation)
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


def _closed(refused: Mapping[int, Days], there: Books) -> frozenset[int]:
    return frozenset(known for known, days in refused.items() if any(there.is_closed(day) for day in days))


async def organisation_now(xero: XeroClient, connection: Connection, *, lane: Lane) -> dict[str, Any]:
    """What is kept of it, with the lock dates of right now."""
    said = await xero.organisation(lane=lane)
    kept = {name: value for name, value in connection.organisation.items() if name not in {*FIELDS, WAIVED}}
    kept |= {name: said[theirs] for name, theirs in FIELDS.items() if said.get(theirs)}
    if PERIOD in kept and WAIVES in await xero.allowed(lane=lane):
        kept[WAIVED] = True
    return kept
