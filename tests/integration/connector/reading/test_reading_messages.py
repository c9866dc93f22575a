"""The same over a real broker: messages in, entries and bells out."""

import asyncio

import aio_pika

from shared.contracts.envelope import Category
from shared.contracts.sync import SyncRequested
from shared.messaging.app import Messaging
from shared.store.runs import RunState
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.connector.reading.world import World, wish

SECONDS = 30


async def test_one_wish_reads_page_after_page_and_rings(world: World, messaging: Messaging, rabbitmq_url: str) -> None:
    ids = await world.make_contacts(60)
    event = SyncRequested(at=world.clock.now(), connection_id=CONNECTION, trigger="now")

    await messaging.publisher.publish(event)
    async with asyncio.timeout(SECONDS):
        while (run := await world.store.runs.get(event.id)) is None or run.state is RunState.READING:
            await world.clock.sleep(0.05)

    assert run.read == len(ids)
    assert sorted(await world.read_ids(Category.CONTACTS)) == sorted(ids)
    assert await _waiting(rabbitmq_url, "contacts.bulk") == 2  # once for a call's worth


async def test_fifty_wishes_at_once_are_one_call(world: World, messaging: Messaging) -> None:
    [company] = await world.make_contacts(1)
    await world.forget_calls()

    await messaging.publisher.publish_all([wish(company) for _ in range(50)])
    async with asyncio.timeout(SECONDS):
        while not await world.entries():
            await world.clock.sleep(0.05)
    await messaging.stop_consuming()
    await messaging.quiet()

    assert len(await world.scoro_calls("contacts")) == 1
    assert len(await world.entries()) == 1


async def _waiting(url: str, queue: str) -> int:
    async with await aio_pika.connect(url, timeout=10) as connection:
        declared = await (await connection.channel()).declare_queue(queue, passive=True)
        return int(declared.declaration_result.message_count or 0)
