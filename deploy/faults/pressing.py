"""*Synchronize now*, pressed without a command's process around it: those cost more than what they ask for."""

import asyncio
from collections.abc import Sequence
from uuid import UUID, uuid4

from pydantic import SecretStr

from deploy.local.errors import LocalError
from shared.clock import SystemClock
from shared.contracts.sync import SyncRequested
from shared.messaging.app import with_heartbeat
from shared.messaging.publisher import CONFIRM_FAILURES, NotPublishedError, Publisher

SECONDS = 10.0


class NotAskedError(LocalError):
    """RabbitMQ did not take the wishes in time, or nobody knows."""


def synchronize_now(amqp: str, connection_ids: Sequence[str]) -> list[UUID]:
    """Publish what the console publishes; hands out the ids of the runs.

    Raises NotAskedError.
    """
    now = SystemClock().now()
    wishes = [SyncRequested(at=now, connection_id=one, run_id=uuid4(), trigger="now") for one in connection_ids]
    try:
        asyncio.run(_published(amqp, wishes))
    except (*CONFIRM_FAILURES, NotPublishedError) as error:
        raise NotAskedError(f"RabbitMQ took no wish: {str(error) or type(error).__name__}") from error
    return [wish.run_id for wish in wishes if wish.run_id]


async def _published(amqp: str, wishes: Sequence[SyncRequested]) -> None:
    publisher = Publisher(with_heartbeat(SecretStr(amqp)))
    async with asyncio.timeout(SECONDS):
        await publisher.start()
        try:
            await publisher.publish_all(wishes)
        finally:
            await publisher.stop()
