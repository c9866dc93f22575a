import base64
import datetime as dt
import hashlib
import hmac
import json
from typing import Any

import httpx
import pytest
from pymongo.errors import AutoReconnect

from shared.clock import SystemClock
from shared.contracts.envelope import Category
from shared.store.connections import Connection
from shared.store.records import Link
from shared.sync.settings import CategorySettings, Direction, SyncSettings
from tests.integration.connector.outward import WEBHOOK_KEY, Outward
from tests.sandboxes import ENTITY

CONTACT = "60aa0000-0000-4000-8000-000000000001"
AN_HOUR_AGO = SystemClock().now() - dt.timedelta(hours=1)


@pytest.fixture
async def connected(outward: Outward) -> Connection:
    return await outward.connect()


def as_xero_writes(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S.%f}"[:-3]


def event(tenant_id: str | None, **fields: Any) -> dict[str, Any]:
    return {
        "resourceId": CONTACT,
        "tenantId": tenant_id,
        "tenantType": "ORGANISATION",
        "eventCategory": "CONTACT",
        "eventType": "UPDATE",
        "eventDateUtc": as_xero_writes(AN_HOUR_AGO),
        **fields,
    }


async def deliver(outward: Outward, *events: dict[str, Any], key: str = WEBHOOK_KEY) -> httpx.Response:
    body = json.dumps({"events": events, "firstEventSequence": 1, "lastEventSequence": 1, "entropy": "x"}).encode()
    signature = base64.b64encode(hmac.digest(key.encode(), body, hashlib.sha256)).decode()
    return await outward.http.post("/webhooks/xero", content=body, headers={"x-xero-signature": signature})


async def link(outward: Outward, connection: Connection, updated: dt.datetime, category: Category) -> None:
    mine = Link(connection.id, category, "312", CONTACT, twin={"updated_at": updated.isoformat()})

    async def save(session: Any) -> None:
        await outward.store.links.save([(mine, "scoro")], session)

    await outward.store.database.transaction(save)


async def switch_on(outward: Outward, connection: Connection, category: Category, **choices: Any) -> None:
    choice = CategorySettings(enabled=True, start_date=dt.date(2026, 1, 1), **choices)
    await outward.store.settings.save(connection.id, SyncSettings(categories={category: choice}), author="a person")


async def test_a_signed_event_becomes_a_wish_to_read(outward: Outward, connected: Connection) -> None:
    answer = await deliver(outward, event(connected.tenant_id), event(connected.tenant_id))

    [wish] = await outward.wishes()
    assert (answer.status_code, answer.content) == (200, b"")
    assert "set-cookie" not in answer.headers
    assert (wish.system, wish.category, wish.object_id, wish.why) == (
        "xero",
        "contacts",
        CONTACT,
        "webhook",
    )


async def test_a_wrong_signature_gets_401_and_nothing_happens(outward: Outward, connected: Connection) -> None:
    answer = await deliver(outward, event(connected.tenant_id), key="somebody else's")

    assert answer.status_code == 401
    assert await outward.wishes() == []


async def test_xero_finds_us_ready_to_receive(outward: Outward, connected: Connection) -> None:
    assert connected.works
    wish = {
        "url": f"{outward.settings.public_url}/webhooks/xero",
        "key": WEBHOOK_KEY,
        "client_id": outward.settings.xero_client_id,
    }

    registered = await outward.xero.post("webhook", wish, method="PUT")

    assert registered["status"] == "OK", registered


async def test_events_of_strangers_are_ignored(outward: Outward, connected: Connection) -> None:
    answer = await deliver(outward, event("no-tenant-of-ours"))

    assert connected.works
    assert answer.status_code == 200
    assert await outward.wishes() == []


@pytest.mark.parametrize(
    ("seconds_later", "wishes"),
    [pytest.param(1.5, 0, id="our own write"), pytest.param(3, 1, id="somebody else's write after it")],
)
async def test_echoes_of_our_own_writes_are_dropped(
    outward: Outward, connected: Connection, seconds_later: float, wishes: int
) -> None:
    written = AN_HOUR_AGO.replace(microsecond=0)
    await link(outward, connected, written, Category.CONTACTS)
    at = written + dt.timedelta(seconds=seconds_later)

    await deliver(outward, event(connected.tenant_id, eventDateUtc=as_xero_writes(at)))

    assert len(await outward.wishes()) == wishes


async def test_a_linked_bill_is_read_as_a_bill(outward: Outward, connected: Connection) -> None:
    await link(outward, connected, dt.datetime(2026, 1, 1, tzinfo=dt.UTC), Category.BILLS)

    await deliver(outward, event(connected.tenant_id, eventCategory="INVOICE"))

    assert [wish.category for wish in await outward.wishes()] == ["bills"]


async def test_r103_news_of_what_is_not_linked_yet_is_of_the_category_that_comes_from_xero(
    outward: Outward, connected: Connection
) -> None:
    await switch_on(outward, connected, Category.BILLS, direction=Direction.TO_SCORO)

    await deliver(outward, event(connected.tenant_id, eventCategory="INVOICE"))

    assert [wish.category for wish in await outward.wishes()] == ["bills"]


async def test_an_old_delivery_that_is_played_again_does_nothing(outward: Outward, connected: Connection) -> None:
    old = as_xero_writes(AN_HOUR_AGO - dt.timedelta(days=3))

    answer = await deliver(outward, event(connected.tenant_id, eventDateUtc=old))

    assert answer.status_code == 200
    assert await outward.wishes() == []


async def test_xero_keeps_the_news_that_the_database_does_not_take(
    outward: Outward, connected: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object, **__: object) -> None:
        raise AutoReconnect("the database is away")

    monkeypatch.setattr(outward.running.web.state.parts.xero_hooks, "_keep", away)

    answer = await deliver(outward, event(connected.tenant_id))

    assert answer.status_code == 503


async def test_an_edit_in_scoro_arrives_as_a_wish(outward: Outward, connected: Connection) -> None:
    await switch_on(outward, connected, Category.CONTACTS)
    made = await outward.scoro.post(f"ui/{ENTITY}/contacts", {"name": "Müller & Söhne", "contact_type": "company"})
    await outward.scoro.post("webhooks/settle")

    wishes = await outward.wishes()

    assert {(wish.system, wish.category) for wish in wishes} == {("scoro", "contacts")}
    assert str(made["contact_id"]) in {wish.object_id for wish in wishes}


async def _hint(outward: Outward, connection: Connection, **fields: Any) -> httpx.Response:
    body = {"entityId": 4101, "entityType": "invoice", "entity": {"account_id": ENTITY}, **fields}
    return await outward.http.post(f"/webhooks/scoro/{connection.hook}", json=body)


async def test_a_hint_about_a_category_that_is_on_is_taken(outward: Outward, connected: Connection) -> None:
    await switch_on(outward, connected, Category.INVOICES)

    answer = await _hint(outward, connected)

    [wish] = await outward.wishes()
    assert answer.status_code == 200
    assert (wish.category, wish.object_id, wish.why) == ("invoices", "4101", "webhook")


async def test_a_hint_about_a_category_that_is_off_is_ignored(outward: Outward, connected: Connection) -> None:
    answer = await _hint(outward, connected)

    assert answer.status_code == 200
    assert await outward.wishes() == []


async def test_a_hint_about_another_entity_is_ignored(outward: Outward, connected: Connection) -> None:
    await switch_on(outward, connected, Category.INVOICES)

    await _hint(outward, connected, entity={"account_id": "acme_ee"})

    assert await outward.wishes() == []


async def test_a_hint_that_cannot_be_read_is_refused(outward: Outward, connected: Connection) -> None:
    broken = await outward.http.post(f"/webhooks/scoro/{connected.hook}", content=b'{"entityId":')
    unfit = await _hint(outward, connected, entityId="everything")

    assert (broken.status_code, unfit.status_code) == (400, 400)
    assert "entityId" in unfit.json()["message"]


async def test_scoro_may_ask_whether_we_listen(outward: Outward, connected: Connection) -> None:
    address = f"/webhooks/scoro/{connected.hook}"

    asked = [await outward.http.get(address), await outward.http.post(address), await outward.http.get("/scoro.txt")]

    assert [answer.status_code for answer in asked] == [200, 200, 200]
    assert asked[2].text.strip()


async def test_nobody_listens_at_a_guessed_address(outward: Outward, connected: Connection) -> None:
    assert connected.hook
    assert (await outward.http.post("/webhooks/scoro/guessed", json={"entityId": 1})).status_code == 404


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "streamed"])
async def test_no_more_is_read_than_is_reasonable(outward: Outward, connected: Connection, *, announced: bool) -> None:
    size = 1024 * 1024 + 1

    async def pieces() -> Any:
        yield b"x" * size

    answer = await outward.http.post(
        f"/webhooks/scoro/{connected.hook}", content=b"x" * size if announced else pieces()
    )

    assert answer.status_code == 413
