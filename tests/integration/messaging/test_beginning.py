"""A broker that goes away while a service begins to take messages is waited for."""

import asyncio
import datetime as dt

import pytest
from aiormq.exceptions import AMQPConnectionError
from faststream.rabbit import RabbitRouter
from pydantic import SecretStr

from shared.clock import SystemClock
from shared.contracts.changes import BillChanged, ContactChanged
from shared.messaging.app import Messaging, inbox

NOW = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
A_CONTACT = ContactChanged(at=NOW, connection_id="acme", system="scoro", object_id="312", entry=1)
A_BILL = BillChanged(at=NOW, connection_id="acme", system="scoro", object_id="71", entry=2)


async def test_a_connection_that_breaks_between_two_queues_is_made_anew(
    rabbitmq_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: asyncio.Queue[object] = asyncio.Queue()
    messaging = Messaging(SecretStr(rabbitmq_url), SystemClock(), passing=(), drain_seconds=5)
    router = RabbitRouter()

    @router.subscriber(**inbox("contacts.changed"))
    async def on_contact_changed(event: ContactChanged) -> None:
        await heard.put(event)

    @router.subscriber(**inbox("bills.changed"))
    async def on_bill_changed(event: BillChanged) -> None:
        await heard.put(event)

    messaging.listen(router)
    await messaging.prepare()
    last = messaging.consumer.subscribers[-1]
    begin, attempts = last.start, 0

    async def breaks_once() -> None:
        nonlocal attempts
        attempts += 1
        if attempts == 1:
            raise AMQPConnectionError("Server connection unexpectedly closed")
        await begin()

    monkeypatch.setattr(last, "start", breaks_once)
    async with asyncio.timeout(30):
        await messaging.consume()
        await messaging.publisher.publish_all([A_CONTACT, A_BILL])
        found = [await heard.get(), await heard.get()]
        await messaging.stop_consuming()
        await messaging.quiet()
        await messaging.stop()

    assert attempts == 2
    assert sorted(found, key=lambda one: type(one).__name__) == [A_BILL, A_CONTACT]
    assert heard.empty()
