"""On servers of one's own a demonstration touches neither the database nor the messages of others."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aio_pika
import pytest
from pydantic import SecretStr
from pymongo import MongoClient

from deploy.local.alone import alone
from deploy.local.errors import LocalError
from deploy.local.places import Places
from deploy.local.services import Service, Surroundings
from deploy.local.stack import Stack
from shared.messaging import topology

TINY = str(Path(__file__).with_name("tiny_service.py"))


def nothing(_around: Surroundings) -> dict[str, str]:
    return {}


TABLE = (Service("connector", (TINY, "{port}"), nothing),)


@pytest.fixture
def demonstration(tmp_path: Path, rabbitmq_url: str, mongodb_url: str, monkeypatch: pytest.MonkeyPatch) -> Stack:
    monkeypatch.setenv("RABBITMQ_URL", rabbitmq_url)
    monkeypatch.setenv("MONGODB_URL", mongodb_url)
    monkeypatch.setenv("MONGODB_DATABASE", tmp_path.name)
    return Stack(Places(tmp_path, "demo"), TABLE, once_well=lambda _around: None)


@pytest.fixture
def server(demonstration: Stack, mongodb_url: str) -> Iterator[MongoClient[dict[str, Any]]]:
    """With a document in the usual database, and one that an earlier demonstration left."""
    usual = demonstration.database.removesuffix("_demo")
    with MongoClient[dict[str, Any]](mongodb_url) as client:
        for name in (usual, demonstration.database):
            client[name]["connections"].insert_one({"_id": "acme"})
        yield client
        for name in (usual, demonstration.database):
            client.drop_database(name)


async def nothing_comes(message: aio_pika.abc.AbstractIncomingMessage) -> None:
    await message.ack()


def counted(server: MongoClient[dict[str, Any]], stack: Stack) -> tuple[int, int]:
    """Documents in the usual database and in the demonstration's."""
    names = (stack.database.removesuffix("_demo"), stack.database)
    usual, own = (server[name]["connections"].count_documents({}) for name in names)
    return usual, own


def played(stack: Stack) -> str:
    with alone(stack) as around:
        return around.database


def test_it_begins_with_an_empty_database_of_its_own(demonstration: Stack, server: MongoClient[dict[str, Any]]) -> None:
    assert played(demonstration) == demonstration.database
    assert counted(server, demonstration) == (1, 0)


async def test_a_broker_that_others_use_is_left_alone(
    demonstration: Stack, server: MongoClient[dict[str, Any]], rabbitmq_url: str
) -> None:
    await topology.declare(SecretStr(rabbitmq_url))
    async with await aio_pika.connect(rabbitmq_url) as other:
        queue = await (await other.channel()).get_queue("invoices.changed")
        await queue.consume(nothing_comes)

        with pytest.raises(LocalError, match=r"invoices\.changed is consumed"):
            await asyncio.to_thread(played, demonstration)

    assert counted(server, demonstration) == (1, 1)
