"""Stands between the exchange and the queues: delivers every message twice, late, and in another order."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote, urlsplit

import aio_pika
import httpx
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage, AbstractQueue

from deploy.faults.ledger import NOBODYS

EVENTS = "events"
POST = "faults.post"
SECONDS = 60
LEAST, MOST = 0.3, 2.5
"""Seconds for which messages are kept before they are delivered."""
GET_SECONDS = 5.0


@dataclass(slots=True)
class Postman:
    """One round of deliveries."""

    amqp: str
    management: str
    random: Random
    came: int = 0
    delivered: int = 0
    _second: list[AbstractIncomingMessage] = field(default_factory=list)
    """Delivered once; their second copies come with the next messages."""

    async def deliver(self, seconds: float) -> None:
        """Do it for so long; afterwards everything is as it was."""
        routes = self._routes()
        connection = await aio_pika.connect(self.amqp)
        async with connection:
            channel = await connection.channel()
            post = await channel.declare_queue(POST, durable=True)
            await post.bind(EVENTS, "#")
            await self._bound(channel, routes, bind=False)
            try:
                await self._rounds(channel, post, routes, seconds)
            finally:
                await self._bound(channel, routes, bind=True)
                await post.unbind(EVENTS, "#")
                while await self._round(channel, post, routes) or self._second:
                    pass
                await post.delete()

    async def _rounds(
        self, channel: AbstractChannel, post: AbstractQueue, routes: Sequence[tuple[str, str]], seconds: float
    ) -> None:
        end = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < end:
            await asyncio.sleep(self.random.uniform(LEAST, MOST))
            await self._round(channel, post, routes)

    async def _round(self, channel: AbstractChannel, post: AbstractQueue, routes: Sequence[tuple[str, str]]) -> int:
        """What has come since the last time, and the second copies of what came before, all mixed up."""
        fresh: list[AbstractIncomingMessage] = []
        while (message := await post.get(fail=False, timeout=GET_SECONDS)) is not None:
            fresh.append(message)
        bag = [*fresh, *self._second]
        if self.random.random() < 0.5:  # noqa: PLR2004 - half of the time
            bag.reverse()
        else:
            self.random.shuffle(bag)
        for one in bag:
            for queue in (queue for key, queue in routes if key == one.routing_key):
                await channel.default_exchange.publish(_copy(one), routing_key=queue)
                self.delivered += 1
        for one in fresh:
            await one.ack()
        self.came += len(fresh)
        self._second = fresh
        return len(fresh)

    def _routes(self) -> list[tuple[str, str]]:
        """(routing key, queue) of every queue of a service that is bound to the exchange."""
        host = quote(urlsplit(self.amqp).path.lstrip("/") or "/", safe="")
        address = f"{self.management}/api/exchanges/{host}/{EVENTS}/bindings/source"
        answer = httpx.get(address, timeout=SECONDS, trust_env=False)
        answer.raise_for_status()
        rows = [(str(row["routing_key"]), str(row["destination"])) for row in answer.json()]
        return [(key, queue) for key, queue in rows if not queue.startswith(NOBODYS)]

    @staticmethod
    async def _bound(channel: AbstractChannel, routes: Sequence[tuple[str, str]], *, bind: bool) -> None:
        for key, name in routes:
            queue = await channel.get_queue(name, ensure=False)
            await (queue.bind(EVENTS, key) if bind else queue.unbind(EVENTS, key))


def _copy(one: AbstractIncomingMessage) -> aio_pika.Message:
    """The same message, its id too."""
    return aio_pika.Message(
        one.body,
        headers=one.headers,
        content_type=one.content_type,
        message_id=one.message_id,
        correlation_id=one.correlation_id,
        type=one.type,
        timestamp=one.timestamp,
        app_id=one.app_id,
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
    )
