"""What lies in the queues of a test, looked at from outside."""

import asyncio

import aio_pika
from aio_pika.abc import AbstractIncomingMessage

from shared.clock import SystemClock
from shared.contracts.changes import ObjectChanged
from shared.messaging.app import Messaging
from shared.store.wishes import WISHES
from tests.integration.connector.reading.world import World

SECONDS = 30


async def rung(url: str, queue: str, count: int, *, seconds: float = SECONDS) -> list[str]:
    """Object ids of the bells in a queue, once there are so many; they are taken out."""
    async with asyncio.timeout(seconds), await aio_pika.connect(url, timeout=10) as connection:
        bells = await (await connection.channel()).get_queue(queue)
        found: list[str] = []
        while (bell := await bells.get(no_ack=True, fail=False)) is not None or len(found) < count:
            if bell is None:
                await SystemClock().sleep(0.05)
            else:
                found.append(ObjectChanged.model_validate_json(bell.body).object_id)
        return found


async def settled(world: World, messaging: Messaging, url: str, *, entries: int = 0) -> None:
    """Everything announced has been kept, and everything kept has been read; so many entries are there at least."""
    async with asyncio.timeout(SECONDS):
        while len(await world.entries()) < entries:
            await world.clock.sleep(0.05)
        while await waiting(url, "connector.announcements"):
            await world.clock.sleep(0.05)
        await messaging.stop_consuming()
        await messaging.quiet()
        while await world.store.database.collection(WISHES).count_documents({}):
            await world.clock.sleep(0.05)


async def waiting(url: str, queue: str) -> int:
    async with await aio_pika.connect(url, timeout=10) as connection:
        declared = await (await connection.channel()).declare_queue(queue, passive=True)
        return int(declared.declaration_result.message_count or 0)


async def dead(url: str) -> AbstractIncomingMessage:
    async with await aio_pika.connect(url, timeout=10) as connection, asyncio.timeout(SECONDS):
        letters = await (await connection.channel()).get_queue("connector.dead")
        async with letters.iterator() as coming:
            async for letter in coming:
                await letter.ack()
                return letter
    raise AssertionError("unreachable")
