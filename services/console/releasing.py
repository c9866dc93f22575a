"""Releasing or refusing what a brake holds; each with who, when and why."""

from collections.abc import Sequence

from services.console import prerequisites
from services.console.waking import wake
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.messaging.publisher import Publishes
from shared.store.connections import Connection
from shared.store.database import Session
from shared.store.decisions import Act, Decision
from shared.store.everything import Store
from shared.store.holds import Held
from shared.store.rates import Answer
from shared.store.records import Entry


class Releasing:
    """Decides holds; a hold that somebody else decided meanwhile stays as they decided."""

    def __init__(self, store: Store, publisher: Publishes, clock: Clock) -> None:
        self._store = store
        self._publisher = publisher
        self._clock = clock

    async def held(self, connection_id: str | None, category: Category | None = None) -> list[Held]:
        """What waits for a decision, of a connection or of all."""
        return await self._store.holds.open(connection_id, category)

    async def release(self, holds: Sequence[Held], *, by: str, why: str) -> int:
        """Let it all go; hands out how many objects.

        Raises InvalidChoiceError without a reason, or where more is held than was looked at; NotPublishedError where
        RabbitMQ is away: what was released goes all the same, once the sweeper rings.
        """
        said = prerequisites.reason(why, "--reason")
        opened: list[Entry] = []
        for one in holds:
            opened += await self._store.holds.release(one, by=by, why=said)
        await wake(opened, self._publisher, self._clock)
        return len(opened)

    async def refuse(self, holds: Sequence[Held], *, by: str, why: str) -> int:
        """Leave it all out with that reason; hands out how many objects.

        Raises InvalidChoiceError without a reason, or where more is held than was looked at.
        """
        said = prerequisites.reason(why, "--reason")
        return sum([await self._store.holds.refuse(one, by=by, why=said) for one in holds])

    async def rates(self, connection: Connection) -> Answer | None:
        """What somebody said about exchange rates (R57)."""
        return await self._store.rates.given(connection.id)

    async def confirm_rates(self, connection: Connection, *, by: str, why: str) -> int:
        """Rates that were refused are right after all: what was left out for it goes (R57); hands out how many.

        Raises InvalidChoiceError without a reason; NotPublishedError as `release` does.
        """
        opened = await self._store.rates.confirm_after_all(
            connection.id, by=by, why=prerequisites.reason(why, "--reason")
        )
        await wake(opened, self._publisher, self._clock)
        return len(opened)

    async def release_lists(self, connection: Connection, *, by: str, why: str) -> int:
        """What vanished from Xero's lists is really gone: inactive in Scoro with the next reading (R42).

        Exactly these, once: what vanishes later is asked about again. Raises InvalidChoiceError without a reason.
        """
        said = prerequisites.reason(why, "--reason")
        count = sum(map(len, connection.vanished.values()))

        async def work(session: Session) -> None:
            decision = Decision(Act.RELEASED, by, said, connection.id, count=count)
            await self._store.decisions.keep(decision, session)
            await self._store.connections.change(connection.id, session=session, said_gone=connection.vanished)

        if count:
            await self._store.database.transaction(work)
        return count
