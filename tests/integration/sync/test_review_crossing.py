"""Versions that overtake each other, answers that surprise, and what people do in Xero meanwhile."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from services.invoices.routes import FORM
from services.invoices.routes import from_scoro as invoices
from shared import jsonio
from shared.contracts.changes import InvoiceChanged
from shared.contracts.envelope import Category, Lane
from shared.documents.from_scoro.crossing import DocumentsFromScoro
from shared.store.records import LinkState, ObjectKey, State
from shared.sync.draining import Draining
from shared.sync.plans import Crossing
from tests.integration.sync.conftest import CONNECTION, World
from tests.integration.sync.documents import A_CONTACT, A_LINE, AN_INVOICE, contact, invoice

INVOICE = ObjectKey(CONNECTION, Category.INVOICES, "scoro", "4101")
CONTACT = ObjectKey(CONNECTION, Category.CONTACTS, "scoro", "312")
INVOICES_PATH = "/api.xro/2.0/Invoices"
CONTACTS_PATH = "/api.xro/2.0/Contacts"
DEARER = AN_INVOICE | {
    "sum": "200.00",
    "vat_sum": "40.00",
    "lines": [A_LINE | {"price": "200.000000", "sum": "200.00"}],
}
SECONDS = 20.0


async def state(world: World, key: ObjectKey = INVOICE) -> State:
    newest = await world.store.changes.newest(key)
    assert newest is not None
    return newest.state


async def codes(world: World) -> list[str]:
    return [cause.code for cause in await world.store.problems.causes(CONNECTION)]


async def fault(world: World, kind: str, path: str, **fields: Any) -> None:
    await world.xero.post("faults", {"kind": kind, "path": path, **fields})


async def settled(world: World) -> None:
    async with asyncio.timeout(SECONDS):
        await world.settle()


async def crossed(world: World, **fields: Any) -> None:
    await world.change(Category.CONTACTS, A_CONTACT)
    await world.change(Category.INVOICES, AN_INVOICE | fields)
    await settled(world)


async def test_an_edit_that_is_taken_back_while_it_is_on_its_way_is_taken_back_in_xero(world: World) -> None:
    await crossed(world)
    await fault(world, "reset", INVOICES_PATH, method="POST", carried_out=True, count=1)
    await world.change(Category.INVOICES, DEARER)
    await settled(world)

    await world.change(Category.INVOICES, AN_INVOICE)
    await settled(world)
    between = await state(world)
    await world.pass_time()
    await settled(world)

    [document] = (await world.books())["Invoices"]
    assert between is State.WAITING
    assert (await state(world), document["Total"]) == (State.SYNCED, Decimal(120))


async def test_a_draft_that_was_approved_in_xero_and_deleted_in_scoro_stays_and_a_person_is_told(world: World) -> None:
    await crossed(world, is_sent=0)
    await world.person("approve", invoice="2026031")

    await world.change(Category.INVOICES, AN_INVOICE | {"is_sent": 0, "is_deleted": 1, "lines": []})
    await settled(world)

    [link] = (await world.store.links.by_scoro(CONNECTION, Category.INVOICES, ["4101"])).values()
    assert await codes(world) == ["approved_twin_stays"]
    assert link.state is LinkState.ORPHANED


async def test_a_draft_that_was_approved_in_xero_is_edited_and_stays_approved(world: World) -> None:
    await crossed(world, is_sent=0)
    await world.person("approve", invoice="2026031")

    await world.change(Category.INVOICES, DEARER | {"is_sent": 0})
    await settled(world)

    [document] = (await world.books())["Invoices"]
    assert (document["Status"], document["Total"]) == ("AUTHORISED", Decimal(240))


async def test_a_document_voided_in_xero_crosses_anew_under_another_number(world: World) -> None:
    await crossed(world)
    await world.person("void", invoice="2026031")
    await world.change(Category.INVOICES, DEARER)
    await settled(world)
    before = await codes(world)

    await world.change(Category.INVOICES, DEARER | {"no": "2026031-2"})
    await settled(world)

    books = {document["InvoiceNumber"]: document["Status"] for document in (await world.books())["Invoices"]}
    assert before == ["voided_in_xero"]
    assert books == {"2026031": "VOIDED", "2026031-2": "AUTHORISED"}
    assert await codes(world) == []


async def test_a_number_that_xero_calls_taken_but_does_not_show_is_a_problem_and_no_endless_loop(world: World) -> None:
    await world.change(Category.CONTACTS, A_CONTACT)
    await settled(world)
    refused = {
        "Invoices": [{"StatusAttributeString": "ERROR", "ValidationErrors": [{"Message": "Invoice # must be unique."}]}]
    }
    await fault(world, "status", INVOICES_PATH, method="PUT", status=200, body=jsonio.dumps(refused).decode())

    await world.change(Category.INVOICES, AN_INVOICE)
    await settled(world)

    assert await codes(world) == ["invoice_number_taken"]


async def test_two_documents_of_one_number_and_total_hold_up_nobody(world: World) -> None:
    await world.change(Category.CONTACTS, A_CONTACT)
    await settled(world)

    await world.change(Category.INVOICES, AN_INVOICE, AN_INVOICE | {"id": 4102}, invoice(5001))
    await settled(world)

    numbers = sorted(document["InvoiceNumber"] for document in (await world.books())["Invoices"])
    links = await world.store.links.by_scoro(CONNECTION, Category.INVOICES, ["4101", "4102", "5001"])
    assert numbers == ["2026031", "INV5001"]
    assert sorted(links) == ["4101", "5001"]
    assert await codes(world) == ["number_taken"]


async def test_a_limit_met_while_asking_again_does_not_make_an_unclear_call_clear(world: World) -> None:
    await world.change(Category.CONTACTS, A_CONTACT)
    await settled(world)
    await fault(world, "reset", INVOICES_PATH, method="PUT", carried_out=True, count=1)
    await world.change(Category.INVOICES, AN_INVOICE)
    await settled(world)
    offline = "The Xero API is currently offline for essential site maintenance"
    await fault(world, "status", INVOICES_PATH, method="PUT", status=503, body=offline, count=1)

    await world.pass_time()
    await settled(world)
    between = await state(world)
    await world.pass_time()
    await settled(world)

    assert (between, await state(world)) == (State.UNCLEAR, State.SYNCED)


async def test_answers_in_another_order_link_nobody_to_a_stranger(world: World) -> None:
    answers = [
        {"ContactID": f"0000000{number}-0000-4000-8000-000000000000", "Name": f"Client {number}"} for number in (2, 1)
    ]
    body = jsonio.dumps({"Contacts": answers}).decode()
    await fault(world, "status", CONTACTS_PATH, method="PUT", status=200, body=body, count=1)

    await world.change(Category.CONTACTS, contact(1), contact(2))
    await settled(world)

    assert Category.CONTACTS not in await world.store.links.counts(CONNECTION)
    assert await state(world, ObjectKey(CONNECTION, Category.CONTACTS, "scoro", "1")) is State.UNCLEAR


async def test_a_contact_whose_id_is_another_ones_number_in_xero_crosses_without_it(world: World) -> None:
    stranger = {"Name": "Quite another company", "ContactNumber": "312"}
    await world.person("call", method="PUT", path="/Contacts", body={"Contacts": [stranger]})

    await world.change(Category.CONTACTS, A_CONTACT)
    await settled(world)

    names = {one["Name"]: one.get("ContactNumber", "") for one in (await world.books())["Contacts"]}
    assert await state(world, CONTACT) is State.SYNCED
    assert (names["Harbour & Sons Ltd"], names["Quite another company"]) == ("", "312")


async def test_a_contact_that_crossed_without_its_number_can_be_changed(world: World) -> None:
    stranger = {"Name": "Quite another company", "ContactNumber": "312"}
    await world.person("call", method="PUT", path="/Contacts", body={"Contacts": [stranger]})
    await world.change(Category.CONTACTS, A_CONTACT)
    await settled(world)

    await world.change(Category.CONTACTS, A_CONTACT | {"name": "Harbour & Daughters Ltd"})
    await settled(world)

    names = {one["Name"] for one in (await world.books())["Contacts"]}
    assert await state(world, CONTACT) is State.SYNCED
    assert "Harbour & Daughters Ltd" in names


async def test_a_contact_that_had_to_wait_often_is_still_matched_by_name(world: World) -> None:
    await world.person("call", method="PUT", path="/Contacts", body={"Contacts": [{"Name": "harbour & sons ltd"}]})
    [entry] = await world.change(Category.CONTACTS, A_CONTACT)
    await world.store.database.collection("changes").update_one({"_id": entry.id}, {"$set": {"attempts": 7}})

    await settled(world)

    assert await state(world, CONTACT) is State.SYNCED


async def test_a_contact_in_an_open_call_is_no_twin_for_a_namesake(world: World) -> None:
    await fault(world, "reset", CONTACTS_PATH, method="PUT", carried_out=True, count=1)
    await world.change(Category.CONTACTS, contact(1, name="Nordic Light", id_code=""))
    await settled(world)

    await world.change(Category.CONTACTS, contact(2, name="NORDIC light", id_code=""))
    await settled(world)
    await world.pass_time()
    await settled(world)

    links = await world.store.links.by_scoro(CONNECTION, Category.CONTACTS, ["1", "2"])
    names = {one["ContactID"]: one["Name"] for one in (await world.books())["Contacts"]}
    assert {known: names[link.xero_id] for known, link in links.items()} == {
        "1": "Nordic Light",
        "2": "NORDIC light (2)",
    }


class _FailsOnce(DocumentsFromScoro):
    """Its second batch cannot be planned: the database is away for a moment."""

    planned = 0

    async def plan(self, *given: Any) -> Any:
        self.planned += 1
        if self.planned == 2:
            raise ConnectionResetError("away")
        return await super().plan(*given)


def _patient(world: World, crossing: Crossing | None = None) -> Draining:
    """A worker that lets a call fill."""
    return Draining(
        crossing or invoices(world.store, world.clients, world.clock),
        store=world.store,
        clients=world.clients,
        publisher=world.publisher,
        clock=world.clock,
        owner="another",
    )


async def test_a_failure_between_two_batches_does_not_cut_off_a_call_on_its_way(world: World) -> None:
    await world.change(Category.CONTACTS, A_CONTACT)
    await settled(world)
    await fault(world, "delay", INVOICES_PATH, method="PUT", seconds=0.5)
    crossing = _FailsOnce(FORM, world.store, world.clients, world.clock)
    draining = _patient(world, crossing)
    entries = await world.change(Category.INVOICES, *(invoice(number) for number in range(5001, 5061)))

    await draining.bell(entries[0].id)
    await draining.quiet()

    found = world.store.database.collection("changes").find({"category": "invoices", "state": "synced", "wrote": True})
    assert len(await found.to_list()) == 50


async def test_a_worker_that_ends_while_a_call_fills_gives_it_back_and_rings(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.change(Category.CONTACTS, A_CONTACT)
    await settled(world)
    run = await world.store.runs.begin(CONNECTION, "now", [Category.INVOICES], ["scoro.invoices"])
    assert run is not None
    [entry] = await world.change(Category.INVOICES, AN_INVOICE, run_id=run.id, lane=Lane.BULK)
    world.publisher.taken()
    lingers = asyncio.Event()
    asked = world.store.runs.reading

    async def reading(*given: Any) -> bool:
        answer = await asked(*given)
        lingers.set()
        return answer

    monkeypatch.setattr(world.store.runs, "reading", reading)
    leaving = _patient(world)
    async with asyncio.timeout(SECONDS / 10):
        await leaving.bell(entry.id)
        await lingers.wait()
        await leaving.end()

    given_back = await world.store.changes.newest(INVOICE)
    assert given_back is not None
    assert (given_back.state, given_back.owner) == (State.OPEN, None)
    assert [bell.entry for bell in world.publisher.of(InvoiceChanged)] == [entry.id]
