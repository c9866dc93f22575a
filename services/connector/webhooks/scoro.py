"""Scoro's webhooks: unsigned, so only a hint under an unguessable address; the object is read before anything else."""

import structlog
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.connector.actions.kinds import posted_as
from services.connector.misfits import misfits
from services.connector.webhooks.errors import MalformedHookError, NotForUsError, UnknownHookError
from services.connector.webhooks.keeping import Keep
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.contracts.sync import ActionRequested, ObjectWanted
from shared.jsonio import NotJsonError, loads
from shared.messaging.publisher import Publishes
from shared.scoro.fields import Object, Text
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.sync.settings import Direction, SyncSettings

log = structlog.get_logger(__name__)

CATEGORIES = {
    "invoice": Category.INVOICES,
    "company": Category.CONTACTS,
    "person": Category.CONTACTS,
    "contact": Category.CONTACTS,
    "product": Category.PRODUCTS,
    "bill": Category.BILLS,
}


class Named(BaseModel):
    """All we read of the object: whose it is."""

    account_id: Text = ""


class Hint(BaseModel):
    """A delivery."""

    model_config = ConfigDict(populate_by_name=True)

    entity_id: int = Field(alias="entityId", gt=0)
    entity_type: str = Field(alias="entityType", min_length=1, max_length=64)
    entity: Object[Named] = Named()


class ScoroHooks:
    """Takes deliveries in."""

    def __init__(self, store: Store, keep: Keep, publisher: Publishes, clock: Clock) -> None:
        self._store = store
        self._keep = keep
        self._publisher = publisher
        self._clock = clock

    async def connection(self, hook: str) -> Connection:
        """Whose address it is.

        Raises UnknownHookError.
        """
        found = await self._store.connections.find(hook=hook)
        if not found:
            raise UnknownHookError
        return found[0]

    async def receive(self, hook: str, raw: bytes) -> None:
        """Keep the wish to read the object where it may cross; an empty body only asks whether we listen.

        Raises UnknownHookError, MalformedHookError, or what keeps the database away.
        """
        connection = await self.connection(hook)
        if not raw.strip():
            return
        hint = read(raw)
        await self._store.heard.note(connection, "scoro")
        reason = ignored(hint, connection, await self._store.settings.get(connection.id))
        if reason is not None:
            log.debug("scoro.webhook_ignored", connection_id=connection.id, entity_type=hint.entity_type, reason=reason)
            return
        wish = ObjectWanted(
            at=self._clock.now(),
            connection_id=connection.id,
            category=CATEGORIES[hint.entity_type],
            system="scoro",
            object_id=str(hint.entity_id),
            why="webhook",
        )
        await self._keep([wish])

    async def press(self, hook: str, raw: bytes, *, receipts: bool = False) -> None:
        """Take in that a person pressed a *Trigger button* (R142); an empty body only asks whether we listen.

        With `receipts` what was paid on the document is wanted (R139).

        Raises UnknownHookError, MalformedHookError, NotPublishedError; NotForUsError for what can never cross.
        """
        connection = await self.connection(hook)
        if not raw.strip():
            return
        hint = read(raw)
        if not posted_as(hint.entity_type, paid=receipts):
            what = "there are no receipts of" if receipts else "nothing can be sent of"
            raise NotForUsError(f"{what} a {hint.entity_type}")
        if hint.entity.account_id and hint.entity.account_id != connection.entity:
            raise NotForUsError(f"it belongs to entity {hint.entity.account_id}, this address to {connection.entity}")
        await self._publisher.publish(
            ActionRequested(
                at=self._clock.now(),
                connection_id=connection.id,
                entity_type=hint.entity_type,
                object_id=str(hint.entity_id),
                receipts=receipts,
            )
        )


def read(raw: bytes) -> Hint:
    """The hint.

    Raises MalformedHookError.
    """
    try:
        return Hint.model_validate(loads(raw))
    except NotJsonError:
        raise MalformedHookError("the body is not JSON") from None
    except ValidationError as error:
        raise MalformedHookError(misfits(error)) from None


def ignored(hint: Hint, connection: Connection, settings: SyncSettings) -> str | None:
    """Why nothing is to be read, None where it is."""
    category = CATEGORIES.get(hint.entity_type)
    if category is None:
        return "objects of this kind do not cross"
    if not connection.works:
        return f"the connection is {connection.state}"
    if hint.entity.account_id and hint.entity.account_id != connection.entity:
        return "it belongs to another entity"
    choices = settings.of(category)
    if not choices.enabled:
        return "its category is switched off"
    if choices.direction is not Direction.FROM_SCORO:
        return "its category travels to Scoro"
    return None
