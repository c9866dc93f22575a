"""The shipped users can do their work and nothing else, on real servers."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import aio_pika
import pytest
from aio_pika.exceptions import AMQPException
from pydantic import SecretStr
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from deploy.users import mongodb, rabbitmq
from deploy.users.__main__ import files
from shared.messaging.topology import BY_NAME, EVENTS, QUEUES, declare, present, services
from shared.store.everything import INDEXES
from tests.servers import MongoServer, RabbitServer

PASSWORD = "made-up-for-this-test"
NOT_AUTHORISED = 13


def test_what_is_shipped_is_what_topology_and_stores_say() -> None:
    assert {path.name: path.read_text() for path in files()} == {path.name: text for path, text in files().items()}


@pytest.fixture
def as_user(rabbitmq_server: RabbitServer, rabbitmq_url: str) -> Iterator[Any]:
    """Makes the shipped users in the virtual host of this test; hands out their addresses."""
    parts = urlsplit(rabbitmq_url)
    vhost, made = parts.path.strip("/"), []

    def address(name: str) -> SecretStr:
        user = f"{vhost}-{name}"
        rights = rabbitmq.users()[name]
        server = rabbitmq_server.management
        server.put(f"/api/users/{user}", json={"password": PASSWORD, "tags": ""}).raise_for_status()
        server.put(f"/api/permissions/{vhost}/{user}", json=rights).raise_for_status()
        made.append(user)
        return SecretStr(urlunsplit(parts._replace(netloc=f"{user}:{PASSWORD}@{parts.hostname}:{parts.port}")))

    yield address
    for user in made:
        rabbitmq_server.management.delete(f"/api/users/{user}")


async def ignored(_message: aio_pika.abc.AbstractIncomingMessage) -> None:
    """Nothing is in the queues."""


async def consumes(url: SecretStr, queue: str) -> bool:
    connection = await aio_pika.connect(url.get_secret_value())
    async with connection:
        channel = await connection.channel()
        try:
            found = await channel.declare_queue(queue, passive=True)
            await found.consume(ignored)
        except AMQPException:
            return False
        return True


async def publishes(url: SecretStr, exchange: str, key: str) -> bool:
    connection = await aio_pika.connect(url.get_secret_value())
    async with connection:
        channel = await connection.channel(on_return_raises=False)
        try:
            found = await channel.get_exchange(exchange, ensure=False)
            await found.publish(aio_pika.Message(b"{}"), key, mandatory=False)
        except AMQPException:
            return False
        return True


async def test_the_scheduler_makes_everything_and_the_others_find_it(as_user: Any) -> None:
    await declare(as_user("scheduler"))

    await present(as_user("invoices"))
    with pytest.raises(AMQPException):
        await declare(as_user("contacts"))


@pytest.mark.parametrize("name", ["invoices", "connector"])
async def test_a_service_reads_its_own_queues_alone(as_user: Any, rabbitmq_url: str, name: str) -> None:
    await declare(SecretStr(rabbitmq_url))
    own = next(queue.name for queue in QUEUES if queue.service == name)
    url = as_user(name)

    assert await consumes(url, own)
    assert not await consumes(url, "receipts.now")
    assert await publishes(url, EVENTS, "nobody")
    assert not await publishes(url, "announcements", "invoice.changed.v1")


async def test_who_only_counts_reads_nothing(as_user: Any, rabbitmq_url: str) -> None:
    await declare(SecretStr(rabbitmq_url))

    assert not await consumes(as_user("keda"), "bills.now")
    assert not await publishes(as_user("keda"), EVENTS, "nobody")


def test_every_queue_has_a_reader() -> None:
    assert set(services()) <= set(rabbitmq.users())
    assert {queue.service for queue in BY_NAME.values()} <= set(rabbitmq.users())


@pytest.fixture
def as_role(mongodb_server: MongoServer, mongodb_database: str) -> Iterator[Any]:
    """Makes the shipped roles for the database of this test; hands out databases as their users see them."""
    admin, made = mongodb_server.client[mongodb_database], []
    clients: list[MongoClient[Any]] = []

    def database(name: str) -> Any:
        command = mongodb.role(name, mongodb_database)
        admin.command(command)
        admin.command("createUser", name, pwd=PASSWORD, roles=[command["createRole"]])
        made.append(name)
        parts = urlsplit(mongodb_server.url)
        host = parts.netloc.rpartition("@")[2]
        client: MongoClient[Any] = MongoClient(
            f"mongodb://{name}:{PASSWORD}@{host}/?directConnection=true&authSource={mongodb_database}"
        )
        clients.append(client)
        return client[mongodb_database]

    yield database
    for client in clients:
        client.close()
    for name in made:
        admin.command("dropUser", name)
        admin.command("dropRole", f"scoro_xero_{name}")


def may(work: Any) -> bool:
    try:
        work()
    except OperationFailure as error:
        if error.code != NOT_AUTHORISED:
            raise
        return False
    return True


def test_a_worker_reads_tokens_and_knows_no_people(as_role: Any) -> None:
    seen = as_role("worker")

    assert may(lambda: seen["changes"].insert_one({"_id": 1}))
    assert may(lambda: seen["tokens"].find_one({}))
    assert not may(lambda: seen["tokens"].update_one({}, {"$set": {"x": 1}}))
    assert not may(lambda: seen["people"].find_one({}))
    assert not may(lambda: seen["consents"].find_one({}))
    assert not may(lambda: seen["settings"].insert_one({"_id": 1}))
    assert may(lambda: seen["changes"].create_index("x", name="run"))
    assert may(lambda: seen["changes"].drop_index("run"))
    assert not may(lambda: seen["links"].drop_index("x_1"))
    assert may(seen.list_collection_names)
    assert not may(seen["changes"].drop)


def test_the_console_knows_people_and_no_tokens(as_role: Any) -> None:
    seen = as_role("console")

    assert may(lambda: seen["people"].insert_one({"_id": "mari"}))
    assert not may(lambda: seen["tokens"].find_one({}))
    assert not may(lambda: seen["consents"].find_one({}))


def test_every_collection_is_somebodys(as_role: Any) -> None:
    del as_role
    for name in mongodb.ROLES:
        command = mongodb.role(name, "x")
        granted = {one["resource"]["collection"] for one in command["privileges"]}
        assert set(INDEXES) - set(mongodb.CLOSED) <= granted
    assert {closed for role in mongodb.ROLES.values() for closed in role} == set(mongodb.CLOSED)
