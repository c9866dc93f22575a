"""Single objects: read together, recorded once, rung at once."""

import asyncio
import json
from decimal import Decimal

from shared.contracts.envelope import Category, Lane
from shared.contracts.outcomes import ObjectFailed
from shared.store.changes import CHANGES
from shared.store.links import LINKS
from shared.store.records import ObjectKey, State
from shared.sync.settings import CategorySettings, Mode
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.connector.reading.world import World, wish

CONTACTS, INVOICES = Category.CONTACTS, Category.INVOICES


async def test_fifty_wishes_for_one_contact_are_one_call_and_one_entry(world: World) -> None:
    [company] = await world.make_contacts(1)
    await world.forget_calls()

    await asyncio.gather(*(world.want(company) for _ in range(50)))

    assert len(await world.scoro_calls("contacts")) == 1
    [entry] = await world.entries()
    assert (entry["object_id"], entry["asked"], entry["state"]) == (company, "dependency", "open")


async def test_wishes_for_many_contacts_are_read_in_lists(world: World) -> None:
    ids = await world.make_contacts(50)
    await world.forget_calls()

    await world.wanted.objects([wish(one) for one in ids])
    await world.wanted.quiet()

    assert len(await world.scoro_calls("contacts")) == 2
    assert sorted(await world.read_ids(CONTACTS)) == sorted(ids)


async def test_a_site_that_cannot_filter_by_id_is_read_one_by_one(world: World) -> None:
    ids = await world.make_contacts(4)
    wrong = [{"contact_id": 999_999, "name": "Somebody else"}]
    body = json.dumps({"status": "OK", "statusCode": 200, "messages": None, "data": wrong})
    await world.scoro.post(
        "faults", {"kind": "status", "path": "/api/v2/contacts/list", "status": 200, "body": body, "count": 1}
    )

    await asyncio.gather(*(world.want(one) for one in ids[:2]))

    assert sorted(await world.read_ids(CONTACTS)) == sorted(ids[:2])
    assert len(await world.scoro_calls("contacts/view")) == 2


async def test_a_document_that_is_kept_back_is_not_read_anew_for_its_payment(world: World) -> None:  # R20, R114
    await world.choose(categories={INVOICES: CategorySettings(enabled=True)}, mode=Mode.MANUAL)
    [company] = await world.make_contacts(1)
    invoice = await world.make_invoice(company)
    await world.want(invoice, INVOICES, why="webhook")
    await world.forget_calls()

    for _ in range(3):  # as the sweeper does for as long as the payment waits
        await world.want(invoice, INVOICES)

    assert await world.scoro_calls("invoices") == []
    [entry] = await world.entries(INVOICES)
    assert (entry["state"], entry["asked"]) == ("recorded", None)


async def test_a_parent_crosses_whatever_its_category_says(world: World) -> None:
    await world.choose(categories={CONTACTS: CategorySettings(enabled=False)}, mode=Mode.MANUAL)
    person = await world.make("contacts", name="Newsletter", is_client=0, is_supplier=0)

    await world.want(person["contact_id"], lane=Lane.BULK)
    await world.read_on()

    [bell] = world.bells
    assert (bell.object_id, bell.lane) == (str(person["contact_id"]), Lane.BULK)


async def test_a_parent_that_is_linked_is_not_read(world: World) -> None:
    [company] = await world.make_contacts(1)
    await world.store.database.collection(LINKS).insert_one(_link(company, "aa"))
    await world.forget_calls()

    await world.want(company)

    assert await world.scoro_calls("contacts") == []


async def test_a_parent_that_is_on_its_way_is_not_read_again(world: World) -> None:
    [company] = await world.make_contacts(1)
    await world.want(company)
    await world.forget_calls()

    await world.want(company)

    assert await world.scoro_calls("contacts") == []
    assert len(await world.entries()) == 1


async def test_documents_learn_that_their_parent_does_not_exist(world: World) -> None:
    entry = await _waiting_invoice(world, "777")

    await world.want(777)
    await world.want(777)

    told = world.publisher.of(ObjectFailed)
    assert [(one.object_id, one.category, one.code, one.entry) for one in told] == [
        ("777", CONTACTS, "parent_missing", entry)
    ] * 2
    assert len(await world.scoro_calls("contacts/view/777")) == 1
    assert await world.entries(CONTACTS) == []


async def test_a_deleted_parent_is_as_good_as_missing(world: World) -> None:
    [company] = await world.make_contacts(1)
    await world.delete("contacts", company)
    await _waiting_invoice(world, company)

    await world.want(company)

    [told] = world.publisher.of(ObjectFailed)
    assert told.code == "parent_missing"


async def test_news_by_webhook_waits_for_a_person_in_manual_mode(world: World) -> None:
    await world.choose(mode=Mode.MANUAL)
    [company] = await world.make_contacts(1)

    await world.want(company, why="webhook")
    await world.read_on()
    [recorded] = await world.entries()
    await world.sync("now", CONTACTS)

    assert (recorded["state"], recorded["asked"]) == (State.RECORDED, None)
    assert [bell.object_id for bell in world.bells] == [company]


async def test_a_click_goes_in_the_lane_of_clicks_and_many_retries_do_not(world: World) -> None:
    clicked, retried = await world.make_contacts(2)

    await world.want(clicked, why="person", lane=Lane.NOW)
    await world.want(retried, why="person", lane=Lane.CHANGED)

    asked = {entry["object_id"]: (entry["lane"], entry["asked"], entry["state"]) for entry in await world.entries()}
    assert asked == {clicked: (Lane.NOW, "person", "open"), retried: (Lane.CHANGED, "person", "open")}


async def test_a_parent_in_the_backfill_is_fetched_from_there_for_a_click(world: World) -> None:
    [company] = await world.make_contacts(1)
    await world.want(company, lane=Lane.BULK)

    await world.want(company, lane=Lane.NOW)

    slow, quick = await world.entries()
    assert (slow["lane"], slow["state"]) == (Lane.BULK, State.SUPERSEDED)
    assert (quick["lane"], quick["state"]) == (Lane.NOW, State.OPEN)


async def test_a_click_does_not_wait_for_the_reading_of_others(world: World) -> None:
    slow, quick = await world.make_contacts(2)
    await world.scoro.post(
        "faults", {"kind": "delay", "path": f"/api/v2/contacts/view/{slow}", "seconds": 20, "count": 1}
    )
    behind = asyncio.create_task(world.want(slow, lane=Lane.BULK))
    async with asyncio.timeout(10):
        while not await world.scoro_calls(f"contacts/view/{slow}"):
            await world.clock.sleep(0.02)

        await world.want(quick, lane=Lane.NOW)

    assert await world.read_ids(CONTACTS) == [quick]
    behind.cancel()


async def test_news_of_a_category_that_is_off_is_not_read(world: World) -> None:
    [company] = await world.make_contacts(1)
    await world.choose(categories={CONTACTS: CategorySettings(enabled=False)})
    await world.forget_calls()

    await world.want(company, why="webhook")

    assert await world.scoro_calls("contacts") == []


async def test_what_vanished_while_others_can_be_read_was_deleted(world: World) -> None:
    gone, _ = await world.make_contacts(2)
    await world.want(gone, why="person")
    await world.scoro.post("settings", {"deleted_visible_days": 0}, method="PATCH")
    await world.delete("contacts", gone)
    await world.scoro.post("clock/advance", {"seconds": 60})

    await world.want(gone, why="webhook")

    newest = (await world.entries())[-1]
    assert (newest["object_id"], newest["deleted"]) == (gone, True)
    assert json.loads(newest["snapshot"])["is_deleted"] == 1


async def test_what_vanished_with_everything_else_proves_nothing(world: World) -> None:
    [gone] = await world.make_contacts(1)
    await world.want(gone, why="person")
    await world.scoro.post("settings", {"deleted_visible_days": 0}, method="PATCH")
    await world.delete("contacts", gone)
    await world.scoro.post("clock/advance", {"seconds": 60})

    await world.want(gone, why="webhook")

    assert len(await world.entries()) == 1


async def test_news_of_xeros_contacts_renews_the_index(world: World) -> None:
    made = await world.xero.post(
        f"organisations/{world.organisation}/person",
        {"action": "call", "method": "PUT", "path": "/Contacts", "body": {"Contacts": [{"Name": "New in Xero"}]}},
    )
    xero_id = made["answer"]["Contacts"][0]["ContactID"]

    await world.want(xero_id, system="xero", why="webhook")

    known = await world.store.reference.contacts_by_id(CONNECTION, [xero_id])
    assert known[xero_id].name == "New in Xero"


async def test_news_of_a_linked_document_renews_what_its_link_remembers(world: World) -> None:
    xero_id = await _xero_invoice(world)
    link = _link("7", xero_id) | {"category": "invoices", "twin": {"kind": "invoice", "status": "DRAFT"}}
    await world.store.database.collection(LINKS).insert_one(link)
    await world.xero.post(f"organisations/{world.organisation}/person", {"action": "pay", "invoice": xero_id})

    await world.want(xero_id, INVOICES, system="xero", why="webhook")

    twin = (await world.store.links.by_xero(CONNECTION, INVOICES, [xero_id]))[xero_id].twin
    assert (twin["kind"], twin["status"], twin["number"]) == ("invoice", "PAID", "INV-1")
    assert Decimal(twin["amount_paid"]) == 120


async def test_a_document_that_is_not_linked_costs_no_call(world: World) -> None:
    xero_id = await _xero_invoice(world)
    await world.forget_calls()

    await world.want(xero_id, INVOICES, system="xero", why="webhook")

    assert [one for one in await world.xero.get("requests") if "/Invoices" in one["path"]] == []


async def _waiting_invoice(world: World, parent: str) -> int:
    wait = str(ObjectKey(CONNECTION, CONTACTS, "scoro", parent))
    await world.store.database.collection(CHANGES).insert_one(
        {"_id": 5_000, "connection_id": CONNECTION, "category": "invoices", "system": "scoro", "object_id": "1",
         "state": "waiting", "waits_for": [wait]}
    )  # fmt: skip
    return 5_000


async def _xero_invoice(world: World) -> str:
    line = {"Description": "Work", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200", "TaxType": "OUTPUT2"}
    document = {
        "Type": "ACCREC", "Contact": {"Name": "Harbour"}, "InvoiceNumber": "INV-1", "Date": "2026-11-02",
        "DueDate": "2026-11-16", "Status": "AUTHORISED", "LineItems": [line],
    }  # fmt: skip
    made = await world.xero.post(
        f"organisations/{world.organisation}/person",
        {"action": "call", "method": "PUT", "path": "/Invoices", "body": {"Invoices": [document]}},
    )
    return str(made["answer"]["Invoices"][0]["InvoiceID"])


def _link(scoro_id: str, xero_id: str) -> dict[str, object]:
    return {
        "connection_id": CONNECTION, "category": "contacts", "scoro_id": scoro_id, "xero_id": xero_id,
        "state": "active", "evidence": "created", "twin": {},
    }  # fmt: skip
