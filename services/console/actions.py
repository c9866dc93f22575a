"""What people can do: save choices, publish requests. Never calls Scoro or Xero, never writes a link."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID, uuid4

from services.console import choices
from shared.clock import Clock
from shared.contracts.envelope import Category, Lane
from shared.contracts.sync import SyncRequested
from shared.dates import day_of
from shared.errors import InvalidChoiceError
from shared.messaging.publisher import Publishes
from shared.messaging.topology import WRITERS
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.store.records import ObjectKey
from shared.sync.settings import Direction, SyncSettings
from shared.sync.wishes import wish

FEW = 50
"""So many objects at once go with the urgency of a click; more of them would keep other clicks waiting."""


class Actions:
    """Each leaves a trace: who and when."""

    def __init__(self, store: Store, publisher: Publishes, clock: Clock) -> None:
        self._store = store
        self._publisher = publisher
        self._clock = clock

    async def synchronize(self, connection: Connection, categories: Sequence[Category]) -> UUID:
        """Ask for a run now; hands out its id. One that is active goes first (R29).

        Raises InvalidChoiceError where nothing would happen.
        """
        if not connection.works:
            raise InvalidChoiceError("connection", f"is {connection.state}: nothing can cross now")
        settings = await self._store.settings.get(connection.id)
        if off := [category for category in categories if not settings.of(category).enabled]:
            raise InvalidChoiceError(
                "category", f"{', '.join(off)}: switched off; `settings set {off[0]}.enabled=true` switches it on"
            )
        run_id = uuid4()
        await self._publisher.publish(
            SyncRequested(
                at=self._clock.now(),
                connection_id=connection.id,
                run_id=run_id,
                categories=tuple(dict.fromkeys(categories)),
                trigger="now",
            )
        )
        return run_id

    async def send(self, keys: Sequence[ObjectKey]) -> int:
        """Read these objects again and let them cross, whatever start date and bookmark say (R141)."""
        lane = Lane.NOW if len(keys) <= FEW else Lane.CHANGED
        await self._publisher.publish_all([wish(key, self._clock, lane=lane, why="person") for key in keys])
        return len(keys)

    async def retry(self, connection: Connection, causes: Iterable[str]) -> int:
        """A new attempt for every object of these causes; hands out how many."""
        keys = [
            problem.key for cause in causes for problem in await self._store.problems.of_cause(connection.id, cause)
        ]
        return await self.send(keys)

    async def ignore(self, connection: Connection, cause: str, *, author: str, why: str) -> int:
        """Hide a cause's objects until they change; hands out how many.

        Raises InvalidChoiceError without a reason.
        """
        if not why.strip():
            raise InvalidChoiceError("reason", "say why, for whoever looks next")
        return await self._store.problems.ignore(connection.id, cause, author=author, why=why.strip())

    async def save(
        self, connection: Connection, wishes: Mapping[str, str], *, author: str
    ) -> tuple[SyncSettings, SyncSettings]:
        """Change settings; hands out those before and after.

        Raises ChoicesRefusedError; InvalidChoiceError where somebody else saved meanwhile.
        """
        before = await self._store.settings.get(connection.id)
        after = choices.changed(before, wishes, await self._known(connection))
        if after == before:
            return before, before
        saved = await self._store.settings.save(connection.id, after, author=author)
        await self._turn(connection, before, saved)
        return before, saved

    async def _known(self, connection: Connection) -> choices.Known:
        first = connection.first_connected_at
        accounts = await self._store.reference.get_list(connection.id, "xero_accounts")
        completed = [category for category in Category if await self._store.runs.completed(connection.id, category)]
        return choices.Known(
            first_connected=day_of(first, connection.time_zone) if first else None,
            accounts=tuple(choices.Account.model_validate(account) for account in accounts),
            synchronized=frozenset(completed),
            served=frozenset(WRITERS),
        )

    async def _turn(self, connection: Connection, before: SyncSettings, after: SyncSettings) -> None:
        """A category whose direction was turned goes on from now; nothing is replayed (R28)."""
        for category in Category:
            way = after.of(category).direction
            if way is not before.of(category).direction:
                source = f"{'scoro' if way is Direction.FROM_SCORO else 'xero'}.{category}"
                await self._store.cursors.reset(connection.id, source, self._clock.now())
