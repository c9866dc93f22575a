"""What tests of replaying do: let letters lie, replay them, take what came."""

import asyncio
from typing import Any

import aio_pika

from shared.store.letters import LetterState
from tests.integration.dead_letters.parts import EVERY_STATE, QUEUE, Office

REPLAY = ("dead-letters", "replay")
ALL = (*REPLAY, "--all", "--yes", "--json", "--rate", "1000")


async def taken(office: Office, count: int) -> list[aio_pika.abc.AbstractIncomingMessage]:
    """So many messages of the work queue."""
    connection = await aio_pika.connect(office.url)
    found: list[aio_pika.abc.AbstractIncomingMessage] = []
    async with connection, asyncio.timeout(20):
        channel = await connection.channel()
        queue = await channel.get_queue(QUEUE)
        while len(found) < count:
            message = await queue.get(fail=False)
            if message is not None:
                await message.ack()
                found.append(message)
    return found


async def lying(office: Office, *numbers: int, **fields: Any) -> list[str]:
    """Ids of letters that were kept."""
    there = await office.letters()
    async with office.keeping():
        await office.die(*numbers, **fields)
        await office.kept(there + len(numbers))
    return await office.store.dead_letters.ids(EVERY_STATE)


async def state(office: Office, letter_id: str) -> LetterState:
    letter = await office.store.dead_letters.get(letter_id)
    assert letter is not None
    return letter.state
