"""The ledger reads every copy that its queue was given, and leaves none."""

import asyncio
from pathlib import Path

import aio_pika

from deploy.faults.ledger import AT_ONCE, Ledger
from shared.messaging.topology import EVENTS, PUBLIC
from tests.servers import RabbitServer

MESSAGES = AT_ONCE * 3 + 1
KEY = "invoice.changed"


async def _exchanges(url: str) -> None:
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        for name in (EVENTS, PUBLIC):
            await channel.declare_exchange(name, aio_pika.ExchangeType.TOPIC, durable=True)
        queue = await channel.declare_queue("invoices", durable=True)
        await queue.bind(EVENTS, KEY)


async def _publish(url: str, name: str) -> None:
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        exchange = await channel.get_exchange(EVENTS)
        await asyncio.gather(
            *(exchange.publish(aio_pika.Message(b"", message_id=f"{name}{n}"), KEY) for n in range(MESSAGES))
        )


async def test_every_copy_is_read_however_many_there_are(
    rabbitmq_server: RabbitServer, rabbitmq_url: str, tmp_path: Path
) -> None:
    await _exchanges(rabbitmq_url)
    ledger = Ledger(rabbitmq_url, str(rabbitmq_server.management.base_url).rstrip("/"), tmp_path / "notes.txt")
    await asyncio.to_thread(ledger.open)

    for name in "ab":
        await _publish(rabbitmq_url, name)
        await asyncio.to_thread(list, ledger.unaccounted({"dead_letters": _NoLetters()}))

    assert ledger.copied.keys() == {f"{name}{n}" for name in "ab" for n in range(MESSAGES)}


class _NoLetters:
    def distinct(self, _: str) -> list[str]:
        return []
