"""What is not allowed or not understood is dead with the reason; a publisher can do nothing else."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import aio_pika
import pytest
from aiormq.exceptions import ChannelAccessRefused, ChannelPreconditionFailed

from shared.contracts.envelope import Category
from shared.messaging.app import Messaging
from shared.messaging.topology import EVENTS
from shared.store.connections import ConnectionState
from shared.store.wishes import WISHES
from tests.integration.connector.reading.backend import OTHER, Announced, Backend
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.connector.reading.queues import dead
from tests.integration.connector.reading.world import World

SECONDS = 30
CONTACTS, INVOICES = Category.CONTACTS, Category.INVOICES
BURST = 1000


@pytest.mark.parametrize(
    ("code", "spoiled"),
    [
        pytest.param("announcement_without_sender", lambda good: good.but(user_id=None), id="no sender"),
        pytest.param(
            "announcement_without_sender",
            lambda good: good.but(user_id=None, headers={"sender": good.user_id, "attempt": "many"}),
            id="a sender that only a header names",
        ),
        pytest.param("unknown_announcement", lambda good: good.but(key="contact.changed.v2"), id="unknown version"),
        pytest.param("unknown_announcement", lambda good: good.but(key="project.changed.v1"), id="unknown kind"),
        pytest.param("malformed_announcement", lambda good: good.but(body=b"not json"), id="not JSON"),
        pytest.param("malformed_announcement", lambda good: good.but(body=b""), id="empty"),
        pytest.param("malformed_announcement", lambda good: good.but(body=b"[" * 100_000), id="endless brackets"),
        pytest.param("malformed_announcement", lambda good: good.but(body=b'{"site": "acme"}'), id="half of it"),
    ],
)
async def test_what_is_not_understood_is_dead_with_the_reason(
    world: World, backend: Backend, rabbitmq_url: str, code: str, spoiled: Callable[[Announced], Announced]
) -> None:
    announced = spoiled(backend.says(1))

    await backend.announce(announced)

    letter = await dead(rabbitmq_url)
    assert (letter.headers["error-code"], letter.headers["queue"]) == (code, "connector.announcements")
    assert letter.headers["routing-key"] == announced.key
    assert (letter.body, letter.message_id) == (announced.body, announced.message_id)
    assert await world.store.database.collection(WISHES).count_documents({}) == 0


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        pytest.param("foreign_site", {"site": "somebody.scoro.com"}, id="a site of somebody else"),
        pytest.param("unknown_site", {"site": OTHER}, id="a site that is not connected"),
        pytest.param("entity_not_connected", {"entity": "acme_ee"}, id="an entity that is not connected"),
        pytest.param("malformed_announcement", {"site": "https://acme.scoro.com/api/v2"}, id="an address"),
        pytest.param("malformed_announcement", {"object_id": 0}, id="no id"),
        pytest.param("malformed_announcement", {"object_id": True}, id="a truth value"),
        pytest.param("malformed_announcement", {"object_id": "7; DROP"}, id="more than an id"),
        pytest.param("malformed_announcement", {"object_id": 10**30}, id="a number beyond all ids"),
    ],
)
async def test_what_may_not_be_said_is_dead_with_the_reason(
    world: World, backend: Backend, rabbitmq_url: str, code: str, fields: dict[str, Any]
) -> None:
    await backend.announce(backend.says(1).but(body=backend.says(**{"object_id": 1, **fields}).body))

    letter = await dead(rabbitmq_url)
    assert (letter.headers["error-code"], letter.headers["sender"]) == (code, backend.user)
    assert await world.store.database.collection(WISHES).count_documents({}) == 0


async def test_a_publisher_that_was_removed_is_not_heard(world: World, backend: Backend, rabbitmq_url: str) -> None:
    await world.store.publishers.forbid(backend.user, author="mari")

    await backend.announce(backend.says(1))

    assert (await dead(rabbitmq_url)).headers["error-code"] == "unknown_publisher"


async def test_an_entity_that_was_disconnected_is_not_read(world: World, backend: Backend, rabbitmq_url: str) -> None:
    await world.store.connections.change(CONNECTION, state=ConnectionState.DISCONNECTED)

    await backend.announce(backend.says(1))

    assert (await dead(rabbitmq_url)).headers["error-code"] == "entity_not_connected"


async def test_nobody_can_speak_in_anothers_name(backend: Backend) -> None:
    with pytest.raises(ChannelPreconditionFailed):
        await backend.announce(backend.says(1).but(user_id="somebody"))


@pytest.mark.parametrize("exchange", [EVENTS, "dead-letters", "retries.5s", ""])
async def test_a_publisher_can_write_nowhere_else(backend: Backend, exchange: str) -> None:
    async with await aio_pika.connect(backend.url, timeout=10) as connection:
        channel = await connection.channel()
        elsewhere = await channel.get_exchange(exchange, ensure=False) if exchange else channel.default_exchange

        with pytest.raises(ChannelAccessRefused):
            await elsewhere.publish(aio_pika.Message(b"{}"), "connector.announcements", timeout=10)


async def test_a_publisher_can_neither_listen_nor_make_anything(backend: Backend) -> None:
    async with await aio_pika.connect(backend.url, timeout=10) as connection:
        listening_there = await (await connection.channel()).get_queue("connector.announcements", ensure=False)
        with pytest.raises(ChannelAccessRefused):
            await listening_there.get(timeout=10)
        with pytest.raises(ChannelAccessRefused):
            await (await connection.channel()).declare_queue("mine")


async def test_a_forged_sender_is_not_believed_after_a_replay_either(
    backend: Backend, messaging: Messaging, rabbitmq_url: str
) -> None:
    await backend.announce(replace(backend.says(1), user_id=None, headers={"sender": backend.user}))
    letter = await dead(rabbitmq_url)

    await messaging.publisher.forward(
        letter.body, exchange="", routing_key=str(letter.headers["queue"]), headers=letter.headers, message_id="again"
    )

    assert (await dead(rabbitmq_url)).headers["error-code"] == "announcement_without_sender"
