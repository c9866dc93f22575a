"""A button pressed in Scoro: the same action, but nobody hears an answer, so a refusal is kept."""

import structlog

from services.connector.actions.acting import Acting
from services.connector.actions.asked import Asked, Asker
from services.connector.actions.kinds import RECEIPT, posted_as
from shared.clock import Clock
from shared.contracts.sync import ActionRequested
from shared.errors import InvalidChoiceError, MendedBy, SyncError
from shared.store.actions import Action, Via
from shared.store.connections import UnknownConnectionError
from shared.store.everything import Store
from shared.store.records import ObjectKey

log = structlog.get_logger(__name__)


class Buttons:
    """Begins what was asked for in Scoro."""

    def __init__(self, store: Store, acting: Acting, clock: Clock) -> None:
        self._store = store
        self._acting = acting
        self._clock = clock

    async def pressed(self, event: ActionRequested) -> None:
        """Begin the action, or keep why not. Raises what time or a developer mends; the same press may come again."""
        kinds = posted_as(event.entity_type, paid=event.receipts)
        try:
            connection = await self._store.connections.get(event.connection_id)
        except UnknownConnectionError:
            log.info("button.connection_gone", connection_id=event.connection_id)
            return
        if not kinds:
            log.warning("button.unknown_kind", connection_id=connection.id, entity_type=event.entity_type)
            return
        action_id = event.id.hex
        try:
            await self._acting.ask(
                connection,
                Asked(kinds, scoro_id=event.object_id, receipts=event.receipts),
                Asker(Via.BUTTON, "", action_id=action_id),
            )
        except SyncError as error:
            if error.mended_by is not MendedBy.OPERATOR:
                raise
            key = ObjectKey(connection.id, kinds[0].category, "scoro", event.object_id)
            kind = RECEIPT if event.receipts else kinds[0].name
            asked = Action(action_id, key, kind, "", Via.BUTTON, "", asked_at=self._clock.now())
            text = error.reason if isinstance(error, InvalidChoiceError) else str(error)
            await self._store.actions.refuse(asked, error.code, text)
            log.warning("button.refused", connection_id=connection.id, object_id=event.object_id, code=error.code)
