"""Closing gates: which errors blame no object, and what closes because of them."""

import datetime as dt

import structlog

from shared.budget import BudgetExhaustedError
from shared.clock import Clock
from shared.contracts.connection import AccessDoubted
from shared.contracts.envelope import Category, Lane, System
from shared.errors import AccessLostError, LimitError, PermissionMissingError, SyncError
from shared.messaging.publisher import NotPublishedError, Publishes
from shared.redaction import logged
from shared.store.everything import Store
from shared.store.gates import Gate
from shared.sync.settings import TICK

log = structlog.get_logger(__name__)

DOUBT = dt.timedelta(minutes=1)
"""So long everything stands still while the connector finds out; whoever calls first afterwards doubts anew."""
DAY_LIMIT: dict[System, str] = {"xero": "xero_day_limit", "scoro": "scoro_day_limit"}


def gate_of(
    error: SyncError, now: dt.datetime, *, category: Category | None = None, lane: Lane | None = None
) -> Gate | None:
    """The gate that this error closes; None where the object, or a moment, is to blame.

    A limit that opens within a tick is waited for entry by entry.
    """
    match error:
        case AccessLostError(system=system):
            return Gate(error.code, system, until=now + DOUBT, text=str(error))
        case PermissionMissingError(system=system):
            return Gate(error.code, system, until=now + DOUBT, category=category, text=str(error))
        case BudgetExhaustedError() if lane is None:
            return None  # a reading of little urgency: it waits by itself, and others may have calls left
        case LimitError(system=system, until=dt.datetime() as until) if until - now > TICK:
            own = lane if isinstance(error, BudgetExhaustedError) else None  # more urgent lanes may have calls left
            return Gate(DAY_LIMIT[system], system, until=until, lane=own, text=str(error))
    return None


class Gatekeeper:
    """Closes gates where errors call for it; whoever meets such an error stops and counts nothing."""

    def __init__(self, store: Store, publisher: Publishes, clock: Clock) -> None:
        self._store = store
        self._publisher = publisher
        self._clock = clock

    async def closed(
        self, connection_id: str, error: SyncError, *, category: Category | None = None, lane: Lane | None = None
    ) -> Gate | None:
        """The gate that was closed because of this error; None where it is an ordinary one.

        A doubt about an access is settled by the connector, the only one who can ask.
        """
        gate = gate_of(error, self._clock.now(), category=category, lane=lane)
        if gate is None:
            return None
        await self._store.gates.close(connection_id, gate)
        log.warning(
            "gate.closed", connection_id=connection_id, code=gate.code, until=gate.until, category=gate.category,
            lane=gate.lane,
        )  # fmt: skip
        if gate.system is not None and not isinstance(error, LimitError):
            await self._doubt(connection_id, gate, gate.system, category)
        return gate

    async def _doubt(self, connection_id: str, gate: Gate, system: System, category: Category | None) -> None:
        doubt = AccessDoubted(
            at=self._clock.now(),
            connection_id=connection_id,
            system=system,
            code=gate.code,
            category=category,
            said=gate.text,
        )
        try:
            await self._publisher.publish(doubt)
        except NotPublishedError as error:
            log.warning("gate.doubt_untold", connection_id=connection_id, error=logged(error))
