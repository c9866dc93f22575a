"""Others need a newer access token: one refresh serves them all."""

from typing import Annotated

import structlog
from faststream.rabbit import RabbitRouter

from services.connector.doubts import Doubts
from services.connector.oauth import OAuth
from shared.contracts.connection import AccessDoubted, AccessNeeded
from shared.errors import AccessLostError
from shared.messaging.app import inbox
from shared.messaging.given import Given
from shared.store.connections import UnknownConnectionError
from shared.store.everything import Store

log = structlog.get_logger(__name__)

router = RabbitRouter()


@router.subscriber(**inbox("connector.access"))
async def on_access_needed(
    event: AccessNeeded, oauth: Annotated[OAuth, Given()], store: Annotated[Store, Given()]
) -> None:
    """A lost sign-in is recorded with the connection and needs no dead letter."""
    try:
        connection = await store.connections.get(event.connection_id)
    except UnknownConnectionError:
        log.info("access.connection_gone", connection_id=event.connection_id)
        return
    if connection.token_set is None:
        log.info("access.never_signed_in", connection_id=event.connection_id)
        return
    try:
        await oauth.ensure_newer_than(connection.token_set, event.stale_generation)
    except AccessLostError as error:
        log.warning("access.lost", connection_id=event.connection_id, code=error.code)


@router.subscriber(**inbox("connector.doubts"))
async def on_access_doubted(event: AccessDoubted, doubts: Annotated[Doubts, Given()]) -> None:
    """Somebody was not let in: find out why."""
    try:
        await doubts.settle(event)
    except UnknownConnectionError:
        log.info("access.connection_gone", connection_id=event.connection_id)
