"""Subscribing is checked; changes are posted, and lost, doubled or reordered on request."""

from typing import Any

import pytest

from tests.unit.sandbox_scoro.receiver import Receiver, subscribe
from tests.unit.sandbox_scoro.scoro import Scoro


async def an_invoice(scoro: Scoro) -> dict[str, Any]:
    client = await scoro.create("contacts", name="Client")
    return await scoro.create("invoices", company_id=client["contact_id"], lines=[{"comment": "x", "price": 5}])


async def test_a_subscription_is_listed_and_can_be_ended(scoro: Scoro, receiver: Receiver) -> None:
    subscription = await subscribe(scoro, receiver, owners=["any"], actors=["any"])

    listed = await scoro.data("webhooks")
    await scoro.data(f"webhooks/unsubscribe/{subscription['id']}")

    assert listed == [subscription]
    assert (subscription["status"], subscription["url"]) == ("active", receiver.url)
    assert await scoro.data("webhooks/list") == []
    assert (await scoro.post(f"webhooks/unsubscribe/{subscription['id']}")).status_code == 404


@pytest.mark.parametrize(
    ("changes", "request_changes", "named"),
    [
        pytest.param({"status_of": {"GET": 404, "POST": 200}}, {}, "url", id="a GET must answer 200"),
        pytest.param({"status_of": {"GET": 200, "POST": 401}}, {}, "url", id="an empty POST must answer 200"),
        pytest.param({"status_of": {"GET": 204, "POST": 200}}, {}, "url", id="204 is not 200"),
        pytest.param({"ownership": None}, {}, "url", id="nobody proves that the host is theirs"),
        pytest.param({}, {"url": "http://127.0.0.1:9/hook"}, "url", id="nobody answers"),
        pytest.param({}, {"url": "hook"}, "url", id="no address at all"),
        pytest.param({}, {"module": "products"}, "module", id="products have no events"),
        pytest.param({}, {"action": "update"}, "action", id="unknown action"),
        pytest.param({}, {"bookmark_id": 5}, "bookmark_id", id="unknown bookmark"),
    ],
)
async def test_subscribing_is_refused(
    scoro: Scoro, receiver: Receiver, changes: dict[str, Any], request_changes: dict[str, Any], named: str
) -> None:
    vars(receiver).update(changes)
    request = {"module": "invoices", "action": "any", "url": receiver.url} | request_changes

    messages = await scoro.refusal("webhooks/subscribe", request=request)

    assert f"'{named}'" in messages
    assert await scoro.data("webhooks/list") == []


async def test_the_checks_can_be_switched_off(scoro: Scoro) -> None:
    await scoro.control("PATCH", "settings", hook_url_check=False, hook_ownership_check=False)

    await scoro.data(
        "webhooks/subscribe", request={"module": "bills", "action": "create", "url": "http://127.0.0.1:9/hook"}
    )

    assert len(await scoro.data("webhooks/list")) == 1


async def test_creating_changing_and_deleting_each_post_the_whole_object(scoro: Scoro, receiver: Receiver) -> None:
    await subscribe(scoro, receiver)
    invoice = await an_invoice(scoro)
    await scoro.sandbox.sender.settled()
    await scoro.pass_time(seconds=5)
    await scoro.person("POST", f"invoices/{invoice['id']}/sent")
    await scoro.sandbox.sender.settled()
    await scoro.data(f"invoices/delete/{invoice['id']}")
    await scoro.sandbox.sender.settled()

    created, changed, deleted = receiver.got

    assert set(created) == {"entityId", "entityType", "entity"}
    assert (created["entityId"], created["entityType"]) == (invoice["id"], "invoice")
    assert created["entity"]["lines"][0]["price"] == "5.000000"
    assert created["entity"]["created_date"] == created["entity"]["modified_date"]
    assert changed["entity"]["created_date"] < changed["entity"]["modified_date"]
    assert (changed["entity"]["is_sent"], deleted["entity"]["is_deleted"], deleted["entity"]["lines"]) == (1, 1, [])


@pytest.mark.parametrize(
    ("subscription", "count"),
    [
        pytest.param({}, 2, id="everything about invoices"),
        pytest.param({"action": "create"}, 1, id="only new ones"),
        pytest.param({"action": "delete"}, 0, id="only deleted ones"),
        pytest.param({"module": "companies"}, 1, id="only companies"),
        pytest.param({"module": "persons"}, 0, id="only people"),
        pytest.param({"fields": ["deadline"]}, 1, id="changes of a field that did not change"),
        pytest.param({"fields": ["is_sent"]}, 2, id="changes of a field that changed"),
        pytest.param({"owners": [3]}, 0, id="another owner's"),
        pytest.param({"owners": ["group_1"]}, 2, id="an owner in this group"),
        pytest.param({"actors": [4]}, 0, id="another actor's"),
        pytest.param({"bookmark_id": 111}, 0, id="outside the bookmark"),
        pytest.param({"bookmark_id": 112}, 2, id="inside the bookmark"),
    ],
)
async def test_subscribers_hear_of_what_they_asked_for(
    scoro: Scoro, receiver: Receiver, subscription: dict[str, Any], count: int
) -> None:
    await subscribe(scoro, receiver, **subscription)

    client = await scoro.person("POST", "contacts", name="Client", manager_id=1)
    fields = {"company_id": client["contact_id"], "owner_id": 1, "lines": [{"comment": "x", "price": 5}]}
    invoice = await scoro.person("POST", "invoices", **fields)
    await scoro.person("PATCH", f"invoices/{invoice['id']}", is_sent=1)
    await scoro.sandbox.sender.settled()

    assert len(receiver.got) == count


async def test_documents_are_told_to_their_entity_and_contacts_to_all(scoro: Scoro, receiver: Receiver) -> None:
    await subscribe(scoro, receiver)
    await subscribe(scoro, receiver, module="companies")
    scoro.entity = "acme_ee"

    await an_invoice(scoro)
    await scoro.sandbox.sender.settled()

    assert [one["entityType"] for one in receiver.got] == ["company"]


@pytest.mark.parametrize(
    ("faults", "count"),
    [
        pytest.param({"loss": 1}, 0, id="all lost"),
        pytest.param({"duplicates": 1}, 4, id="all doubled"),
        pytest.param({}, 2, id="none"),
    ],
)
async def test_deliveries_are_lost_and_doubled(
    scoro: Scoro, receiver: Receiver, faults: dict[str, float], count: int
) -> None:
    await subscribe(scoro, receiver)
    await scoro.control("PUT", "webhooks/faults", **(faults | {"seed": 1}))

    for _ in range(2):
        await an_invoice(scoro)
    await scoro.control("POST", "webhooks/settle")

    assert len(receiver.got) == count
    lost = [one["lost"] for one in await scoro.control("GET", "webhooks/attempts")]
    assert lost.count(True) == (2 if "loss" in faults else 0)


async def test_held_deliveries_are_overtaken(scoro: Scoro, receiver: Receiver) -> None:
    await subscribe(scoro, receiver)
    await scoro.control("PUT", "webhooks/faults", reorder=0.5, reorder_seconds=0.1, seed=3)

    made = [(await an_invoice(scoro))["id"] for _ in range(8)]
    await scoro.sandbox.sender.settled()

    arrived = [one["entityId"] for one in receiver.got]
    assert arrived != made
    assert sorted(arrived) == made


async def test_own_writes_can_be_silent(scoro: Scoro, receiver: Receiver) -> None:
    await subscribe(scoro, receiver)
    await scoro.control("PATCH", "settings", own_writes_fire_hooks=False)

    invoice = await an_invoice(scoro)
    await scoro.person("POST", f"invoices/{invoice['id']}/sent")
    await scoro.sandbox.sender.settled()

    assert [one["entity"]["is_sent"] for one in receiver.got] == [1]
