"""Taking dead letters from their queues, one at a time, each acknowledged once it is kept."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import aio_pika
from aio_pika.abc import AbstractConnection, AbstractIncomingMessage
from pydantic import SecretStr

from shared.errors import AwayError
from shared.messaging.publisher import CONFIRM_FAILURES
from shared.messaging.topology import CONNECT_TIMEOUT, dead_queue, services
from shared.reaching import why

Result = TypeVar("Result")
Waiting = asyncio.Queue[AbstractIncomingMessage | None]

PREFETCH = 20
ANSWER_SECONDS = 2 * CONNECT_TIMEOUT
PROPERTIES = (
    "content_type", "content_encoding", "correlation_id", "type", "timestamp", "app_id", "user_id", "reply_to",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it lay in a dead-letter queue."""

    body: bytes
    headers: Mapping[str, Any]
    message_id: str
    routing_key: str
    """With which it came: the name of the queue it died in."""
    properties: Mapping[str, str]
    """Those that it had."""


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A letter that comes again unless it is said to be done with."""

    letter: Letter
    message: AbstractIncomingMessage

    async def done(self) -> None:
        """It lies somewhere else now. Raises AwayError."""
        await _answered(self.message.ack())


class DeadLetterQueues:
    """The dead-letter queues of all services, over a connection of their own."""

    def __init__(self, url: SecretStr) -> None:
        self._url = url

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[AsyncIterator[HandedOut]]:
        """Letters as they come, until the connection ends: AwayError then. What is not done with by the end of the
        block goes back to its queue.
        """
        connection = await _answered(aio_pika.connect(self._url.get_secret_value(), timeout=CONNECT_TIMEOUT))
        async with connection:
            waiting: Waiting = asyncio.Queue()
            await _answered(_consume(connection, waiting))
            yield _letters(waiting)


async def _consume(connection: AbstractConnection, waiting: Waiting) -> None:
    channel = await connection.channel()
    channel.close_callbacks.add(lambda *_: waiting.put_nowait(None))
    await channel.set_qos(prefetch_count=PREFETCH)
    for service in services():
        queue = await channel.get_queue(dead_queue(service))
        await queue.consume(waiting.put)


async def _letters(waiting: Waiting) -> AsyncIterator[HandedOut]:
    while (message := await waiting.get()) is not None:
        yield HandedOut(_letter(message), message)
    raise AwayError("RabbitMQ: the connection ended")


def _letter(message: AbstractIncomingMessage) -> Letter:
    given = {name: getattr(message, name) for name in PROPERTIES}
    return Letter(
        body=message.body,
        headers=message.headers,
        message_id=message.message_id or "",
        routing_key=message.routing_key or "",
        properties={name: str(value) for name, value in given.items() if value},
    )


async def _answered(work: Awaitable[Result]) -> Result:
    """Wait for the broker. Where it falls silent, aio-pika raises CancelledError, as if we ourselves were to end."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return await work
    except CONFIRM_FAILURES as error:
        raise AwayError(f"RabbitMQ: {why(error)}") from error
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        raise AwayError("RabbitMQ: silent") from None
