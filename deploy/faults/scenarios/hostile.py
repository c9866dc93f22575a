"""Malformed messages, webhooks, requests and answers: no crash, and each one accounted for."""

import asyncio
from collections import Counter
from random import Random

import aio_pika
import httpx

from deploy.faults import requests_made_up
from deploy.faults.oracle import queue_names
from deploy.faults.play import Play, Scenario
from deploy.faults.scenarios.malformed import ANSWERS, malformed
from deploy.faults.scenarios.points import asking
from deploy.local.errors import LocalError
from deploy.local.waiting import until

MESSAGES = 2_000
WEBHOOKS = 2_000
REQUESTS = 2_000
ROUNDS_OF_ANSWERS = 2
PREFIX = "hostile"
SECONDS = 120
SERVER_ERROR = 500
REASON = "sent by the fault suite"
READS = ({"method": "GET", "path": "/api.xro/2.0/*"}, {"method": "POST", "path": "/api/v2/*/list*"})


def messages(play: Play) -> None:
    """Each message has to become one dead letter with its reason, which a person then discards."""
    witness, letters = play.world.witness, play.world.database["dead_letters"]
    queues = [name for name in queue_names(witness) if not name.endswith(".dead") and "retr" not in name]
    asyncio.run(_publish(witness.amqp, queues, play.random))
    ours = {"message.id": {"$regex": f"^{PREFIX}-"}}
    until(lambda: len(letters.distinct("message.id", ours)) >= MESSAGES, seconds=SECONDS, pause=1.0)
    dead = len(letters.distinct("message.id", ours))
    play.notes["malformed messages"] = f"{MESSAGES} on {len(queues)} queues, {dead} of them dead letters"
    if dead < MESSAGES:
        raise LocalError(f"{MESSAGES - dead} malformed messages never became dead letters")
    play.world.operator.command("dead-letters", "discard", "--all", "--yes", "--reason", REASON)


async def _publish(amqp: str, queues: list[str], random: Random) -> None:
    connection = await aio_pika.connect(amqp)
    async with connection:
        channel = await connection.channel()
        for number in range(MESSAGES):
            message = aio_pika.Message(
                malformed(random),
                message_id=f"{PREFIX}-{number}",
                content_type=random.choice(("application/json", "text/plain", None)),
                delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            )
            await channel.default_exchange.publish(message, routing_key=queues[number % len(queues)])


def requests(play: Play) -> None:
    """Malformed webhooks to every address that takes them, and requests made up from our own description."""
    around = play.world.around
    webhooks = _post(play)
    ids = [company.connection_id for company in play.world.both]
    made_up = requests_made_up.sent(around.public_url, around.keys.internal_api_key, ids, REQUESTS, play.random)
    play.notes["malformed webhooks"] = _told(webhooks)
    play.notes["requests made up from our OpenAPI description"] = _told(made_up.answers)
    broken = (webhooks + made_up.answers)[SERVER_ERROR]
    if broken or made_up.wrong:
        raise LocalError(f"{broken} answers are errors of the server; {'; '.join(made_up.wrong)}")


def _told(answers: Counter[int]) -> str:
    return ", ".join(f"{count} answered {status}" for status, count in sorted(answers.items()))


def _post(play: Play) -> Counter[int]:
    """To every address that takes webhooks, known and unknown, signed wrongly or not at all."""
    dump = play.world.agency.scoro.get("dump/acme_uk", module=["webhooks"])["webhooks"]
    known = [str(row[name]) for row in dump for name in ("target_url", "url") if row.get(name)]
    public = play.world.around.public_url
    addresses = [f"{public}/webhooks/xero", f"{public}/webhooks/scoro/nobody", *known]
    answers: Counter[int] = Counter()
    with httpx.Client(timeout=30, trust_env=False) as client:
        for number in range(WEBHOOKS):
            headers = {"X-Xero-Signature": "bm90IHRoaXM=", "Content-Type": "application/json"}
            address = addresses[number % len(addresses)]
            answers[client.post(address, content=malformed(play.random), headers=headers).status_code] += 1
    return answers


def answers(play: Play) -> None:
    """Xero and Scoro answer reads with JSON that is none of theirs, while people work on."""
    world = play.world
    sandboxes = (world.xero, world.agency.scoro, world.studio.scoro)
    with asking(play):
        for body in play.random.sample(ANSWERS * ROUNDS_OF_ANSWERS, len(ANSWERS) * ROUNDS_OF_ANSWERS):
            fault = {"kind": "status", "status": 200, "headers": {"Content-Type": "application/json"}, "body": body}
            for sandbox in sandboxes:
                where = READS[sandbox is not world.xero]
                sandbox.post("faults", {**where, **fault, "count": 1})
            play.wait(0.4, 1.2)
    listed = [fault for sandbox in sandboxes for fault in sandbox.get("faults")]
    play.notes["malformed answers"] = sum(fault["struck"] for fault in listed)
    for sandbox in sandboxes:
        sandbox.post("faults", method="DELETE")


SCENARIOS = (
    Scenario("hostile-messages", "2,000 malformed messages on every queue", messages),
    Scenario("hostile-requests", "2,000 malformed webhooks and 2,000 requests made up from our OpenAPI", requests),
    Scenario("hostile-answers", "Xero and Scoro answer with JSON that is none of theirs", answers),
)
