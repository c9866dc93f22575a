"""One scheduler leads; the others stand by and take over when it falls silent."""

import structlog

from shared.clock import Clock
from shared.store.leases import Leases

log = structlog.get_logger()

LEASE = "scheduler"
RENEWALS = 3
"""So many signs of life fit into a lease: one that is lost does no harm."""


class Leader:
    """Takes the lease and keeps it."""

    def __init__(self, leases: Leases, clock: Clock, *, owner: str, seconds: float) -> None:
        self._leases = leases
        self._clock = clock
        self._owner = owner
        self._seconds = seconds
        self._asked_at: float | None = None
        self._leads = False

    @property
    def patience(self) -> float:
        """How long to wait before asking again."""
        return self._seconds / RENEWALS

    @property
    def leading(self) -> bool:
        """What was last heard, without asking."""
        return self._leads

    async def leads(self) -> bool:
        """Whether this process leads now. Renews the lease when a third of it is gone.

        Raises what the store raises where it does not answer; the lease then counts as lost.
        """
        now = self._clock.monotonic()
        if self._asked_at is None or now - self._asked_at >= self.patience:
            before, self._leads = self._leads, False
            self._leads = await self._leases.take(LEASE, self._owner, self._seconds) is not None
            self._asked_at = now
            if self._leads != before:
                log.info("leader.began" if self._leads else "leader.ended", owner=self._owner)
        return self._leads

    async def step_down(self) -> None:
        """At the end of the process: let the next one in at once."""
        await self._leases.give_back(LEASE, self._owner)
