"""What people can do: save choices, publish requests. Never calls Scoro or Xero, never writes a link."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID, uuid4

from pydantic import SecretStr

from services.console import choices, prerequisites
from services.console.account_choices import Account
from services.console.unmatched import Unmatched, unmatched
from shared.clock import Clock
from shared.contracts.envelope import Category, Lane
from shared.contracts.sync import SyncRequested
from shared.dates import day_of
from shared.documents.tracking import TrackingCategoryThere
from shared.errors import InvalidChoiceError
from shared.messaging.publisher import Publishes
from shared.store.api_keys import ApiKey
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.store.log_indexes import BEFORE_START
from shared.store.records import ObjectKey
from shared.sync import mending
from shared.sync.bells import Bells
from shared.sync.directions import Turning
from shared.sync.settings import SyncSettings
from shared.sync.telling import Telling
from shared.sync.wishes import wish

IN_A_LINE = 500
"""So many objects stand in one line of the audit trail."""
FEW = 50
"""So many objects at once go with the urgency of a click; more of them would keep other clicks waiting."""


class AsksConnector(Protocol):
    """Knows what only Scoro or Xero know."""

    async def bookmarks(self, connection_id: str, category: Category) -> Mapping[str, str]:
        """Id → name of the bookmarks that can select objects of a category."""
        ...

    async def tracking(self, connection_id: str) -> Sequence[TrackingCategoryThere]:
        """Xero's tracking categories."""
        ...


@dataclass(frozen=True, slots=True)
class Saved:
    """What a change of settings came to."""

    before: SyncSettings
    after: SyncSettings
    closed: int = 0
    """Open changes of a direction that was turned."""
    unmatched: Unmatched | None = None
    """What becomes inactive in Scoro because that was chosen now (R44); None where it was not, or is not known."""


class Actions:
    """Each leaves a trace: who and when."""

    def __init__(self, store: Store, publisher: Publishes, clock: Clock, connector: AsksConnector) -> None:
        self._store = store
        self._publisher = publisher
        self._clock = clock
        self._connector = connector

    async def synchronize(self, connection: Connection, categories: Sequence[Category], *, author: str) -> UUID:
        """Ask for a run now; hands out its id. One that is active goes first (R29).

        Raises InvalidChoiceError where nothing would happen.
        """
        prerequisites.no_gate(connection, self._clock.now())
        settings = await self._store.settings.get(connection.id)
        if off := [category for category in categories if not settings.of(category).enabled]:
            raise InvalidChoiceError(
                "category", f"{', '.join(off)}: switched off; `settings set {off[0]}.enabled=true` switches it on"
            )
        run_id = uuid4()
        wanted = [category.value for category in categories]
        await self._store.trail.act(connection.id, "sync_asked", author, run=str(run_id), categories=wanted)
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

    async def stop(self, connection: Connection, run_id: UUID, *, author: str) -> int | None:
        """End a run after the objects that are under way; hands out how many wait for a later one.

        None where it is over already. What of it a worker gives back afterwards waits as well.
        """
        left = await self._store.stopping.stop(connection.id, run_id, by=author)
        if left is not None:
            ended, following = await self._store.runs.end_if_done(run_id)
            if ended and following:
                await Telling(self._store, self._publisher, self._clock).follow(ended, following)
        return left

    async def send(self, keys: Sequence[ObjectKey], *, author: str) -> int:
        """Read these objects again and let them cross, whatever start date and bookmark say (R141)."""
        for connection_id in {key.connection_id for key in keys}:
            mine = [str(key) for key in keys if key.connection_id == connection_id]
            for start in range(0, len(mine), IN_A_LINE):
                named = mine[start : start + IN_A_LINE]
                await self._store.trail.act(connection_id, "tried_again", author, objects=named)
        lane = Lane.NOW if len(keys) <= FEW else Lane.CHANGED
        await self._publisher.publish_all([wish(key, self._clock, lane=lane, why="person") for key in keys])
        return len(keys)

    async def retry(self, connection: Connection, causes: Iterable[str], *, author: str) -> int:
        """A new attempt for every object of these causes; hands out how many."""
        keys = [
            problem.key for cause in causes for problem in await self._store.problems.of_cause(connection.id, cause)
        ]
        return await self.send(keys, author=author)

    async def ignore(
        self,
        connection: Connection,
        cause: str,
        *,
        author: str,
        why: str,
        category: Category | None = None,
        until: dt.datetime | None = None,
    ) -> int:
        """Hide a cause's objects until they change, as far as somebody saw them; hands out how many.

        Raises InvalidChoiceError without a reason.
        """
        said = prerequisites.reason(why)
        return await self._store.problems.ignore(
            connection.id, cause, author=author, why=said, category=category, until=until
        )

    async def preview(self, connection: Connection, wishes: Mapping[str, str]) -> tuple[SyncSettings, SyncSettings]:
        """The settings before and after such a change; nothing is saved.

        Raises ChoicesRefusedError, AwayError as `save` does.
        """
        before = await self._store.settings.get(connection.id)
        return before, choices.changed(before, wishes, await self._known(connection, wishes))

    async def save(self, connection: Connection, wishes: Mapping[str, str], *, author: str) -> Saved:
        """Change settings; a direction that was turned begins now, and nothing is replayed (R28).

        What failed for want of one of these choices is tried again.

        Raises ChoicesRefusedError; InvalidChoiceError where somebody else saved meanwhile; AwayError where a bookmark
        is wished and Scoro cannot be asked for it.
        """
        before = await self._store.settings.get(connection.id)
        after = choices.changed(before, wishes, await self._known(connection, wishes))
        if after == before:
            return Saved(before, before)
        saved = await self._store.settings.save(connection.id, after, author=author)
        reopened = await self._store.mended.reopen(connection.id, mending.causes(mending.of_settings(before, saved)))
        await Bells(self._store, self._publisher, self._clock).ring(reopened)
        for category in choices.begin_earlier(before, saved):  # the next reading of its list rings for these
            await self._store.left_outs.again(connection.id, category, BEFORE_START)
        turns = await self._store.settings.turning(connection.id)
        closed = await Turning(self._store).settle(turns)
        return Saved(before, saved, closed=closed, unmatched=await self._unmatched(connection, before, saved))

    async def _unmatched(self, connection: Connection, before: SyncSettings, now: SyncSettings) -> Unmatched | None:
        if before.reference.deactivate_unmatched or not now.reference.deactivate_unmatched:
            return None
        reference = self._store.reference
        return unmatched(
            accounts=await reference.get_list(connection.id, "scoro_accounts"),
            xero_accounts=await reference.get_list(connection.id, "xero_accounts"),
            vat_codes=await reference.get_list(connection.id, "scoro_vat_codes"),
            tax_rates=await reference.get_list(connection.id, "xero_tax_rates"),
        )

    async def create_api_key(self, connection: Connection, name: str, *, author: str) -> tuple[ApiKey, SecretStr]:
        """A key by which a program may send and pull single objects of this connection; its secret is told once.

        Raises InvalidChoiceError without a name.
        """
        if not name.strip():
            raise InvalidChoiceError("name", "say what will use the key, for whoever looks next")
        return await self._store.api_keys.create(connection.id, name.strip(), author=author)

    async def revoke_api_key(self, connection: Connection, key_id: str, *, author: str) -> ApiKey:
        """From now on nobody gets in with it.

        Raises InvalidChoiceError where the connection has no such key.
        """
        revoked = await self._store.api_keys.revoke(connection.id, key_id, author=author)
        if revoked is None:
            raise InvalidChoiceError("key", f"there is none with the id {key_id!r}; `api-keys list` names them")
        return revoked

    async def _known(self, connection: Connection, wishes: Mapping[str, str]) -> choices.Known:
        first = connection.first_connected_at
        accounts = await self._store.reference.get_list(connection.id, "xero_accounts")
        asks = choices.names_tracking(wishes)
        tracked = await self._connector.tracking(connection.id) if asks else ()
        completed = [category for category in Category if await self._store.runs.completed(connection.id, category)]
        return choices.Known(
            first_connected=day_of(first, connection.time_zone) if first else None,
            accounts=tuple(Account.model_validate(account) for account in accounts),
            tracking=tuple(tracked),
            synchronized=frozenset(completed),
            bookmarks={
                category: frozenset(await self._connector.bookmarks(connection.id, category))
                for category in choices.bookmarked(wishes)
            },
        )
