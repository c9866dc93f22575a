"""Single objects by hand: found by what people call them, recorded as asked for."""

import asyncio
import datetime as dt

import pytest

from services.connector.actions.asked import Asker, Verb
from services.connector.actions.errors import (
    ConnectionRestsError,
    ObjectNotFoundError,
    OtherDirectionError,
    SeveralFoundError,
    WishDiffersError,
)
from shared.contracts.envelope import Category, Lane
from shared.errors import LimitError, MendedBy
from shared.store.actions import Via
from shared.store.gates import Gate
from shared.sync.settings import CategorySettings, Direction, Mode
from tests.integration.connector.reading.by_hand import a_twin, act, an_invoice, in_xero
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.connector.reading.world import World

CONTACTS, INVOICES = Category.CONTACTS, Category.INVOICES
NOON = dt.datetime(2099, 1, 1, 12, tzinfo=dt.UTC)
ERP = Asker(Via.API, "ERP", once="erp:1", wish="send 1003")


async def test_an_invoice_is_found_by_its_number_and_asked_for_at_once(world: World) -> None:
    invoice = await an_invoice(world)

    action = await act(world, "invoice", "1003")
    await world.read_on()

    [entry] = await world.entries(INVOICES)
    [bell] = world.bells
    assert (entry["object_id"], entry["asked"], entry["lane"], entry["state"]) == (invoice, "person", "now", "open")
    assert (bell.object_id, bell.lane) == (invoice, Lane.NOW)
    assert (action.key.object_id, action.number, action.by, action.entry) == (invoice, "1003", "mari", entry["_id"])


async def test_a_number_wins_over_the_id_of_another_document(world: World) -> None:
    other = await an_invoice(world, "first")
    meant = await an_invoice(world, no=other)

    assert (await act(world, "invoice", other)).key.object_id == meant
    assert (await act(world, "invoice", scoro_id=other)).key.object_id == other


async def test_an_invoice_is_found_by_either_id(world: World) -> None:
    invoice = await an_invoice(world)
    twin = await a_twin(world, invoice)

    asked = [
        await act(world, "invoice", invoice),
        await act(world, "invoice", scoro_id=invoice),
        await act(world, "invoice", twin.upper()),
        await act(world, "invoice", xero_id=twin),
    ]

    assert {one.key.object_id for one in asked} == {invoice}


async def test_companies_and_people_are_found_by_their_whole_name(world: World) -> None:
    company = await world.make("contacts", name="Müller & Söhne", is_client=1)
    person = await world.make("contacts", name="Anna", lastname="Maria Tamm", contact_type="person", is_client=1)
    await world.make("contacts", name="Anna", lastname="Kask", contact_type="person", is_client=1)

    found = [await act(world, "contact", "müller & söhne"), await act(world, "contact", "Anna Maria Tamm")]

    assert [one.key.object_id for one in found] == [str(company["contact_id"]), str(person["contact_id"])]


async def test_a_product_is_found_by_its_code_and_by_its_name(world: World) -> None:  # R60, R140
    made = await world.make("products", code="DES-1", name="Design work")

    asked = [await act(world, "product", name) for name in ("des-1", "Design Work")]

    assert {(one.key.object_id, one.number) for one in asked} == {(str(made["product_id"]), "DES-1")}


async def test_a_name_that_several_have_is_not_guessed(world: World) -> None:
    ids = [str((await world.make("contacts", name="Twin Ltd", is_client=1))["contact_id"]) for _ in range(2)]

    with pytest.raises(SeveralFoundError) as refused:
        await act(world, "contact", "Twin Ltd")

    assert all(one in str(refused.value) for one in ids)
    assert await world.entries() == []


@pytest.mark.parametrize("name", ["4711", "no such number", "60aa0000-0000-4000-8000-000000000001", "-1", "0"])
async def test_what_nobody_has_is_said_to_be_missing(world: World, name: str) -> None:
    with pytest.raises(ObjectNotFoundError, match=r"Scoro has no invoice with the number, name or id"):
        await act(world, "invoice", name)

    assert await world.entries() == []


async def test_a_credit_note_is_no_invoice(world: World) -> None:
    invoice = await an_invoice(world)
    credit = await world.scoro.post(f"ui/acme_uk/invoices/{invoice}/credit", {"share": 1})

    action = await act(world, "credit_note", credit["no"])
    with pytest.raises(ObjectNotFoundError, match="is no invoice"):
        await act(world, "invoice", credit["no"])

    assert (action.kind, action.key.category) == ("credit_note", INVOICES)


@pytest.mark.parametrize("mode", list(Mode))
async def test_neither_mode_switch_start_date_nor_bookmark_keep_a_click_back(world: World, mode: Mode) -> None:
    invoice = await an_invoice(world)
    tomorrow = (world.clock.now() + dt.timedelta(days=1)).date()
    off = CategorySettings(enabled=False, start_date=tomorrow, bookmark="999")
    await world.choose(mode=mode, categories={INVOICES: off})

    await act(world, "invoice", "1003")
    await world.read_on()

    assert [bell.object_id for bell in world.bells] == [invoice]


async def test_the_direction_is_respected(world: World) -> None:
    await an_invoice(world)
    await world.choose(categories={INVOICES: CategorySettings(direction=Direction.TO_SCORO)})

    with pytest.raises(OtherDirectionError, match="invoices travel To Scoro, so they are pulled"):
        await act(world, "invoice", "1003", verb=Verb.SEND)


async def test_what_travels_to_scoro_is_pulled_by_number_or_either_id(world: World) -> None:
    twin = await a_twin(world, "4711")
    await world.choose(categories={INVOICES: CategorySettings(direction=Direction.TO_SCORO)})

    pulled = [
        await act(world, "invoice", "1003", verb=Verb.PULL),
        await act(world, "invoice", twin),
        await act(world, "invoice", "4711"),
        await act(world, "invoice", xero_id=twin),
        await act(world, "invoice", scoro_id="4711"),
    ]
    await world.read_on()

    assert {(one.key.system, one.key.object_id, one.number) for one in pulled} == {("xero", twin, "1003")}
    assert {(bell.system, bell.lane) for bell in world.bells} == {("xero", Lane.NOW)}


async def test_a_contact_is_pulled_by_its_name(world: World) -> None:
    await in_xero(world, action="call", method="PUT", path="/Contacts", body={"Contacts": [{"Name": "Harbour"}]})
    await world.choose(categories={CONTACTS: CategorySettings(direction=Direction.TO_SCORO)})

    action = await act(world, "contact", "harbour")

    assert (action.key.system, action.number) == ("xero", "Harbour")
    with pytest.raises(ObjectNotFoundError, match="Xero has no contact"):
        await act(world, "contact", "Nobody Ltd")


async def test_the_same_request_twice_is_one_action(world: World) -> None:
    await an_invoice(world)

    first, *others = await asyncio.gather(*(act(world, "invoice", "1003", asker=ERP) for _ in range(5)))

    assert {one.id for one in others} == {first.id}
    assert len(await world.entries(INVOICES)) == 1


async def test_an_idempotency_key_stands_for_one_request(world: World) -> None:
    await an_invoice(world)
    await act(world, "invoice", "1003", asker=ERP)

    with pytest.raises(WishDiffersError):
        await act(world, "invoice", "1003", asker=Asker(Via.API, "ERP", once="erp:1", wish="send 1004"))


async def test_two_people_who_ask_for_the_same_object_have_an_action_each(world: World) -> None:
    await an_invoice(world)

    first, second = await asyncio.gather(act(world, "invoice", "1003"), act(world, "invoice", "1003"))

    newest = (await world.entries(INVOICES))[-1]
    assert first.id != second.id
    assert max(first.entry or 0, second.entry or 0) == newest["_id"]


@pytest.mark.parametrize(
    ("gate", "said", "mended_by"),
    [
        (Gate("xero_sign_in_lost", "xero"), "Xero no longer accepts our sign-in", MendedBy.OPERATOR),
        (Gate("xero_day_limit", "xero", until=NOON), ", until 2099-01-01 12:00 UTC", MendedBy.TIME),
    ],
)
async def test_behind_a_closed_gate_nothing_is_begun(world: World, gate: Gate, said: str, mended_by: MendedBy) -> None:
    await an_invoice(world)
    await world.store.gates.close(CONNECTION, gate)

    with pytest.raises(ConnectionRestsError) as refused:
        await act(world, "invoice", "1003")

    assert said in str(refused.value)
    assert refused.value.mended_by is mended_by
    assert await world.entries() == []


async def test_over_a_paused_connection_nothing_is_begun(world: World) -> None:
    await an_invoice(world)
    await world.store.pauses.begin(CONNECTION, [], by="jaan", why="audit")

    with pytest.raises(ConnectionRestsError, match="nothing can cross now: The connection is paused"):
        await act(world, "invoice", "1003")


async def test_a_click_that_finds_a_limit_used_up_closes_the_gate(world: World) -> None:
    await an_invoice(world)
    await world.scoro.post("limits", {"used_today": 5_000}, method="PATCH")

    with pytest.raises(LimitError):
        await act(world, "invoice", "1003")

    [gate] = (await world.store.connections.get(CONNECTION)).gates
    assert gate.code == "scoro_day_limit"


async def test_a_click_costs_the_least_calls(world: World) -> None:
    invoice = await an_invoice(world)
    await a_twin(world, invoice)
    await world.forget_calls()

    await act(world, "invoice", "1003")

    calls = await world.scoro_calls("invoices")
    assert sorted(calls) == ["/api/v2/invoices/list", f"/api/v2/invoices/view/{invoice}"]
    in_xero_called = [one["path"] for one in await world.xero.get("requests") if "/api.xro/" in one["path"]]
    assert len(in_xero_called) == 1
