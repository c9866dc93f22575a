"""Calls whose key Xero has forgotten: looked up before anything is written again."""

import datetime as dt

import pytest

from services.connector.sources.xero_contacts import indexed
from shared.contracts.envelope import Category
from shared.store.records import ObjectKey, State
from tests.integration.sync.conftest import CONNECTION, World
from tests.integration.sync.documents import A_CONTACT, A_LINE, AN_INVOICE

INVOICE = ObjectKey(CONNECTION, Category.INVOICES, "scoro", "4101")
CONTACT = ObjectKey(CONNECTION, Category.CONTACTS, "scoro", "312")
AN_AGE = dt.timedelta(minutes=8)
CREDIT = AN_INVOICE | {
    "sum": "-100.00",
    "vat_sum": "-20.00",
    "lines": [A_LINE | {"amount": "-1.000000", "sum": "-100.00"}],
    "credited_invoices": [4000],
}


async def reset(world: World, path: str, *, carried_out: bool) -> None:
    fault = {"kind": "reset", "method": "PUT", "path": f"/api.xro/2.0/{path}", "carried_out": carried_out, "count": 1}
    await world.xero.post("faults", fault)


async def after_an_age(world: World, age: dt.timedelta = AN_AGE) -> None:
    await world.store.database.collection("calls").update_many(
        {"pending": True}, {"$set": {"sent_at": world.clock.now() - age}}
    )
    await world.pass_time()
    await world.settle()


async def state(world: World, key: ObjectKey) -> State:
    newest = await world.store.changes.newest(key)
    assert newest is not None
    return newest.state


@pytest.mark.parametrize("carried_out", [True, False])
@pytest.mark.parametrize(
    ("document", "resource"),
    [pytest.param(AN_INVOICE, "Invoices", id="invoice"), pytest.param(CREDIT, "CreditNotes", id="credit note")],
)
async def test_an_old_unclear_document_is_there_once(
    world: World, document: dict[str, object], resource: str, *, carried_out: bool
) -> None:
    await world.change(Category.CONTACTS, A_CONTACT)
    await world.settle()
    await reset(world, resource, carried_out=carried_out)
    await world.change(Category.INVOICES, document)
    await world.settle()
    before = await state(world, INVOICE)

    await after_an_age(world)

    assert (before, await state(world, INVOICE)) == (State.UNCLEAR, State.SYNCED)
    assert len((await world.books())[resource]) == 1


@pytest.mark.parametrize("carried_out", [True, False])
async def test_an_old_unclear_contact_is_there_once(world: World, *, carried_out: bool) -> None:
    await reset(world, "Contacts", carried_out=carried_out)
    await world.change(Category.CONTACTS, A_CONTACT)
    await world.settle()

    await after_an_age(world)

    named = [one for one in (await world.books())["Contacts"] if one["Name"] == "Harbour & Sons Ltd"]
    assert (await state(world, CONTACT), len(named)) == (State.SYNCED, 1)


async def test_between_five_and_seven_minutes_nothing_is_sent(world: World) -> None:
    await reset(world, "Contacts", carried_out=True)
    await world.change(Category.CONTACTS, A_CONTACT)
    await world.settle()
    before = await world.writes()

    await after_an_age(world, dt.timedelta(minutes=6))

    assert (await state(world, CONTACT), await world.writes()) == (State.UNCLEAR, before)


async def test_a_contact_merged_away_in_xero_leads_its_documents_to_the_one_that_stays(world: World) -> None:
    await world.change(Category.CONTACTS, A_CONTACT)
    await world.settle()
    await world.person("call", method="PUT", path="/Contacts", body={"Contacts": [{"Name": "Harbour Group"}]})
    await world.person("merge", contact="Harbour & Sons Ltd", into="Harbour Group")

    there = {one["Name"]: one for one in (await world.books())["Contacts"]}
    await world.store.reference.put_contacts(CONNECTION, map(indexed, there.values()))

    await world.change(Category.INVOICES, AN_INVOICE)
    await world.settle()

    [document] = (await world.books())["Invoices"]
    assert document["Contact"]["ContactID"] == there["Harbour Group"]["ContactID"]


async def test_a_limit_is_waited_for_and_no_longer_however_often_the_call_was_taken_over(world: World) -> None:
    await reset(world, "Contacts", carried_out=True)
    await world.change(Category.CONTACTS, A_CONTACT)
    await world.settle()
    calls = world.store.database.collection("calls")
    await calls.update_many({"pending": True}, {"$set": {"sends": 5}})
    limit = {"Retry-After": "2", "X-Rate-Limit-Problem": "minute"}
    await world.xero.post("faults", {"kind": "status", "method": "PUT", "status": 429, "headers": limit, "count": 1})

    await world.pass_time()
    await world.settle()

    [call] = [row async for row in calls.find({"pending": True})]
    assert call["retry_at"] - await world.store.database.server_time() < dt.timedelta(seconds=10)
