"""Workers that wait for nothing, where a test is not about waiting."""

from collections.abc import Sequence

from shared.contracts.envelope import Lane
from shared.store.connections import Connection
from shared.sync.patience import NONE, Patience, Wait
from shared.sync.plans import Write


class Hurried(Patience):
    """Sends what there is, full or not."""

    async def of(self, connection: Connection, lane: Lane, waiting: Sequence[Write]) -> Wait:
        """At once."""
        del connection, lane, waiting
        return NONE
