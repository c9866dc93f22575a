"""Every failure is settled on a real broker: nothing is lost, nothing is requeued."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aio_pika
import pytest
from faststream.rabbit import RabbitRouter
from pydantic import SecretStr

from shared.clock import SystemClock
from shared.contracts.changes import ContactChanged
from shared.contracts.envelope import Lane
from shared.errors import NotSentError, RefusedError
from shared.messaging import middleware, topology
from shared.messaging.app import Messaging, inbox
from shared.messaging.publisher import PUBLISH_SECONDS, NotPublishedError, Publisher

NOW = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
A_BELL = ContactChanged(at=NOW, connection_id="acme", system="scoro", object_id="312", entry=1)
QUEUE = "contacts.changed"
Handler = Callable[[ContactChanged], Awaitable[None]]


@asynccontextmanager
async def service(url: str, handle: Handler) -> AsyncIterator[Publisher]:
    """A running service with one handler on one queue."""
    messaging = Messaging(SecretStr(url), SystemClock(), passing=(), drain_seconds=5)
    router = RabbitRouter()

    @router.subscriber(**inbox(QUEUE))
    async def on_contact_changed(event: ContactChanged) -> None:
        await handle(event)

    messaging.listen(router)
    await messaging.prepare()
    await messaging.consume()
    try:
        yield messaging.publisher
    finally:
        await messaging.stop_consuming()
        await messaging.quiet()
        await messaging.stop()


async def taken(url: str, queue: str, seconds: float = 10) -> aio_pika.abc.AbstractIncomingMessage:
    """The next message of a queue, waited for."""
    connection = await aio_pika.connect(url)
    async with connection, asyncio.timeout(seconds):
        channel = await connection.channel()
        found = await channel.get_queue(queue)
        async with found.iterator() as messages:
            async for message in messages:
                await message.ack()
                return message
    raise AssertionError("unreachable")


async def left(url: str, queue: str) -> int:
    connection = await aio_pika.connect(url)
    async with connection:
        channel = await connection.channel()
        declared = await channel.declare_queue(queue, passive=True)
        return declared.declaration_result.message_count or 0


async def test_a_message_reaches_its_handler_once(rabbitmq_url: str) -> None:
    heard: asyncio.Queue[ContactChanged] = asyncio.Queue()

    async with service(rabbitmq_url, heard.put) as publisher, asyncio.timeout(10):
        await publisher.publish(A_BELL)
        assert await heard.get() == A_BELL

    assert await left(rabbitmq_url, QUEUE) == 0


@pytest.mark.parametrize("body", [b"not json", b'{"entry": "many"}', b"[]", b""])
async def test_a_malformed_message_is_dead_with_the_reason(rabbitmq_url: str, body: bytes) -> None:
    async def never(_event: ContactChanged) -> None:
        raise AssertionError("a malformed message reached its handler")

    async with service(rabbitmq_url, never) as publisher:
        await publisher.forward(
            body, exchange=topology.EVENTS, routing_key="contact.changed.v1.changed", headers={}, message_id="m1"
        )
        letter = await taken(rabbitmq_url, "contacts.dead")

    assert letter.body == body
    assert letter.headers["queue"] == QUEUE
    assert letter.headers["error"]
    assert letter.message_id == "m1"


async def test_what_a_person_or_a_developer_must_mend_is_dead_at_once(rabbitmq_url: str) -> None:
    async def fails(_event: ContactChanged) -> None:
        raise RefusedError("no such thing")

    async with service(rabbitmq_url, fails) as publisher:
        await publisher.publish(A_BELL)
        letter = await taken(rabbitmq_url, "contacts.dead")

    assert (letter.headers["error-code"], letter.headers["attempt"]) == ("refused", 0)


async def test_a_bug_is_dead_with_its_trace_and_without_secrets(rabbitmq_url: str) -> None:
    async def fails(_event: ContactChanged) -> None:
        raise ZeroDivisionError("Bearer abc.def.ghi")

    async with service(rabbitmq_url, fails) as publisher:
        await publisher.publish(A_BELL)
        letter = await taken(rabbitmq_url, "contacts.dead")

    assert "ZeroDivisionError" in str(letter.headers["error-trace"])
    assert "abc.def.ghi" not in str(letter.headers)


async def test_what_time_mends_comes_back_by_itself(rabbitmq_url: str) -> None:
    calls: list[ContactChanged] = []
    heard: asyncio.Queue[ContactChanged] = asyncio.Queue()

    async def fails_once(event: ContactChanged) -> None:
        calls.append(event)
        if len(calls) == 1:
            raise NotSentError("away")
        await heard.put(event)

    async with service(rabbitmq_url, fails_once) as publisher, asyncio.timeout(20):
        await publisher.publish(A_BELL)
        assert await heard.get() == A_BELL

    assert len(calls) == 2


async def test_an_outage_of_hours_fills_no_dead_letters(rabbitmq_url: str) -> None:
    failed = asyncio.Event()

    async def fails(_event: ContactChanged) -> None:
        failed.set()
        raise NotSentError("away")

    async with service(rabbitmq_url, fails) as publisher, asyncio.timeout(10):
        await publisher.forward(
            A_BELL.model_dump_json().encode(),
            exchange=topology.EVENTS,
            routing_key="contact.changed.v1.changed",
            headers={"attempt": 40},
            message_id="m1",
        )
        await failed.wait()

    assert await left(rabbitmq_url, "contacts.retry.120s") == 1
    assert await left(rabbitmq_url, "contacts.dead") == 0


async def test_a_bell_that_nobody_can_hear_is_an_error(rabbitmq_url: str) -> None:
    async def ignores(_event: ContactChanged) -> None:
        return

    async with service(rabbitmq_url, ignores) as publisher:
        connection = await aio_pika.connect(rabbitmq_url)
        async with connection:
            channel = await connection.channel()
            await channel.queue_delete("contacts.now")

        with pytest.raises(NotPublishedError):
            await publisher.publish(A_BELL.model_copy(update={"lane": Lane.NOW}))


async def test_no_message_is_held_for_long(rabbitmq_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "HOLD_SECONDS", 0.2)
    begun = asyncio.Event()

    async def never_ends(_event: ContactChanged) -> None:
        begun.set()
        await asyncio.Event().wait()

    async with service(rabbitmq_url, never_ends) as publisher, asyncio.timeout(10):
        await publisher.publish(A_BELL)
        await begun.wait()
        while not await left(rabbitmq_url, "contacts.retry.5s"):
            await SystemClock().sleep(0.05)

    assert await left(rabbitmq_url, "contacts.dead") == 0


def test_holding_and_settling_together_take_a_minute_at_most() -> None:
    assert middleware.HOLD_SECONDS + PUBLISH_SECONDS <= 60
