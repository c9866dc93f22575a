"""Malformed messages on every queue and malformed webhooks: no crash, each one accounted for."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import aio_pika
import httpx

from deploy.faults.oracle import queue_names
from deploy.faults.play import Play, Scenario
from deploy.local.errors import LocalError
from deploy.local.waiting import until

MESSAGES = 2_000
WEBHOOKS = 150
PREFIX = "hostile"
SECONDS = 120
SERVER_ERROR = 500
REASON = "sent by the fault suite"


def hostile(play: Play) -> None:
    """Each message has to become one dead letter with its reason, which a person then discards."""
    witness, letters = play.world.witness, play.world.database["dead_letters"]
    queues = [name for name in queue_names(witness) if not name.endswith(".dead") and "retr" not in name]
    asyncio.run(_publish(witness.amqp, queues, play.random))
    answers = _post(play)
    ours = {"message.id": {"$regex": f"^{PREFIX}-"}}
    if not until(lambda: len(letters.distinct("message.id", ours)) >= MESSAGES, seconds=SECONDS, pause=1.0):
        play.notes["never became dead letters"] = MESSAGES - len(letters.distinct("message.id", ours))
    play.notes["malformed messages"] = f"{MESSAGES} on {len(queues)} queues, {letters.count_documents(ours)} letters"
    play.notes["malformed webhooks"] = ", ".join(f"{count} answered {status}" for status, count in answers.items())
    play.notes["deaths of processes"] = sum(play.world.keeper.deaths.values())
    if broken := sum(count for status, count in answers.items() if status >= SERVER_ERROR):
        raise LocalError(f"{broken} malformed webhooks were answered with an error of the server")
    play.world.operator.command("dead-letters", "discard", "--all", "--yes", "--reason", REASON)


async def _publish(amqp: str, queues: list[str], random: Random) -> None:
    connection = await aio_pika.connect(amqp)
    async with connection:
        channel = await connection.channel()
        for number in range(MESSAGES):
            message = aio_pika.Message(
                _malformed(random),
                message_id=f"{PREFIX}-{number}",
                content_type=random.choice(("application/json", "text/plain", None)),
                delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            )
            await channel.default_exchange.publish(message, routing_key=queues[number % len(queues)])


def _post(play: Play) -> Counter[int]:
    """To every address that takes webhooks, known and unknown, signed wrongly or not at all."""
    dump = play.world.agency.scoro.get("dump/acme_uk", module=["webhooks"])["webhooks"]
    known = [str(row[name]) for row in dump for name in ("target_url", "url") if row.get(name)]
    public = play.world.around.public_url
    addresses = [f"{public}/webhooks/xero", f"{public}/webhooks/scoro/nobody", *known]
    answers: Counter[int] = Counter()
    with httpx.Client(timeout=30, trust_env=False) as client:
        for number in range(WEBHOOKS):
            body, address = _malformed(play.random), addresses[number % len(addresses)]
            headers = {"X-Xero-Signature": "bm90IHRoaXM=", "Content-Type": "application/json"}
            answers[client.post(address, content=body, headers=headers).status_code] += 1
    return answers


def _malformed(random: Random) -> bytes:
    """No message of ours, whatever else it may be."""
    return random.choice(list(_kinds(random)))


def _kinds(random: Random) -> Iterator[bytes]:
    yield b""
    yield random.randbytes(random.randint(1, 400))
    yield b"\xff\xfe" + random.randbytes(20)
    yield b'{"id": "'
    yield b"[" * 5_000
    yield b'{"entry": 1e999, "at": NaN}'
    yield from (json.dumps(value).encode() for value in WRONG)


def _nested(depth: int) -> Any:
    return {"a": _nested(depth - 1)} if depth else None


WRONG: tuple[Any, ...] = (
    {}, [], None, 7, "text", {"id": 7, "at": "yesterday"}, _nested(40), {"entry": "x" * 50_000},
    {"connection_id": {"$gt": ""}, "entry": -1, "object_id": "\x00", "at": "2026-13-45T99:00Z"},
)  # fmt: skip
"""JSON that is none of our messages."""

SCENARIOS = (Scenario("hostile", "2,000 malformed messages on every queue, malformed webhooks", hostile),)
