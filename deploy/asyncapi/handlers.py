"""Which handler of which service takes what from which queue, asked of the services themselves."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from faststream.rabbit import RabbitBroker, RabbitRouter

import services
from shared.contracts.announcements import ANNOUNCEMENTS
from shared.contracts.catalogue import MESSAGES
from shared.contracts.envelope import Contract, routing_key
from shared.messaging.topology import BY_NAME, PUBLIC, Queue


@dataclass(frozen=True, slots=True)
class Handler:
    """One subscriber."""

    queue: Queue
    does: str
    takes: type
    """What its messages are made into."""


def handlers() -> list[Handler]:
    """All there are, by queue."""
    broker = RabbitBroker()
    for router in _routers():
        broker.include_router(router)
    return sorted(_handlers(broker), key=lambda one: one.queue.name)


def kinds(queue: Queue) -> list[type[Contract]]:
    """What may come in a queue."""
    if queue.exchange == PUBLIC:
        return list(ANNOUNCEMENTS.values())
    return [kind for kind in MESSAGES if any(f"{key}.".startswith(f"{routing_key(kind)}.") for key in queue.keys)]


def _routers() -> Iterator[RabbitRouter]:
    for module in pkgutil.walk_packages(services.__path__, "services."):
        if module.name.rpartition(".")[2].startswith("handlers"):
            yield importlib.import_module(module.name).router


def _handlers(broker: RabbitBroker) -> Iterator[Handler]:
    subscribers: Iterable[Any] = broker.subscribers
    for subscriber in subscribers:
        for call in subscriber.calls:
            function = call.handler._original_call  # noqa: SLF001 - no public way; version pinned
            does = (function.__doc__ or "").strip()
            yield Handler(BY_NAME[subscriber.queue.name], does, function.__annotations__["event"])
