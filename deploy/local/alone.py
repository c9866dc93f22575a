"""A stack that begins with nothing, belongs to one command and ends with it, such as the demonstration's."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pydantic import SecretStr
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from deploy.local.errors import LocalError
from deploy.local.lock import locked
from deploy.local.services import Surroundings
from deploy.local.stack import Stack
from shared.errors import AwayError
from shared.messaging.inspection import inspect

BUSY = "Somebody does the same here already (in {run}). Wait until it has ended, or end it there with Ctrl-C."
SHARED = (
    "Somebody works with the RabbitMQ at RABBITMQ_URL ({queue} is consumed), and would take our messages as we would "
    "take theirs. Name a virtual host of its own: RABBITMQ_URL=amqp://…/demo, or none at all."
)
AWAY = "The {name} at {variable} does not answer: {why}"
SECONDS = 10


@contextmanager
def alone(stack: Stack) -> Iterator[Surroundings]:
    """Everything runs, for whoever is within; before it nothing is there, after it nothing runs.

    Raises LocalError where the same goes on already, or where servers of one's own are used by others.
    """
    run = stack.places.run
    with locked(run.with_name(f"{run.name}.lock"), lambda _words: None, patience=0, busy=BUSY.format(run=run)):
        _forget(stack)
        try:
            yield stack.surroundings(stack.up())
        finally:
            stack.down()


def _forget(stack: Stack) -> None:
    stack.down()
    shutil.rmtree(stack.places.run, ignore_errors=True)
    if url := stack.servers.settings.rabbitmq_url:
        _have_to_ourselves(url)
    if url := stack.servers.settings.mongodb_url:
        _drop(url, stack.database)


def _have_to_ourselves(broker: SecretStr) -> None:
    try:
        found = asyncio.run(inspect(broker))
    except AwayError as error:
        raise LocalError(AWAY.format(name="RabbitMQ", variable="RABBITMQ_URL", why=error)) from None
    for queue, (_, consumers) in found.counts.items():
        if consumers:
            raise LocalError(SHARED.format(queue=queue))


def _drop(server: SecretStr, database: str) -> None:
    try:
        with MongoClient[dict[str, Any]](server.get_secret_value(), serverSelectionTimeoutMS=SECONDS * 1000) as client:
            client.drop_database(database)
    except PyMongoError as error:
        raise LocalError(AWAY.format(name="MongoDB", variable="MONGODB_URL", why=type(error).__name__)) from None
