"""What Scoro's backend announces is read once and rings once."""

from typing import Any

import pytest

from shared.contracts.envelope import Category
from shared.messaging.app import Messaging
from shared.store.connections import ConnectionState
from shared.sync.settings import Mode
from tests.integration.connector.reading.backend import INVOICE, Backend
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.connector.reading.queues import dead, rung, settled, waiting
from tests.integration.connector.reading.world import World

SECONDS = 30
CONTACTS, INVOICES = Category.CONTACTS, Category.INVOICES
BURST = 1000


async def test_one_announcement_is_one_entry_and_one_bell(world: World, backend: Backend, rabbitmq_url: str) -> None:
    [company] = await world.make_contacts(1)

    await backend.announce(backend.says(int(company)))

    assert await rung(rabbitmq_url, "contacts.changed", 1) == [company]
    assert await world.read_ids(CONTACTS) == [company]


async def test_every_category_that_has_a_service_can_be_announced(
    world: World, backend: Backend, rabbitmq_url: str
) -> None:
    [company] = await world.make_contacts(1)
    invoice = await world.make_invoice(company)

    await backend.announce(backend.says(invoice, INVOICE))

    assert await rung(rabbitmq_url, "invoices.changed", 1) == [invoice]


async def test_an_announcement_that_comes_twice_is_one_entry_and_one_bell(
    world: World, backend: Backend, messaging: Messaging, rabbitmq_url: str
) -> None:
    [company] = await world.make_contacts(1)
    announced = backend.says(company)

    await backend.announce(announced, announced)
    await rung(rabbitmq_url, "contacts.changed", 1)
    await backend.announce(announced, backend.says(company))

    await settled(world, messaging, rabbitmq_url)
    assert await rung(rabbitmq_url, "contacts.changed", 0) == []
    assert await world.read_ids(CONTACTS) == [company]


async def test_a_thousand_announcements_are_read_in_full_pages(
    world: World, backend: Backend, rabbitmq_url: str
) -> None:
    ids = await world.make_contacts(BURST)
    await world.forget_calls()

    await backend.announce(*(backend.says(one) for one in ids))

    assert sorted(await rung(rabbitmq_url, "contacts.changed", BURST, seconds=120)) == sorted(ids)
    assert sorted(await world.read_ids(CONTACTS)) == sorted(ids)
    assert BURST // 25 <= len(await world.scoro_calls("contacts")) <= BURST // 25 * 1.5


async def test_what_is_announced_in_manual_mode_is_recorded_and_not_rung(
    world: World, backend: Backend, messaging: Messaging, rabbitmq_url: str
) -> None:
    await world.choose(mode=Mode.MANUAL)
    [company] = await world.make_contacts(1)

    await backend.announce(backend.says(company))

    await settled(world, messaging, rabbitmq_url, entries=1)
    assert await rung(rabbitmq_url, "contacts.changed", 0) == []
    [entry] = await world.entries()
    assert (entry["object_id"], entry["state"], entry["asked"]) == (company, "recorded", None)


async def test_an_object_that_does_not_exist_is_looked_for_once(
    world: World, backend: Backend, messaging: Messaging, rabbitmq_url: str
) -> None:
    await world.make_contacts(1)

    await backend.announce(backend.says(999_999))

    await settled(world, messaging, rabbitmq_url)
    assert await rung(rabbitmq_url, "contacts.changed", 0) == []
    assert await world.entries() == []
    assert len(await world.scoro_calls("contacts/view/999999")) == 1
    assert await waiting(rabbitmq_url, "connector.dead") == 0


async def test_products_and_categories_without_a_service_end_without_an_entry(
    world: World, backend: Backend, messaging: Messaging, rabbitmq_url: str
) -> None:
    keys = ("product.changed.v1", "bill.changed.v1", "receipt.changed.v1")

    await backend.announce(*(backend.says(7, key) for key in keys))

    await settled(world, messaging, rabbitmq_url)
    assert await rung(rabbitmq_url, "contacts.changed", 0) == []
    assert await world.entries() == []
    assert await waiting(rabbitmq_url, "connector.dead") == 0


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

    assert await rung(rabbitmq_url, "contacts.changed", 1) == [company]


async def test_a_replayed_letter_still_has_its_sender(
    world: World, backend: Backend, messaging: Messaging, rabbitmq_url: str
) -> None:
    [company] = await world.make_contacts(1)
    await world.store.connections.change(CONNECTION, state=ConnectionState.DISCONNECTED)
    await backend.announce(backend.says(company))
    letter = await dead(rabbitmq_url)
    await world.store.connections.change(CONNECTION, state=ConnectionState.CONNECTED)

    await messaging.publisher.forward(
        letter.body, exchange="", routing_key=str(letter.headers["queue"]), headers=letter.headers, message_id="again"
    )

    assert await rung(rabbitmq_url, "contacts.changed", 1) == [company]
