"""A Trigger button in Scoro sends what it stands on; what comes of it is kept, since nobody hears an answer."""

import asyncio
from typing import Any

import httpx
import pytest

from services.connector.actions.acting import Acting
from services.connector.actions.buttons import Buttons
from shared.contracts.envelope import Category
from shared.contracts.sync import ActionRequested
from shared.store.actions import Action, Ended, Via
from shared.store.connections import Connection
from shared.store.records import State
from tests.integration.connector.outward import INSIDE, Outward
from tests.sandboxes import ENTITY

PATIENCE = 30


@pytest.fixture
async def connected(outward: Outward) -> Connection:
    return await outward.connect()


async def place(outward: Outward, connection: Connection, module: str = "invoices") -> int:
    """An administrator of Scoro makes the custom field, with the address that we tell."""
    told = await outward.http.get(f"/connections/{connection.id}/button", headers=INSIDE)
    made = await outward.scoro.post(f"buttons/{ENTITY}/{module}", {"url": told.json()["url"]})
    return int(made["id"])


async def press(outward: Outward, button: int, object_id: Any) -> int:
    attempt = await outward.scoro.post(f"buttons/{ENTITY}/{button}/press/{object_id}")
    return int(attempt["status"])


async def action_of(outward: Outward, connection: Connection) -> Action:
    """The one that came of it."""
    async with asyncio.timeout(PATIENCE):
        while not (found := await outward.store.actions.newest(connection.id, 5)):
            await outward.running.clock.sleep(0.05)
    [action] = found
    return action


async def make(outward: Outward, module: str, **fields: Any) -> dict[str, Any]:
    made: dict[str, Any] = await outward.scoro.post(f"ui/{ENTITY}/{module}", fields)
    return made


async def an_invoice(outward: Outward) -> dict[str, Any]:
    company = await make(outward, "contacts", name="Nordic Oy", is_client=1)
    line = {"comment": "An hour", "price": "95", "amount": "1"}
    return await make(outward, "invoices", company_id=company["contact_id"], no="1003", lines=[line])


async def test_scoro_accepts_our_address_and_a_press_sends_the_invoice(outward: Outward, connected: Connection) -> None:
    invoice = await an_invoice(outward)
    button = await place(outward, connected)

    status = await press(outward, button, invoice["id"])

    action = await action_of(outward, connected)
    async with asyncio.timeout(PATIENCE):
        while (entry := await outward.store.changes.get(action.entry or 0)) and entry.state is State.RECORDED:
            await outward.running.clock.sleep(0.02)
    assert status == 200
    assert (action.via, action.kind, action.number) == (Via.BUTTON, "invoice", "1003")
    assert entry
    assert (entry.key.object_id, entry.lane, entry.asked, entry.state) == (
        str(invoice["id"]), "now", "person", State.OPEN,
    )  # fmt: skip


async def test_the_object_itself_says_that_it_is_a_credit_note(outward: Outward, connected: Connection) -> None:
    invoice = await an_invoice(outward)
    credit = await outward.scoro.post(f"ui/{ENTITY}/invoices/{invoice['id']}/credit", {})

    await press(outward, await place(outward, connected), credit["id"])

    assert (await action_of(outward, connected)).kind == "credit_note"


async def test_a_button_on_a_person_sends_the_contact(outward: Outward, connected: Connection) -> None:
    person = await make(outward, "contacts", name="Anna", lastname="Tamm", contact_type="person")

    await press(outward, await place(outward, connected, "contacts"), person["contact_id"])

    action = await action_of(outward, connected)
    assert (action.kind, action.number, action.key.category) == ("contact", "Anna Tamm", Category.CONTACTS)


async def test_a_press_on_a_paid_invoice_is_refused_in_words_that_are_kept(
    outward: Outward, connected: Connection
) -> None:
    invoice = await an_invoice(outward)
    await outward.scoro.post(f"ui/{ENTITY}/invoices/{invoice['id']}/pay", {"amount": 30})

    await press(outward, await place(outward, connected), invoice["id"])

    action = await action_of(outward, connected)
    [shown] = (await outward.http.get(f"/connections/{connected.id}/actions", headers=INSIDE)).json()
    assert (action.ended, action.code) == (Ended.REFUSED, "action_over")
    assert shown["message"] == "Invoice 1003 has a receipt of 30.00 GBP in Scoro; it can no longer be sent."
    assert shown["advice"]["title"] == "It can no longer be sent"
    assert await outward.store.counts.unfinished(connected.id) == {}


async def test_receipts_have_a_button_of_their_own(outward: Outward, connected: Connection) -> None:  # R139
    invoice = await an_invoice(outward)
    told = (await outward.http.get(f"/connections/{connected.id}/button", headers=INSIDE)).json()
    made = await outward.scoro.post(f"buttons/{ENTITY}/invoices", {"url": told["receipts_url"]})

    status = await press(outward, int(made["id"]), invoice["id"])

    action = await action_of(outward, connected)
    [shown] = (await outward.http.get(f"/connections/{connected.id}/actions", headers=INSIDE)).json()
    assert (status, action.kind, action.ended, action.code) == (200, "receipt", Ended.REFUSED, "object_not_found")
    assert shown["action"] == "pull"
    assert shown["message"].startswith("Xero has no invoice or credit note with the number, name or id ")


async def test_nothing_is_received_on_a_contact(outward: Outward, connected: Connection) -> None:  # R139
    body = {"entityId": 301, "entityType": "company"}

    answer = await outward.http.post(f"/webhooks/scoro/{connected.hook}/receipts", json=body)

    assert (answer.status_code, answer.json()["code"]) == (400, "not_for_us"), answer.text


async def test_a_press_over_a_paused_connection_is_refused(outward: Outward, connected: Connection) -> None:
    invoice = await an_invoice(outward)
    button = await place(outward, connected)
    await outward.store.pauses.begin(connected.id, [], by="jaan", why="audit")

    await press(outward, button, invoice["id"])

    assert (await action_of(outward, connected)).code == "connection_rests"


async def test_a_press_while_scoro_is_away_is_not_lost(outward: Outward, connected: Connection) -> None:
    invoice = await an_invoice(outward)
    button = await place(outward, connected)
    await outward.scoro.post("faults", {"kind": "status", "path": "/api/v2/invoices/view/*", "status": 503, "count": 1})

    await press(outward, button, invoice["id"])

    assert (await action_of(outward, connected)).ended is None
    views = [one["status"] for one in await outward.scoro.get("requests") if "/invoices/view/" in one["path"]]
    assert sorted(views) == [200, 503]


async def test_a_message_that_comes_twice_is_one_press(outward: Outward, connected: Connection) -> None:
    invoice = await an_invoice(outward)
    clock, store = outward.running.clock, outward.store
    acting = Acting(store, outward.clients, outward.running.messaging.publisher, clock)
    event = ActionRequested(
        at=clock.now(), connection_id=connected.id, entity_type="invoice", object_id=str(invoice["id"])
    )

    for _ in range(2):
        await Buttons(store, acting, clock).pressed(event)

    assert len(await store.actions.newest(connected.id, 5)) == 1
    assert await store.counts.unfinished(connected.id) == {("invoices", "open"): 1}


async def _post(outward: Outward, connection: Connection, **fields: Any) -> httpx.Response:
    body = {"entityId": 4101, "entityType": "invoice", "entity": {"account_id": ENTITY}, **fields}
    return await outward.http.post(f"/webhooks/scoro/{connection.hook}/button", json=body)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        pytest.param({"entityType": "project"}, "nothing can be sent of a project", id="on a project"),
        pytest.param({"entity": {"account_id": "acme_ee"}}, "it belongs to entity acme_ee", id="of another entity"),
        pytest.param({"entityId": "all"}, "entityId", id="of no object"),
    ],
)
async def test_whoever_presses_a_wrong_button_sees_that_it_failed(
    outward: Outward, connected: Connection, fields: dict[str, Any], said: str
) -> None:
    answer = await _post(outward, connected, **fields)

    assert answer.status_code == 400
    assert said in answer.json()["message"]


async def test_a_guessed_address_leads_nowhere(outward: Outward, connected: Connection) -> None:
    assert connected.hook
    address = "/webhooks/scoro/guessed/button"

    answers = [await outward.http.get(address), await outward.http.post(address, json={"entityId": 1})]

    assert [answer.status_code for answer in answers] == [404, 404]


async def test_a_press_that_the_broker_does_not_take_is_seen_to_fail(outward: Outward, connected: Connection) -> None:
    await outward.running.messaging.stop_consuming()
    await outward.forget_queue("connector.actions")

    assert (await _post(outward, connected)).status_code == 503


async def test_the_address_is_told_to_insiders_alone(outward: Outward, connected: Connection) -> None:
    answer = await outward.http.get(f"/connections/{connected.id}/button")

    assert answer.status_code == 401
