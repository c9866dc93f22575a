"""Looking whether everything that the product needs is in place; every finding says how to mend it."""

import datetime as dt
import platform
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from pydantic import SecretStr

from services.console import closed_periods
from shared.clock import Clock
from shared.errors import AwayError, SyncError
from shared.messaging.inspection import Inspected, inspect
from shared.reaching import why
from shared.store.connections import Connection
from shared.store.database import TRANSIENT
from shared.store.everything import Store

OLDEST_PYTHON = (3, 11)
OLDEST_RABBITMQ, OLDEST_MONGODB = (3, 10), (6, 0)
SKEW = dt.timedelta(seconds=2)
"""What clocks may differ without anybody noticing."""


class State(StrEnum):
    """What a finding means."""

    FINE = "fine"
    WARNING = "warning"
    WRONG = "wrong"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    state: State
    said: str
    fix: str = ""


Check = Callable[[Connection], Awaitable[str]]
"""Asks both systems of a connection; answers the state. Raises SyncError."""


class Doctor:
    """Looks; changes nothing."""

    def __init__(self, store: Store, rabbitmq_url: SecretStr, clock: Clock, check: Check) -> None:
        self._store = store
        self._rabbitmq_url = rabbitmq_url
        self._clock = clock
        self._check = check

    async def look(self) -> list[Finding]:
        """All findings, in the order in which one depends on the other."""
        findings = [_python()]
        stored = await self._mongodb()
        findings += [*stored, *await self._rabbitmq()]
        if any(one.state is State.AWAY for one in stored):
            return findings
        for one in await self._store.connections.find():
            findings += [await self._connection(one), *await self._periods(one)]
        return findings

    async def _mongodb(self) -> list[Finding]:
        fix = "Start it, or correct MONGODB_URL; `scoro-xero stack status` shows what runs here."
        try:
            version = await self._store.database.version()
            theirs = await self._store.database.server_time()
            missing = await self._store.missing_indexes()
        except TRANSIENT as error:
            return [Finding("MongoDB", State.AWAY, f"does not answer: {why(error)}", fix)]
        except ValueError:
            words = "Make it a replica set of one: `rs.initiate()`; transactions need it."
            return [Finding("MongoDB", State.WRONG, "answers, but is no replica set", words)]
        return [
            _version("MongoDB", version, OLDEST_MONGODB),
            _indexes(missing),
            _clock(self._clock.now() - theirs),
        ]

    async def _rabbitmq(self) -> list[Finding]:
        try:
            found = await inspect(self._rabbitmq_url)
        except AwayError as error:
            return [Finding("RabbitMQ", State.AWAY, str(error), "Start it, or correct RABBITMQ_URL.")]
        return [_version("RabbitMQ", found.version, OLDEST_RABBITMQ), _queues(found)]

    async def _periods(self, connection: Connection) -> list[Finding]:
        """What is closed in Xero, and what becomes of documents dated there."""
        said = closed_periods.sentence(connection, await self._store.settings.get(connection.id))
        fix = "Move the lock date in Xero, or choose `closed_periods` of invoices or bills: `scoro-xero settings set`."
        name = str(connection.organisation.get("name") or connection.id)
        return [Finding(f"Closed periods of {name}", State.WARNING, said, fix)] if said else []

    async def _connection(self, connection: Connection) -> Finding:
        """The keys open what is encrypted, and both systems answer: the connector tries it."""
        name = str(connection.organisation.get("name") or connection.id)
        what = f"Scoro and Xero of {name}"
        if not connection.works:
            return Finding(
                what, State.WARNING, f"the connection is {connection.state}", "Look why: `scoro-xero status`."
            )
        try:
            state = await self._check(connection)
        except AwayError as error:
            return Finding(
                what, State.AWAY, str(error), "Start the connector, or look at its log: `scoro-xero stack up`."
            )
        except SyncError as error:
            return Finding(what, State.WRONG, str(error), "Renew the key or the sign-in: `scoro-xero connect`.")
        return Finding(what, State.FINE, f"both answer; the connection is {state}")


def _python() -> Finding:
    version = platform.python_version()
    if sys.version_info < OLDEST_PYTHON:
        return Finding("Python", State.WRONG, version, "Use Python 3.11 or newer.")
    return Finding("Python", State.FINE, version)


def _version(what: str, version: str, oldest: tuple[int, int]) -> Finding:
    parts = tuple(int(part) for part in version.split(".")[:2] if part.isdecimal())
    if parts and parts < oldest:
        return Finding(what, State.WRONG, version, f"Use {what} {'.'.join(map(str, oldest))} or newer.")
    return Finding(what, State.FINE, version or "answers")


def _indexes(missing: list[str]) -> Finding:
    if not missing:
        return Finding("Indexes", State.FINE, "all are there")
    some = ", ".join(missing[:3])
    said = f"{len(missing)} missing: {some}{' …' if missing[3:] else ''}"
    return Finding("Indexes", State.WRONG, said, "Every service makes them when it starts: start one.")


def _clock(difference: dt.timedelta) -> Finding:
    seconds = abs(difference.total_seconds())
    if abs(difference) <= SKEW:
        return Finding("Clock", State.FINE, f"{seconds:.1f} s from MongoDB's")
    return Finding(
        "Clock", State.WARNING, f"{seconds:.0f} s from MongoDB's", "Let both machines take their time by NTP."
    )


def _queues(found: Inspected) -> Finding:
    if found.missing:
        said = f"{len(found.missing)} missing, such as {found.missing[0]}"
        return Finding("Queues", State.WRONG, said, "Every service declares them when it starts: start one.")
    if found.unattended:
        services = ", ".join(sorted({name.split(".")[0] for name in found.unattended}))
        return Finding("Queues", State.WRONG, f"nobody listens for: {services}", "Start these services.")
    return Finding("Queues", State.FINE, "all are there and attended to")
