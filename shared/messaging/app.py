"""The two brokers of a service: one consumes, one publishes; started late, drained first."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from faststream.middlewares import AckPolicy
from faststream.rabbit import Channel, RabbitBroker, RabbitQueue
from faststream.rabbit.broker.router import RabbitRouter
from pydantic import SecretStr

from shared.clock import Clock
from shared.messaging.measuring import watched
from shared.messaging.middleware import Settling
from shared.messaging.publisher import CONFIRM_FAILURES, Publisher
from shared.messaging.topology import BY_NAME, declare, present
from shared.reaching import insist_on_trust, why

log = structlog.get_logger()

HEARTBEAT = 10
RETRY_EVERY = 1.0
CANCEL_SECONDS = 2.0
CLOSE_SECONDS = 1.0
"""A broker that cannot be reached must not keep a process from ending."""


def inbox(name: str) -> dict[str, Any]:
    """Arguments of a subscriber to one of our queues: bound passively, its own channel, nothing lost on a bug.

    Raises KeyError for a queue that the topology does not know.
    """
    queue = BY_NAME[name]
    return {
        "queue": RabbitQueue(queue.name, durable=True, declare=False),
        "channel": Channel(prefetch_count=queue.prefetch),
        "ack_policy": AckPolicy.REJECT_ON_ERROR,
        "title": queue.name,
    }


def with_heartbeat(url: SecretStr) -> SecretStr:
    """The address with a heartbeat that notices a dead connection within half a minute."""
    text = url.get_secret_value()
    if "heartbeat=" in text:
        return url
    return SecretStr(f"{text}{'&' if '?' in text else '?'}heartbeat={HEARTBEAT}")


class Messaging:
    """Owns both brokers of a service."""

    def __init__(
        self,
        url: SecretStr,
        clock: Clock,
        *,
        passing: tuple[type[Exception], ...],
        drain_seconds: float,
        declares: bool = True,
    ) -> None:
        self._declares = declares
        self.url = with_heartbeat(url)
        self.publisher = Publisher(self.url)
        self._clock = clock
        self.consumer = RabbitBroker(
            self.url.get_secret_value(),
            middlewares=[Settling(self.publisher, clock, passing=passing), *watched()],
            graceful_timeout=drain_seconds,
            reconnect_interval=RETRY_EVERY,
            logger=None,
        )

    def listen(self, router: RabbitRouter, **parts: Any) -> None:
        """Add handlers and what they are given by name."""
        self.consumer.include_router(router)
        for name, part in parts.items():
            self.consumer.context.set_global(name, part)

    async def prepare(self) -> None:
        """Wait for the broker, declare what is missing, open the publishing side.

        Raises NotTrustedError.
        """
        await self._once_there(self._prepare)

    async def _prepare(self) -> None:
        await (declare if self._declares else present)(self.url)
        await self.publisher.start()

    async def consume(self) -> None:
        """Begin to take messages; where the broker goes away meanwhile, wait for it and begin anew.

        Raises NotTrustedError.
        """
        await self._once_there(self._consume)

    async def _consume(self) -> None:
        try:
            await self.consumer.start()
        except CONFIRM_FAILURES:
            await self.stop_consuming()
            await self.quiet()
            await _closed("consumer", self.consumer.stop())
            raise

    async def _once_there(self, begin: Callable[[], Awaitable[None]]) -> None:
        said = False
        while True:
            try:
                await begin()
            except CONFIRM_FAILURES as error:
                insist_on_trust("RabbitMQ", error)
                if not said:
                    log.warning("rabbitmq.away", error=why(error))
                    said = True
                await self._clock.sleep(RETRY_EVERY)
            else:
                if said:
                    log.info("rabbitmq.back")
                return

    async def stop_consuming(self) -> None:
        """Take no more messages; in this order nothing is handed out for nothing. Handlers go on."""
        await asyncio.gather(*(_cancel(subscriber) for subscriber in self.consumer.subscribers))

    async def quiet(self) -> None:
        """Wait for the handlers that are at work."""
        await asyncio.gather(*(subscriber.stop() for subscriber in self.consumer.subscribers))

    async def stop(self) -> None:
        """Close both sides, last of all; messages whose handlers are still at work go to another process."""
        await _closed("consumer", self.consumer.stop())
        await _closed("publisher", self.publisher.stop())

    async def healthy(self) -> bool:
        """Whether both connections are up."""
        return bool(await self.consumer.ping(timeout=2.0)) and bool(await self.publisher.broker.ping(timeout=2.0))


async def _cancel(subscriber: Any) -> None:
    """FastStream cancels after its handlers are done, which hands out messages nobody takes; so cancel first."""
    queue, tag = subscriber._queue_obj, subscriber._consumer_tag  # noqa: SLF001 - no public way; version pinned
    if queue is None or tag is None:
        return
    subscriber._consumer_tag = None  # noqa: SLF001
    try:
        async with asyncio.timeout(CANCEL_SECONDS):
            await queue.cancel(tag)
    except CONFIRM_FAILURES as error:
        log.warning("consumer.not_cancelled", error=type(error).__name__)


async def _closed(side: str, closing: Awaitable[None]) -> None:
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await closing
    except CONFIRM_FAILURES as error:
        log.warning("broker.not_closed", side=side, error=type(error).__name__)
