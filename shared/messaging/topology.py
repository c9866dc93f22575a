"""Exchanges and queues as data; `declare` makes them, a test walks them."""

from collections.abc import Iterator
from dataclasses import dataclass

import aio_pika
from pydantic import SecretStr

from shared.contracts.changes import BELLS, ObjectChanged
from shared.contracts.connection import AccessDoubted, AccessNeeded
from shared.contracts.envelope import Category, Contract, Lane, Message, routing_key
from shared.contracts.outcomes import ObjectFailed, ObjectSynced, Outcome
from shared.contracts.previews import PlanRequested
from shared.contracts.sync import ActionRequested, ObjectWanted, PageWanted, SyncRequested

EVENTS = "events"
"""Ours: what our services tell each other."""
PUBLIC = "announcements"
"""Everybody else's: Scoro's backend publishes, only the connector reads."""
EVERYTHING = "#"
DEAD_LETTERS = "dead-letters"
UNAWAITED = "unawaited"
RETRY_SECONDS = (5, 30, 120)
"""Steps of the ladder for messages that could not be written to the log."""
DELIVERY_LIMIT = 20
NO_LIMIT = 2**31 - 1
"""Of hand-outs, in the only way that every RabbitMQ understands: without a limit of its own a queue of RabbitMQ 4 drops
what was handed out twenty times, and a dead letter has nowhere else to go."""
CONNECT_TIMEOUT = 10.0

WRITERS = (Category.CONTACTS, Category.PRODUCTS, Category.INVOICES, Category.BILLS, Category.RECEIPTS)
"""Categories that have a service."""
WAITS_FOR: dict[Category, tuple[Category, ...]] = {
    Category.INVOICES: (Category.CONTACTS, Category.PRODUCTS),
    Category.BILLS: (Category.CONTACTS, Category.PRODUCTS),
    Category.RECEIPTS: (Category.INVOICES, Category.BILLS, Category.RECEIPTS),
}
"""Whose outcomes a category's objects wait for: receipts for other ones of their document too, which make room."""
UNHURRIED = tuple(lane for lane in Lane if lane is not Lane.NOW)
"""Lanes in which nobody waits before a screen."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue that a service consumes, and the routing keys that lead into it."""

    name: str
    keys: tuple[str, ...]
    prefetch: int = 10
    exchange: str = EVENTS

    @property
    def service(self) -> str:
        """Who consumes it."""
        return self.name.split(".", 1)[0]


LAST_WORDS: tuple[tuple[type[Message], str], ...] = (
    (ObjectChanged, "lane"),
    (ObjectWanted, "lane"),
    (Outcome, "category"),
    (PlanRequested, "category"),
)


def last_word(kind: type[Contract]) -> str | None:
    """The field whose value ends their routing keys: the lane of bells and wishes, the category of outcomes."""
    return next((field for base, field in LAST_WORDS if issubclass(kind, base)), None)


def route(message: Message) -> str:
    """The routing key of a message; that of an object which nobody awaits leads to onlookers alone."""
    key, field = routing_key(type(message)), last_word(type(message))
    named = key if field is None else f"{key}.{getattr(message, field)}"
    return named if getattr(message, "awaited", True) else f"{named}.{UNAWAITED}"


def bell_queue(category: Category, lane: Lane) -> str:
    """`invoices.changed`"""
    return f"{category}.{lane}"


def _bells() -> Iterator[Queue]:
    for category in WRITERS:
        for lane in Lane:
            yield Queue(bell_queue(category, lane), (f"{routing_key(BELLS[category])}.{lane}",))


def _outcomes() -> Iterator[Queue]:
    for category, parents in WAITS_FOR.items():
        for kind in (ObjectSynced, ObjectFailed):
            keys = tuple(f"{routing_key(kind)}.{parent}" for parent in parents)
            yield Queue(f"{category}.{kind.topic.replace('object.', 'parents_')}", keys, prefetch=50)


def _plans() -> Iterator[Queue]:
    for category in WRITERS:
        yield Queue(f"{category}.plans", (f"{routing_key(PlanRequested)}.{category}",), prefetch=2)


QUEUES: tuple[Queue, ...] = (
    Queue("connector.sync", (routing_key(SyncRequested),)),
    Queue("connector.pages", (routing_key(PageWanted),), prefetch=4),
    Queue("connector.wanted", tuple(f"{routing_key(ObjectWanted)}.{lane}" for lane in UNHURRIED), prefetch=50),
    Queue("connector.wanted.now", (f"{routing_key(ObjectWanted)}.{Lane.NOW}",), prefetch=50),
    Queue("connector.actions", (routing_key(ActionRequested),)),
    Queue("connector.access", (routing_key(AccessNeeded),)),
    Queue("connector.doubts", (routing_key(AccessDoubted),)),
    Queue("connector.announcements", (EVERYTHING,), prefetch=50, exchange=PUBLIC),
    *_bells(),
    *_outcomes(),
    *_plans(),
)
BY_NAME = {queue.name: queue for queue in QUEUES}


def dead_queue(service: str) -> str:
    """Where a service's dead letters wait for the keeper."""
    return f"{service}.dead"


DEAD_ARGUMENTS: dict[str, str | int] = {
    "x-queue-type": "quorum",
    "x-delivery-limit": NO_LIMIT,
    "x-overflow": "reject-publish",
}


def retry_exchange(seconds: int) -> str:
    """Messages published here with a queue's name as key come back to that queue after so long."""
    return f"retries.{seconds}s"


def services() -> list[str]:
    """All that consume."""
    return sorted({queue.service for queue in QUEUES})


def arguments(queue: Queue) -> dict[str, str | int]:
    """What never changes of a work queue."""
    return {
        "x-queue-type": "quorum",
        "x-delivery-limit": DELIVERY_LIMIT,
        "x-dead-letter-exchange": DEAD_LETTERS,
        "x-dead-letter-routing-key": queue.name,
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }


async def declare(url: SecretStr) -> None:
    """Make everything that is missing; safe to run by every service at every start."""
    connection = await aio_pika.connect(url.get_secret_value(), timeout=CONNECT_TIMEOUT)
    async with connection:
        channel = await connection.channel()
        await _declare_dead_letters(channel)
        await _declare_retries(channel)
        for name in (EVENTS, PUBLIC):
            await channel.declare_exchange(name, aio_pika.ExchangeType.TOPIC, durable=True)
        for queue in QUEUES:
            made = await channel.declare_queue(queue.name, durable=True, arguments=dict(arguments(queue)))
            for key in queue.keys:
                await made.bind(queue.exchange, key)


async def present(url: SecretStr) -> None:
    """Only look whether everything is there; for users that may make nothing. Raises what aio-pika raises."""
    connection = await aio_pika.connect(url.get_secret_value(), timeout=CONNECT_TIMEOUT)
    async with connection:
        channel = await connection.channel()
        names = [queue.name for queue in QUEUES] + [dead_queue(service) for service in services()]
        for name in names:
            await channel.declare_queue(name, passive=True)


async def _declare_dead_letters(channel: aio_pika.abc.AbstractChannel) -> None:
    """Before the work queues: a letter for an exchange that is missing would wait for minutes."""
    exchange = await channel.declare_exchange(DEAD_LETTERS, aio_pika.ExchangeType.TOPIC, durable=True)
    for service in services():
        dead = await channel.declare_queue(dead_queue(service), durable=True, arguments=dict(DEAD_ARGUMENTS))
        await dead.bind(exchange, f"{service}.#")


async def _declare_retries(channel: aio_pika.abc.AbstractChannel) -> None:
    for seconds in RETRY_SECONDS:
        exchange = await channel.declare_exchange(retry_exchange(seconds), aio_pika.ExchangeType.TOPIC, durable=True)
        for service in services():
            waiting = await channel.declare_queue(
                f"{service}.retry.{seconds}s",
                durable=True,
                arguments={
                    "x-queue-type": "quorum",
                    "x-message-ttl": seconds * 1000,
                    "x-dead-letter-exchange": "",
                    "x-dead-letter-strategy": "at-least-once",
                    "x-overflow": "reject-publish",
                },
            )
            await waiting.bind(exchange, f"{service}.#")
