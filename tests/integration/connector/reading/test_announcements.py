"""What Scoro's backend announces is read once and rings once; what is not allowed or not understood says why."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import aio_pika
import pytest
from aio_pika.abc import AbstractIncomingMessage
from aiormq.exceptions import ChannelAccessRefused, ChannelPreconditionFailed

from shared.clock import SystemClock
from shared.contracts.changes import ObjectChanged
from shared.contracts.envelope import Category
from shared.messaging.app import Messaging
from shared.messaging.topology import EVENTS
from shared.store.connections import ConnectionState
from shared.store.wishes import WISHES
from shared.sync.settings import Mode
from tests.integration.connector.reading.backend import INVOICE, Announced, Backend, amqp_user, site_of
from tests.integration.connector.reading.listening import listening
from tests.integration.connector.reading.world import CONNECTION, World
from tests.sandboxes import ENTITY
from tests.servers import RabbitServer

SECONDS = 30
CONTACTS, INVOICES = Category.CONTACTS, Category.INVOICES
OTHER = "other.scoro.com"
BURST = 1000


@pytest.fixture
async def messaging(world: World, rabbitmq_url: str) -> AsyncIterator[Messaging]:
    """The connector's reading side, consuming."""
    async with listening(world, rabbitmq_url) as made:
        yield made


@pytest.fixture
async def backend(
    world: World, messaging: Messaging, rabbitmq_server: RabbitServer, rabbitmq_url: str
) -> AsyncIterator[Backend]:
    """May speak for the connected site, and for one that is not connected."""
    del messaging
    async with amqp_user(rabbitmq_server, rabbitmq_url) as (name, url):
        site = site_of(world.scoro.url)
        await world.store.publishers.allow(name, [site, OTHER], author="test")
        yield Backend(name, url, site, ENTITY)


async def test_one_announcement_is_one_entry_and_one_bell(world: World, backend: Backend, rabbitmq_url: str) -> None:
    [company] = await world.make_contacts(1)

    await backend.announce(backend.says(int(company)))

    assert await _rung(rabbitmq_url, "contacts.changed", 1) == [company]
    assert await world.read_ids(CONTACTS) == [company]


async def test_every_category_that_has_a_service_can_be_announced(
    world: World, backend: Backend, rabbitmq_url: str
) -> None:
    [company] = await world.make_contacts(1)
    invoice = await world.make_invoice(company)

    await backend.announce(backend.says(invoice, INVOICE))

    assert await _rung(rabbitmq_url, "invoices.changed", 1) == [invoice]


async def test_an_announcement_that_comes_twice_is_one_entry_and_one_bell(
    world: World, backend: Backend, messaging: Messaging, rabbitmq_url: str
) -> None:
    [company] = await world.make_contacts(1)
    announced = backend.says(company)

    await backend.announce(announced, announced)
    await _rung(rabbitmq_url, "contacts.changed", 1)
    await backend.announce(announced, backend.says(company))

    await _settled(world, messaging, rabbitmq_url)
    assert await _rung(rabbitmq_url, "contacts.changed", 0) == []
    assert await world.read_ids(CONTACTS) == [company]


async def test_a_thousand_announcements_are_read_in_full_pages(
    world: World, backend: Backend, rabbitmq_url: str
) -> None:
    ids = await world.make_contacts(BURST)
    await world.forget_calls()

    await backend.announce(*(backend.says(one) for one in ids))

    assert sorted(await _rung(rabbitmq_url, "contacts.changed", BURST)) == sorted(ids)
    assert sorted(await world.read_ids(CONTACTS)) == sorted(ids)
    assert len(await world.scoro_calls("contacts/list")) <= BURST // 25 + 3
    assert len(await world.scoro_calls("contacts/view")) <= 1


async def test_what_is_announced_in_manual_mode_is_recorded_and_not_rung(
    world: World, backend: Backend, messaging: Messaging, rabbitmq_url: str
) -> None:
    await world.choose(mode=Mode.MANUAL)
    [company] = await world.make_contacts(1)

    await backend.announce(backend.says(company))

    await _settled(world, messaging, rabbitmq_url)
    assert await _rung(rabbitmq_url, "contacts.changed", 0) == []
    [entry] = await world.entries()
    assert (entry["object_id"], entry["state"], entry["asked"]) == (company, "recorded", None)


async def test_an_object_that_does_not_exist_is_looked_for_once(
    world: World, backend: Backend, messaging: Messaging, rabbitmq_url: str
) -> None:
    await world.make_contacts(1)

    await backend.announce(backend.says(999_999))

    await _settled(world, messaging, rabbitmq_url)
    assert await _rung(rabbitmq_url, "contacts.changed", 0) == []
    assert await world.entries() == []
    assert len(await world.scoro_calls("contacts/view/999999")) == 1
    assert await _waiting(rabbitmq_url, "connector.dead") == 0


async def test_products_and_categories_without_a_service_end_without_an_entry(
    world: World, backend: Backend, messaging: Messaging, rabbitmq_url: str
) -> None:
    keys = ("product.changed.v1", "bill.changed.v1", "receipt.changed.v1")

    await backend.announce(*(backend.says(7, key) for key in keys))

    await _settled(world, messaging, rabbitmq_url)
    assert await _rung(rabbitmq_url, "contacts.changed", 0) == []
    assert await world.entries() == []
    assert await _waiting(rabbitmq_url, "connector.dead") == 0


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

    letter = await _letter(rabbitmq_url)
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

    letter = await _letter(rabbitmq_url)
    assert (letter.headers["error-code"], letter.headers["sender"]) == (code, backend.user)
    assert await world.store.database.collection(WISHES).count_documents({}) == 0


async def test_a_publisher_that_was_removed_is_not_heard(world: World, backend: Backend, rabbitmq_url: str) -> None:
    await world.store.publishers.forbid(backend.user)

    await backend.announce(backend.says(1))

    assert (await _letter(rabbitmq_url)).headers["error-code"] == "unknown_publisher"


async def test_an_entity_that_was_disconnected_is_not_read(world: World, backend: Backend, rabbitmq_url: str) -> None:
    await world.store.connections.change(CONNECTION, state=ConnectionState.DISCONNECTED)

    await backend.announce(backend.says(1))

    assert (await _letter(rabbitmq_url)).headers["error-code"] == "entity_not_connected"


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


async def test_an_announcement_that_could_not_be_kept_comes_again_with_its_sender(
    world: World, backend: Backend, rabbitmq_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    [company] = await world.make_contacts(1)
    keep, failures = world.store.wishes.put, [TimeoutError("the database is away")]

    async def put(wish: Any) -> None:
        if failures:
            raise failures.pop()
        await keep(wish)

    monkeypatch.setattr(type(world.store.wishes), "put", lambda _self, wish: put(wish))
    await backend.announce(backend.says(company))

    assert await _rung(rabbitmq_url, "contacts.changed", 1) == [company]


async def test_a_replayed_letter_still_has_its_sender(
    world: World, backend: Backend, messaging: Messaging, rabbitmq_url: str
) -> None:
    [company] = await world.make_contacts(1)
    await world.store.connections.change(CONNECTION, state=ConnectionState.DISCONNECTED)
    await backend.announce(backend.says(company))
    letter = await _letter(rabbitmq_url)
    await world.store.connections.change(CONNECTION, state=ConnectionState.CONNECTED)

    await messaging.publisher.forward(
        letter.body, exchange="", routing_key=str(letter.headers["queue"]), headers=letter.headers, message_id="again"
    )

    assert await _rung(rabbitmq_url, "contacts.changed", 1) == [company]


async def test_a_forged_sender_is_not_believed_after_a_replay_either(
    backend: Backend, messaging: Messaging, rabbitmq_url: str
) -> None:
    await backend.announce(replace(backend.says(1), user_id=None, headers={"sender": backend.user}))
    letter = await _letter(rabbitmq_url)

    await messaging.publisher.forward(
        letter.body, exchange="", routing_key=str(letter.headers["queue"]), headers=letter.headers, message_id="again"
    )

    assert (await _letter(rabbitmq_url)).headers["error-code"] == "announcement_without_sender"


async def _rung(url: str, queue: str, count: int) -> list[str]:
    """Object ids of the bells in a queue, once there are so many; they are taken out."""
    async with asyncio.timeout(SECONDS), await aio_pika.connect(url, timeout=10) as connection:
        bells = await (await connection.channel()).get_queue(queue)
        found: list[str] = []
        while (bell := await bells.get(no_ack=True, fail=False)) is not None or len(found) < count:
            if bell is None:
                await SystemClock().sleep(0.05)
            else:
                found.append(ObjectChanged.model_validate_json(bell.body).object_id)
        return found


async def _settled(world: World, messaging: Messaging, url: str) -> None:
    """Everything announced has been kept, and everything kept has been read."""
    async with asyncio.timeout(SECONDS):
        while await _waiting(url, "connector.announcements"):
            await world.clock.sleep(0.05)
        await messaging.stop_consuming()
        while await world.store.database.collection(WISHES).count_documents({}):
            await world.clock.sleep(0.05)


async def _waiting(url: str, queue: str) -> int:
    async with await aio_pika.connect(url, timeout=10) as connection:
        declared = await (await connection.channel()).declare_queue(queue, passive=True)
        return int(declared.declaration_result.message_count or 0)


async def _letter(url: str) -> AbstractIncomingMessage:
    async with await aio_pika.connect(url, timeout=10) as connection, asyncio.timeout(SECONDS):
        letters = await (await connection.channel()).get_queue("connector.dead")
        async with letters.iterator() as coming:
            async for letter in coming:
                await letter.ack()
                return letter
    raise AssertionError("unreachable")
