"""Looking at the broker without changing anything."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import aio_pika
from aio_pika.exceptions import AMQPException, ChannelNotFoundEntity
from pydantic import SecretStr

from shared.errors import AwayError
from shared.messaging.topology import CONNECT_TIMEOUT, QUEUES, dead_queue, services
from shared.reaching import why


@dataclass(frozen=True, slots=True)
class Inspected:
    """What was found."""

    version: str
    missing: tuple[str, ...]
    """Queues that no service declared yet."""
    unattended: tuple[str, ...]
    """Work queues that nobody consumes."""
    dead: int
    """Dead letters that the keeper has not taken yet."""
    counts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Work queue → messages that wait, and consumers."""


async def inspect(url: SecretStr) -> Inspected:
    """Ask for every queue of the topology.

    Raises AwayError where the broker does not answer or does not let us in.
    """
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT * 3):
            connection = await aio_pika.connect(url.get_secret_value(), timeout=CONNECT_TIMEOUT)
            async with connection:
                return await _inspected(connection)
    except (AMQPException, OSError, TimeoutError) as error:
        raise AwayError(f"RabbitMQ does not answer: {why(error)}") from error


async def _inspected(connection: aio_pika.abc.AbstractConnection) -> Inspected:
    version = ""
    if connection.transport is not None:
        properties = connection.transport.connection.server_properties
        version = str(properties.get("version", ""))
    counts = {queue.name: await _counts(connection, queue.name) for queue in QUEUES}
    dead = [await _counts(connection, dead_queue(service)) for service in services()]
    return Inspected(
        version=version,
        missing=tuple(name for name, found in counts.items() if found is None),
        unattended=tuple(name for name, found in counts.items() if found is not None and not found[1]),
        dead=sum(found[0] for found in dead if found is not None),
        counts={name: found for name, found in counts.items() if found is not None},
    )


async def _counts(connection: aio_pika.abc.AbstractConnection, name: str) -> tuple[int, int] | None:
    """Messages and consumers; None where there is no such queue. A question that fails closes its channel."""
    channel = await connection.channel()
    try:
        queue = await channel.declare_queue(name, passive=True)
    except ChannelNotFoundEntity:
        return None
    result = queue.declaration_result
    await channel.close()
    return int(result.message_count or 0), int(result.consumer_count or 0)
