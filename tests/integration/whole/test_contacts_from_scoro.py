"""Contacts of Scoro on their whole way to Xero, and which of them go (R65, R66, R69, R74)."""

import datetime as dt
from typing import Any

from shared.contracts.envelope import Category
from shared.store.records import State
from shared.sync.settings import Direction
from tests.integration.whole.choosing import save, travelling
from tests.integration.whole.test_bills import make_bill
from tests.integration.whole.world import Whole, line

FROM, TO = Direction.FROM_SCORO, Direction.TO_SCORO
AN_HOUR = dt.timedelta(hours=1)
CLIENTS = "113"
"""A bookmark of Scoro that selects clients."""


async def in_xero(whole: Whole) -> list[str]:
    return sorted(one["Name"] for one in (await whole.xero_books())["Contacts"])


async def in_scoro(whole: Whole) -> list[str]:
    return sorted(row["name"] for row in await whole.scoro_rows("contacts"))


async def make(whole: Whole, name: str, **fields: Any) -> int:
    made = await whole.desk.make("contacts", **{"name": name, "is_client": 0, "is_supplier": 0, **fields})
    return int(made["contact_id"])


async def test_r66_companies_and_people_on_either_list_become_contacts_of_xero_and_nobody_else(whole: Whole) -> None:
    await travelling(whole, contacts=FROM)
    await make(whole, "Harbour Ltd", is_client=1)
    await make(whole, "Printers Ltd", is_supplier=1)
    await make(whole, "Ada", lastname="Quay", contact_type="person", is_client=1)
    await make(whole, "Bo", lastname="Pier", contact_type="person", is_supplier=1)
    neither = await make(whole, "Curious Ltd")
    await make(whole, "Di", lastname="Dock", contact_type="person")

    await whole.sync()

    assert await in_xero(whole) == ["Ada Quay", "Bo Pier", "Harbour Ltd", "Printers Ltd"]
    entry = await whole.newest(Category.CONTACTS, "scoro", neither)
    assert (entry.state, entry.reason) == (State.LEFT_OUT, "not_client_or_supplier")


async def test_r66_who_comes_onto_a_list_crosses_then(whole: Whole) -> None:
    await travelling(whole, contacts=FROM)
    made = await make(whole, "Curious Ltd")
    await whole.sync()

    await whole.desk.edit("contacts", made, is_supplier=1)
    await whole.sync()

    assert await in_xero(whole) == ["Curious Ltd"]


async def test_r65_contacts_travel_the_way_that_was_chosen_and_the_other_after_a_turn(whole: Whole) -> None:
    await travelling(whole, contacts=FROM)
    client = await make(whole, "Harbour Ltd", is_client=1)
    await whole.desk.xero_time(AN_HOUR)
    await whole.put_in_xero("Contacts", Name="Quay Ltd")
    await whole.desk.xero_time()
    await whole.sync()
    assert (await in_scoro(whole), await in_xero(whole)) == (["Harbour Ltd"], ["Harbour Ltd", "Quay Ltd"])

    await save(whole, contacts__direction="to_scoro")
    await make(whole, "Pier Ltd", is_client=1)
    await whole.put_in_xero("Contacts", Name="Dock Ltd")
    await whole.sync()
    await whole.desk.edit("contacts", client, name="Harbour & Sons")
    await whole.sync()

    assert await in_scoro(whole) == ["Dock Ltd", "Harbour &amp; Sons", "Pier Ltd"]
    assert await in_xero(whole) == ["Dock Ltd", "Harbour Ltd", "Quay Ltd"]


async def test_r69_whom_an_invoice_of_scoro_needs_goes_to_xero_although_contacts_travel_to_scoro(whole: Whole) -> None:
    await travelling(whole, contacts=TO, invoices=FROM)
    client = await make(whole, "Harbour Ltd", is_client=1)
    await make(whole, "Pier Ltd", is_client=1)
    await whole.desk.make_invoice(client, no="1001")

    await whole.sync()

    [invoice] = (await whole.xero_books())["Invoices"]
    assert (invoice["InvoiceNumber"], invoice["Contact"]["Name"]) == ("1001", "Harbour Ltd")
    assert await in_xero(whole) == ["Harbour Ltd"]


async def test_r69_whom_an_invoice_of_xero_needs_comes_to_scoro_although_contacts_travel_from_there(
    whole: Whole,
) -> None:
    await travelling(whole, contacts=FROM, invoices=TO)
    there = await whole.put_in_xero("Contacts", Name="Quay Ltd")
    await whole.put_in_xero("Contacts", Name="Dock Ltd")
    await whole.put_in_xero(
        "Invoices", Type="ACCREC", Contact={"ContactID": there["ContactID"]}, InvoiceNumber="X-1", Date="2026-11-01",
        DueDate="2026-11-15", Status="AUTHORISED", LineItems=[line()],
    )  # fmt: skip

    await whole.sync()

    [invoice] = await whole.scoro_rows("invoices")
    assert (invoice["no"], invoice["company_name"]) == ("X-1", "Quay Ltd")
    assert await in_scoro(whole) == ["Quay Ltd"]


async def test_r69_with_contacts_off_only_those_of_documents_cross(whole: Whole) -> None:
    await travelling(whole, invoices=FROM)
    client = await make(whole, "Harbour Ltd", is_client=1)
    await make(whole, "Pier Ltd", is_client=1)
    await whole.desk.make_invoice(client, no="1001")
    await whole.sync()
    await whole.desk.edit("contacts", client, name="Harbour & Sons")

    await whole.sync()

    assert await in_xero(whole) == ["Harbour Ltd"]


async def test_r74_a_bookmark_chooses_contacts_but_not_those_of_documents(whole: Whole) -> None:
    await travelling(whole, contacts=FROM, bills=FROM)
    await save(whole, contacts__bookmark=CLIENTS)
    await make(whole, "Harbour Ltd", is_client=1)
    await make(whole, "Couriers Ltd", is_supplier=1)
    printers = await make(whole, "Printers Ltd", is_supplier=1)
    await make_bill(whole, printers)

    await whole.sync()

    assert await in_xero(whole) == ["Harbour Ltd", "Printers Ltd"]
    [bill] = (await whole.xero_books())["Invoices"]
    assert bill["Contact"]["Name"] == "Printers Ltd"
