"""While processes are replaced one by one, two versions of a message are under way at once: none of them is lost."""

import asyncio
import json

import aio_pika

from shared.contracts.changes import ContactChanged
from shared.messaging import topology
from tests.integration.messaging.test_settling import A_BELL, QUEUE, left, service, taken

NEXT_KEY = "contact.changed.v2.changed"
MESSAGES = 10
FITS = A_BELL.model_dump(mode="json")


async def bound_by_the_newer(url: str) -> None:
    """The newer topology leads its version to the same queue, which old processes consume too."""
    connection = await aio_pika.connect(url)
    async with connection:
        channel = await connection.channel()
        await (await channel.get_queue(QUEUE)).bind(topology.EVENTS, NEXT_KEY)


async def test_old_workers_handle_what_they_know_and_keep_the_rest_for_the_newer(rabbitmq_url: str) -> None:
    heard: asyncio.Queue[ContactChanged] = asyncio.Queue()

    async with service(rabbitmq_url, heard.put) as publisher, service(rabbitmq_url, heard.put), asyncio.timeout(30):
        await bound_by_the_newer(rabbitmq_url)
        for number in range(1, MESSAGES + 1):
            known = FITS | {"entry": number, "added_since": "an optional field"}
            newer = {"of": {"entry": number}}
            for key, body in (("contact.changed.v1.changed", known), (NEXT_KEY, newer)):
                await publisher.forward(
                    json.dumps(body).encode(), exchange=topology.EVENTS, routing_key=key, headers={},
                    message_id=f"{key}-{number}",
                )  # fmt: skip
        handled = {(await heard.get()).entry for _ in range(MESSAGES)}
        letters = [await taken(rabbitmq_url, "contacts.dead") for _ in range(MESSAGES)]

    assert handled == set(range(1, MESSAGES + 1))
    assert {json.loads(letter.body)["of"]["entry"] for letter in letters} == set(range(1, MESSAGES + 1))
    assert {(letter.headers["queue"], letter.headers["routing-key"]) for letter in letters} == {(QUEUE, NEXT_KEY)}
    assert (heard.qsize(), await left(rabbitmq_url, QUEUE)) == (0, 0)
