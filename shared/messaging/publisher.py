"""How messages leave: persistent, confirmed, on a connection of their own, never for ever."""

import asyncio
import struct
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import aio_pika
import aiormq
from faststream.rabbit import Channel, RabbitBroker, RabbitExchange
from faststream.rabbit.schemas import ExchangeType
from pamqp.encode import field_table
from pydantic import SecretStr

from shared import tracing
from shared.contracts.connection import ConnectionBroken, ReferenceDataRefreshed
from shared.contracts.envelope import Message
from shared.contracts.outcomes import Outcome
from shared.errors import DefectError, MendedBy, SyncError
from shared.messaging.measuring import watched
from shared.messaging.topology import EVENTS, route

PUBLISH_SECONDS = 10.0
AT_ONCE = 100
HEADERS_LIMIT = 128_000
"""Bytes: what fits into one frame of RabbitMQ as it is set up by default."""
FACTS = (Outcome, ReferenceDataRefreshed, ConnectionBroken)
"""Told whether somebody listens or not."""
CONFIRM_FAILURES = (
    aiormq.exceptions.AMQPError,
    aio_pika.exceptions.AMQPError,
    ConnectionError,
    TimeoutError,
    RuntimeError,
)


class NotPublishedError(SyncError):
    """The broker did not confirm: the message may or may not arrive. Whoever keeps the log tells it again."""

    code = "not_published"
    mended_by = MendedBy.TIME


class UnsendableHeadersError(DefectError):
    """Headers that no frame of AMQP can hold: the broker would end the connection and all that is under way on it."""

    code = "unsendable_headers"


class Publishes(Protocol):
    """What services need in order to tell others."""

    async def publish(self, message: Message) -> None:
        """Returns once the broker has it on disk. Raises NotPublishedError."""
        ...

    async def publish_all(self, messages: Iterable[Message]) -> None:
        """Many at once. Raises NotPublishedError where any was not confirmed."""
        ...


class Forwards(Protocol):
    """What is needed in order to pass raw messages on."""

    async def forward(
        self,
        body: bytes,
        *,
        exchange: str,
        routing_key: str,
        headers: Mapping[str, Any],
        message_id: str,
        **properties: str | None,
    ) -> None:
        """Pass a raw message on: to a retry step, to the dead letters, or with no exchange to one queue.

        `properties` are its `content_type`, `correlation_id` and `message_type`. Raises NotPublishedError,
        UnsendableHeadersError.
        """
        ...


class Publisher:
    """Publishes to the exchange `events`; forwards raw messages for the settling middleware."""

    def __init__(self, url: SecretStr) -> None:
        self.broker = RabbitBroker(
            url.get_secret_value(),
            default_channel=Channel(on_return_raises=True),
            middlewares=watched(),
            logger=None,
            reconnect_interval=1.0,
        )
        self._events = RabbitExchange(EVENTS, type=ExchangeType.TOPIC, declare=False)

    async def start(self) -> None:
        """Connect."""
        await self.broker.connect()

    async def stop(self) -> None:
        """Close."""
        await self.broker.stop()

    async def publish(self, message: Message) -> None:
        """See `Publishes`. Facts need no listener; a request or a bell that nobody hears is an error."""
        with tracing.about(message):
            await self._send(
                message.model_dump_json().encode(),
                exchange=self._events,
                routing_key=route(message),
                message_id=str(message.id),
                mandatory=not isinstance(message, FACTS),
                message_type=message.topic,
            )

    async def publish_all(self, messages: Iterable[Message]) -> None:
        """See `Publishes`."""
        waiting = list(messages)
        for start in range(0, len(waiting), AT_ONCE):
            sent = await asyncio.gather(
                *(self.publish(message) for message in waiting[start : start + AT_ONCE]), return_exceptions=True
            )
            for failure in sent:
                if isinstance(failure, BaseException):
                    raise failure

    async def forward(
        self,
        body: bytes,
        *,
        exchange: str,
        routing_key: str,
        headers: Mapping[str, Any],
        message_id: str,
        **properties: str | None,
    ) -> None:
        """See `Forwards`."""
        await self._send(
            body,
            exchange=RabbitExchange(exchange, type=ExchangeType.TOPIC, declare=False),
            routing_key=routing_key,
            message_id=message_id,
            mandatory=True,
            headers=_sendable(headers),
            **properties,
        )

    async def _send(self, body: bytes, *, exchange: RabbitExchange, routing_key: str, **options: Any) -> None:
        try:
            async with asyncio.timeout(PUBLISH_SECONDS):
                await self.broker.publish(
                    body,
                    exchange=exchange,
                    routing_key=routing_key,
                    persist=True,
                    **({"content_type": "application/json"} | options),
                )
        except CONFIRM_FAILURES as error:
            raise NotPublishedError(f"{routing_key}: {type(error).__name__}: {error}") from error


def _sendable(headers: Mapping[str, Any]) -> dict[str, Any]:
    ready = {name: bytearray(value) if isinstance(value, bytes) else value for name, value in headers.items()}
    try:
        size = len(field_table(ready))
    except (TypeError, ValueError, struct.error) as error:
        raise UnsendableHeadersError(f"a header cannot be sent: {error}") from error
    if size > HEADERS_LIMIT:
        raise UnsendableHeadersError(f"headers of {size} bytes are too large to be sent")
    return ready
