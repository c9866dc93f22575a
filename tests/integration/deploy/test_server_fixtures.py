import asyncio
from urllib.parse import urlsplit

import aio_pika
import pytest
from pymongo import AsyncMongoClient

from tests import containers
from tests.servers import MongoServer, RabbitServer


async def test_a_message_passes_through_the_broker(rabbitmq_url: str) -> None:
    async with asyncio.timeout(10), await aio_pika.connect(rabbitmq_url) as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue("letters", durable=True, arguments={"x-queue-type": "quorum"})
        await channel.default_exchange.publish(aio_pika.Message(b"hello"), routing_key="letters")

        async with queue.iterator() as letters:
            letter = await anext(letters)

        assert letter.body == b"hello"
        await letter.ack()


async def test_every_virtual_host_is_empty(rabbitmq_server: RabbitServer) -> None:
    with rabbitmq_server.virtual_host() as first, rabbitmq_server.virtual_host() as second:
        async with asyncio.timeout(10), await aio_pika.connect(first) as one, await aio_pika.connect(second) as two:
            await (await one.channel()).declare_queue("only-in-one")

            with pytest.raises(aio_pika.exceptions.ChannelNotFoundEntity):
                await (await two.channel()).declare_queue("only-in-one", passive=True)


async def test_a_transaction_is_possible(mongodb_url: str, mongodb_database: str) -> None:
    async with AsyncMongoClient[dict[str, object]](mongodb_url, tz_aware=True) as client:
        things = client[mongodb_database]["things"]
        async with client.start_session() as session, await session.start_transaction():
            await things.insert_one({"_id": 1}, session=session)
            await things.insert_one({"_id": 2}, session=session)

        assert await things.count_documents({}) == 2


async def test_a_database_is_gone_after_its_test(mongodb_server: MongoServer) -> None:
    with mongodb_server.database() as name:
        mongodb_server.client[name]["things"].insert_one({"_id": 1})

    assert name not in mongodb_server.client.list_database_names()


def test_an_emptied_database_keeps_collections_and_indexes_alone(mongodb_server: MongoServer) -> None:
    with mongodb_server.database() as name:
        database = mongodb_server.client[name]
        for things in (database["things"], database["others"]):
            things.create_index("one")
            things.create_index("two")
            things.insert_many([{"one": number, "two": number} for number in range(20)])
            assert len(list(things.find({"one": {"$gt": 3}, "two": {"$gt": 4}}))) == 15
        planned = [list(database[one].aggregate([{"$planCacheStats": {}}])) for one in ("things", "others")]

        mongodb_server.empty(name)

        assert all(planned)
        for things in (database["things"], database["others"]):
            assert things.count_documents({}) == 0
            assert list(things.aggregate([{"$planCacheStats": {}}])) == []
            assert {"one_1", "two_1"} <= set(things.index_information())


def test_a_broker_that_takes_connections_says_so(
    rabbitmq_server: RabbitServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = urlsplit(rabbitmq_server.url)
    management = rabbitmq_server.management.base_url.copy_with(username=parts.username, password=parts.password)
    url = str(management).rstrip("/")

    monkeypatch.setattr(containers, "AMQP", parts.port)
    listening = containers.listens(url)
    monkeypatch.setattr(containers, "AMQP", 1)

    assert (listening, containers.listens(url)) == (True, False)
