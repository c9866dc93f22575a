"""What tests of dead letters are made of."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aio_pika
from faststream.rabbit import RabbitRouter
from pydantic import SecretStr

from services.scheduler.keeper import Keeper
from shared.clock import SystemClock
from shared.contracts.changes import InvoiceChanged
from shared.messaging import topology
from shared.messaging.app import Messaging, inbox, with_heartbeat
from shared.messaging.dead_letters import DeadLetterQueues
from shared.messaging.headers import Header
from shared.messaging.publisher import Publisher
from shared.store.dead_letters import Wanted
from shared.store.everything import Store
from shared.store.letters import DeadLetter, LetterState

KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
QUEUE = "invoices.changed"
A_BELL = InvoiceChanged(at=NOW, connection_id="acme", system="scoro", object_id="1003", entry=1)
EVERY_STATE = Wanted(states=tuple(LetterState))
PATIENCE = 30.0

Handler = Callable[[InvoiceChanged], Awaitable[None]]


def bell(number: int) -> InvoiceChanged:
    """One of many."""
    return A_BELL.model_copy(update={"entry": number, "object_id": str(number)})


def death(number: int = 1, **fields: Any) -> dict[str, Any]:
    """Headers that the settling middleware writes."""
    said = {
        Header.QUEUE: QUEUE,
        Header.EXCHANGE: "events",
        Header.ROUTING_KEY: "invoice.changed.v1.changed",
        Header.SERVICE: "invoices",
        Header.ATTEMPT: 0,
        Header.DIED_AT: (NOW + dt.timedelta(milliseconds=number)).isoformat(timespec="milliseconds"),
        Header.ERROR: "KeyError: 'DueDate'",
        Header.ERROR_TYPE: "KeyError",
        Header.ERROR_CODE: "defect",
        Header.ERROR_TRACE: "File \"mapping.py\", line 7\nKeyError: 'DueDate'",
    }
    return {str(name): value for name, value in (said | fields).items()}


async def until(found: Callable[[], Awaitable[bool]], seconds: float = PATIENCE) -> None:
    """Look again and again."""
    clock = SystemClock()
    end = clock.monotonic() + seconds
    while not await found():
        assert clock.monotonic() < end, "it never came to that"
        await clock.sleep(0.05)


@dataclass(slots=True)
class Office:
    """A broker, a store, and ways to let messages die and be kept."""

    url: str
    store: Store
    publisher: Publisher

    async def die(self, *numbers: int, **fields: Any) -> None:
        """As a worker with a bug would let these bells die."""
        for number in numbers:
            await self.publisher.forward(
                bell(number).model_dump_json().encode(),
                exchange=topology.DEAD_LETTERS,
                routing_key=QUEUE,
                headers=death(number, **fields),
                message_id=f"message-{number}",
                message_type="invoice.changed",
            )

    async def publish(self, body: bytes, headers: dict[str, Any] | None = None, **properties: Any) -> None:
        """A message as anybody might send it."""
        await self.publisher.forward(
            body,
            exchange=topology.EVENTS,
            routing_key="invoice.changed.v1.changed",
            headers=headers or {},
            message_id="m1",
            **properties,
        )

    @asynccontextmanager
    async def service(self, handle: Handler) -> AsyncIterator[None]:
        """A running service with one handler for invoices."""
        messaging = Messaging(SecretStr(self.url), SystemClock(), passing=(), drain_seconds=5)
        router = RabbitRouter()

        @router.subscriber(**inbox(QUEUE))
        async def on_invoice_changed(event: InvoiceChanged) -> None:
            await handle(event)

        messaging.listen(router)
        await messaging.prepare()
        await messaging.consume()
        try:
            yield
        finally:
            await messaging.stop_consuming()
            await messaging.stop()

    def keeper(self, store: Store | None = None, url: str | None = None) -> Keeper:
        """One that was not started yet."""
        return Keeper(DeadLetterQueues(with_heartbeat(SecretStr(url or self.url))), store or self.store, SystemClock())

    @asynccontextmanager
    async def keeping(self, keepers: int = 1) -> AsyncIterator[None]:
        """So many keepers at work."""
        works = [asyncio.create_task(self.keeper().run()) for _ in range(keepers)]
        try:
            yield
        finally:
            for work in works:
                work.cancel()
            await asyncio.gather(*works, return_exceptions=True)

    async def kept(self, count: int) -> list[DeadLetter]:
        """All letters there are, once there are so many and their queues are empty; the newest first."""

        async def is_so() -> bool:
            return await self.letters() >= count and await self.left("invoices.dead") == 0

        await until(is_so)
        return await self.store.dead_letters.find(EVERY_STATE, limit=10_000)

    async def letters(self) -> int:
        """How many the store has."""
        return await self.store.database.collection("dead_letters").count_documents({})

    async def left(self, queue: str) -> int:
        """Messages that lie in a queue, ready to be taken."""
        connection = await aio_pika.connect(self.url)
        async with connection:
            channel = await connection.channel()
            declared = await channel.declare_queue(queue, passive=True)
            return declared.declaration_result.message_count or 0

    async def hand_back(self, queue: str, *, requeue: bool, times: int = 1) -> None:
        """Take the first message and give it back, as a worker that ends does."""
        connection = await aio_pika.connect(self.url)
        async with connection, asyncio.timeout(PATIENCE):
            channel = await connection.channel()
            found = await channel.get_queue(queue)
            for _ in range(times):
                message = None
                while message is None:
                    message = await found.get(fail=False)
                await message.reject(requeue=requeue)


async def copies(office: Office, letter_id: str) -> list[DeadLetter]:
    """Letters that are copies of this one."""
    found = await office.store.dead_letters.find(EVERY_STATE, limit=1000)
    return [letter for letter in found if letter.replay_of == letter_id]
