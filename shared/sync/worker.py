"""What every category's process is built from."""

import os
import socket
from collections.abc import Callable
from uuid import uuid4

from faststream.rabbit import RabbitRouter

from shared.clients import Clients
from shared.clock import Clock
from shared.config import XeroSettings, load
from shared.contracts.envelope import Category
from shared.service import Running, run
from shared.store.everything import Lifetimes, Store
from shared.sync.draining import Draining
from shared.sync.plans import Crossing
from shared.sync.previewing import Previewing

Cross = Callable[[Store, Clients, Clock], Crossing]
"""Builds one way of a category."""


def owner_name() -> str:
    """Who holds a claim: unique per process, readable in the log."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


def run_category(category: Category, router: RabbitRouter, *ways: Cross) -> None:
    """Run the worker of a category until it is told to end."""
    settings = load(XeroSettings)

    async def build(running: Running) -> None:
        publisher = running.messaging.publisher
        clients = Clients(running.store, settings, running.clock, publisher, ending=running.ending)
        running.stack.push_async_callback(clients.close)
        draining = Draining(
            *(way(running.store, clients, running.clock) for way in ways),
            store=running.store,
            clients=clients,
            publisher=publisher,
            clock=running.clock,
            owner=owner_name(),
            ending=running.ending,
        )
        previewing = Previewing(draining.planning, running.store, publisher, running.clock)
        running.messaging.listen(router, draining=draining, previewing=previewing)
        running.before_end.append(draining.end)

    run(category.value, settings, build, lifetimes=lifetimes(settings))


def lifetimes(settings: XeroSettings) -> Lifetimes:
    """Owned records outlive the longest answer by half."""
    return Lifetimes(claim=settings.http_timeout * 2, call=settings.http_timeout * 1.5, chain=settings.http_timeout * 3)
