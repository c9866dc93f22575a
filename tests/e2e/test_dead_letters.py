"""Dead letters of the running system: replayed, they do no harm; read again, the object crosses as it is now."""

import asyncio
import json
import os
from collections.abc import Callable
from typing import Any

import aio_pika
import pytest

from deploy.demo.life import ENTITY
from deploy.local.waiting import until
from tests.e2e.conftest import System

QUEUE = "invoices.changed"


@pytest.fixture(scope="module")
def system(start: Callable[[str], System]) -> System:
    """One worker of each category."""
    return start("")


def let_a_bell_die() -> None:
    """Take the first bell and give it back for good, as a worker with a bug would."""

    async def work() -> None:
        connection = await aio_pika.connect(os.environ["RABBITMQ_URL"])
        async with connection, asyncio.timeout(20):
            channel = await connection.channel()
            queue = await channel.get_queue(QUEUE)
            message = None
            while message is None:
                message = await queue.get(fail=False)
            await message.reject(requeue=False)

    asyncio.run(work())


def publish(body: dict[str, Any]) -> None:
    """A message of another version: nobody can read it."""

    async def work() -> None:
        connection = await aio_pika.connect(os.environ["RABBITMQ_URL"])
        async with connection:
            channel = await connection.channel()
            events = await channel.get_exchange("events")
            await events.publish(aio_pika.Message(json.dumps(body).encode()), "invoice.changed.v1.changed")

    asyncio.run(work())


def letters(system: System, **fields: Any) -> list[dict[str, Any]]:
    """Letters in the store, waited for."""
    rows = system.database["dead_letters"]
    assert until(lambda: rows.count_documents(fields) > 0, seconds=20)
    return list(rows.find(fields))


def replay(system: System, letter_id: str) -> Any:
    return system.operator.command("dead-letters", "replay", letter_id, "--yes", "--json")


def invoices(system: System, number: str) -> list[dict[str, Any]]:
    return [one for one in system.live_invoices() if one["InvoiceNumber"] == number]


def test_a_bell_that_is_replayed_again_and_again_makes_one_invoice(system: System) -> None:
    client = system.contact(name="Dead Ltd")
    assert system.settled()
    system.kill("invoices")
    system.invoice(client, "DEAD-1")
    let_a_bell_die()
    (letter,) = letters(system, **{"death.kind": "InvoiceChanged v1", "open": True})

    assert replay(system, letter["_id"])["done"] == 1
    system.repair()
    assert until(lambda: bool(invoices(system, "DEAD-1")), seconds=30)
    assert system.settled()
    before = system.calls().writes
    for _ in range(2):
        assert replay(system, letter["_id"])["done"] == 1

    assert system.settled()
    assert len(invoices(system, "DEAD-1")) == 1
    assert system.calls().writes == before
    assert system.database["links"].count_documents({"category": "invoices", "twin.number": "DEAD-1"}) == 1
    assert [act["what"] for act in letters(system, _id=letter["_id"])[0]["acts"]] == ["replay"] * 3
    assert not until(lambda: system.database["dead_letters"].count_documents({"open": True}) > 0, seconds=2)


def test_what_nobody_can_read_comes_back_and_is_read_again_from_its_source(system: System) -> None:
    client = system.contact(name="Again Ltd")
    number = system.invoice(client, "DEAD-2")
    assert until(lambda: bool(invoices(system, "DEAD-2")), seconds=30)
    assert system.settled()
    dearer = {"product_id": 0, "comment": "Work", "price": "250", "amount": "1", **system.line_ids()}
    system.scoro.post("webhooks/faults", {"loss": 1.0}, method="PUT")
    system.scoro.post(f"ui/{ENTITY}/invoices/{number}", {"lines": [dearer]}, method="PATCH")
    publish({"connection_id": system.connection_id, "system": "scoro", "object_id": str(number), "entry": "many"})
    (first,) = letters(system, **{"death.error_code": "malformed_message"})

    replay(system, first["_id"])
    (second,) = letters(system, replay_of=first["_id"])
    system.operator.command("dead-letters", "read-again", second["_id"], "--yes", "--json")

    assert second["failed_replays"] == 1
    assert until(lambda: str(invoices(system, "DEAD-2")[0]["SubTotal"]).startswith("250"), seconds=30)
    assert system.settled()
    assert len(invoices(system, "DEAD-2")) == 1
    assert system.operator.command("status", "--json")["dead_letters"]["count"] == 0
    system.scoro.post("webhooks/faults", {}, method="PUT")
