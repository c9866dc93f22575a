"""Pausing and resuming: of everything, of a connection, of categories; each with who, when and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.console import prerequisites
from services.console.waking import BELLS, wake
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.errors import InvalidChoiceError
from shared.messaging.publisher import Publishes
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.store.pauses import Pause
from shared.sync.letting_in import LettingIn
from shared.sync.settings import ORDER
from shared.sync.telling import bell


@dataclass(frozen=True, slots=True)
class Scope:
    """What a pause is about."""

    connection: Connection | None = None
    """None: every connection, also those made later."""
    categories: tuple[Category, ...] = ()
    """Empty: all of them."""

    @property
    def connection_id(self) -> str | None:
        """As the store wants it."""
        return self.connection.id if self.connection else None

    def known(self, pauses: Sequence[Pause]) -> list[Pause]:
        """Those of these pauses that were begun with the same words."""
        wanted = self.categories or (None,)
        return [one for one in pauses if one.everywhere == (self.connection is None) and one.category in wanted]


class Pausing:
    """Writes pauses to the store, and rings for what waited once one ends."""

    def __init__(self, store: Store, publisher: Publishes, clock: Clock) -> None:
        self._store = store
        self._publisher = publisher
        self._letting_in = LettingIn(store, clock)
        self._clock = clock

    async def pause(self, scope: Scope, *, by: str, why: str) -> None:
        """Write nothing more; changes are read and recorded, calls under way are brought to their end.

        Raises InvalidChoiceError without a reason, and where it is paused already.
        """
        said = prerequisites.reason(why, "--reason")
        if known := scope.known(await self._pauses(scope)):
            one = known[0]
            raise InvalidChoiceError(
                one.category or "pause", f"paused already by {one.by} since {one.since:%Y-%m-%d %H:%M} UTC: {one.why}"
            )
        await self._store.pauses.begin(scope.connection_id, scope.categories, by=by, why=said)

    async def resume(self, scope: Scope, *, by: str, why: str) -> int:
        """Go on, and ring for what waited; hands out how many changes were let in now.

        Raises InvalidChoiceError where that is not paused; NotPublishedError where RabbitMQ is away: what waited goes
        on all the same, once the sweeper rings.
        """
        pauses = await self._pauses(scope)
        if not scope.known(pauses):
            raise InvalidChoiceError("resume", f"that is not paused; {_paused(pauses)}")
        await self._store.pauses.end(scope.connection_id, scope.categories, by=by, why=why.strip())
        connections = [scope.connection] if scope.connection else await self._store.connections.find()
        count = 0
        for connection in connections:
            for category in scope.categories or ORDER:
                count += await self._ring(connection.id, category)
            count += await self._ring_backfill(connection.id)
        return count

    async def _pauses(self, scope: Scope) -> Sequence[Pause]:
        return scope.connection.pauses if scope.connection else await self._store.pauses.everywhere()

    async def _ring(self, connection_id: str, category: Category) -> int:
        """Let in what waited, and wake the workers for whatever is open."""
        opened = await self._letting_in.let_in(await self._store.recorded.at_once(connection_id, category))
        known = await self._store.recorded.open_ones(connection_id, category, limit=BELLS)
        connection = await self._store.connections.get(connection_id)
        if connection.stopped(self._clock.now(), category) is None:
            await wake({entry.id: entry for entry in [*opened, *known]}.values(), self._publisher, self._clock)
        return len(opened)

    async def _ring_backfill(self, connection_id: str) -> int:
        """As much of what was read for the first time as there is room for."""
        opened = await self._letting_in.more_of_backfill(connection_id)
        await self._publisher.publish_all([bell(entry, self._clock) for entry in opened])
        return len(opened)


def _paused(pauses: Sequence[Pause]) -> str:
    names = [f"{one.category or 'all categories'}{' everywhere' if one.everywhere else ''}" for one in pauses]
    return f"paused are: {', '.join(names)}" if names else "nothing is"
