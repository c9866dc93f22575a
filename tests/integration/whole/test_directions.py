"""One direction per category: what is made or changed at the other end stays there (R19)."""

import pytest

from services.console.choices import ChoicesRefusedError
from shared.contracts.envelope import Category
from shared.store.records import State
from shared.sync.settings import Direction
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.choosing import BOTH_WAYS, save, travelling
from tests.integration.whole.paying import book, pay, put
from tests.integration.whole.test_bills import make_bill
from tests.integration.whole.world import Whole, line

FROM, TO = Direction.FROM_SCORO, Direction.TO_SCORO


OF_SCORO = {"contacts": "Scoro Ltd", "products": "S-ITEM", "invoices": "S-1", "bills": "S-2"}
OF_XERO = {"contacts": "Xero Ltd", "products": "X-ITEM", "invoices": "X-1", "bills": "X-2"}
"""What everything is called, by Scoro's names of the lists."""


async def make_in_both(whole: Whole) -> None:
    """One object of each category in each system."""
    [client] = await whole.desk.make_contacts(1, name=OF_SCORO["contacts"], is_supplier=1)
    await whole.desk.make("products", name="Made in Scoro", code=OF_SCORO["products"], price="10")
    await whole.desk.make_invoice(client, no=OF_SCORO["invoices"])
    await make_bill(whole, int(client), no=OF_SCORO["bills"])
    contact = await whole.put_in_xero("Contacts", Name=OF_XERO["contacts"])
    await whole.put_in_xero("Items", Code=OF_XERO["products"], Name="Made in Xero")
    await put(whole, contact, InvoiceNumber=OF_XERO["invoices"])
    await put(whole, contact, "ACCPAY", InvoiceNumber=OF_XERO["bills"])


async def in_scoro(whole: Whole) -> dict[str, list[str]]:
    names = {"contacts": "name", "products": "code", "invoices": "no", "bills": "no"}
    return {module: sorted(row[name] for row in await whole.scoro_rows(module)) for module, name in names.items()}


async def in_xero(whole: Whole) -> dict[str, list[str]]:
    books = await whole.xero_books()
    documents = {
        module: sorted(one["InvoiceNumber"] for one in books["Invoices"] if one["Type"] == kind)
        for module, kind in (("invoices", "ACCREC"), ("bills", "ACCPAY"))
    }
    return {
        "contacts": sorted(one["Name"] for one in books["Contacts"]),
        "products": sorted(one["Code"] for one in books["Items"]),
        **documents,
    }


def both() -> dict[str, list[str]]:
    return {module: [OF_SCORO[module], OF_XERO[module]] for module in OF_SCORO}


def only(names: dict[str, str]) -> dict[str, list[str]]:
    return {module: [name] for module, name in names.items()}


async def test_r19_where_all_comes_from_scoro_nothing_of_xero_crosses(whole: Whole) -> None:
    await travelling(whole, **dict.fromkeys(BOTH_WAYS, FROM))
    await make_in_both(whole)

    for _ in range(2):
        await whole.sync()

    assert await in_xero(whole) == both()
    assert await in_scoro(whole) == only(OF_SCORO)


async def test_r19_where_all_comes_to_scoro_nothing_of_scoro_crosses(whole: Whole) -> None:
    await travelling(whole, **dict.fromkeys(BOTH_WAYS, TO))
    await make_in_both(whole)

    for _ in range(2):
        await whole.sync()

    assert await in_scoro(whole) == both()
    assert await in_xero(whole) == only(OF_XERO)


async def test_r19_what_somebody_changes_in_xero_stays_there_while_invoices_come_from_scoro(whole: Whole) -> None:
    await travelling(whole, invoices=FROM)
    [client] = await whole.desk.make_contacts(1)
    made = await whole.desk.make_invoice(client, no="1001", is_sent=1)
    await whole.sync()
    before = await whole.scoro_rows("invoices")
    [twin] = (await whole.xero_books())["Invoices"]
    changed = {"InvoiceID": twin["InvoiceID"], "DueDate": "2027-01-31", "LineItems": [line("1")]}
    await whole.in_xero("POST", "/Invoices", {"Invoices": [changed]})

    await whole.sync()
    await whole.want(Category.INVOICES, "xero", twin["InvoiceID"], why="webhook")

    assert await whole.scoro_rows("invoices") == before
    [twin] = (await whole.xero_books())["Invoices"]
    assert (twin["DueDateString"][:10], twin["SubTotal"]) == ("2027-01-31", 1)
    assert (await whole.newest(Category.INVOICES, "scoro", made)).state is State.SYNCED


async def test_r19_what_somebody_changes_in_scoro_stays_there_while_invoices_come_to_scoro(whole: Whole) -> None:
    await travelling(whole, invoices=TO)
    await put(whole, await whole.put_in_xero("Contacts", Name="Harbour Ltd"))
    await whole.sync()
    before = (await whole.xero_books())["Invoices"]
    [row] = await whole.scoro_rows("invoices")
    await whole.desk.edit("invoices", row["id"], deadline="2027-01-31", reference_no="PO-9")

    await whole.sync()
    await whole.want(Category.INVOICES, "scoro", row["id"], why="webhook")

    assert (await whole.xero_books())["Invoices"] == before
    [row] = await whole.scoro_rows("invoices")
    assert (row["deadline"], row["reference_no"]) == ("2027-01-31", "PO-9")


async def test_r19_receipts_have_one_way_that_nobody_can_turn(whole: Whole) -> None:
    await travelling(whole, invoices=FROM)
    with pytest.raises(ChoicesRefusedError, match=r"receipts\.direction: receipts only come to Scoro \(R19\)"):
        await save(whole, receipts__direction="from_scoro")
    await save(whole, receipts__enabled="true")
    [client] = await whole.desk.make_contacts(1)
    for number in ("1001", "1002"):
        await whole.desk.make_invoice(client, no=number, is_sent=1)
    await whole.sync()
    here = {row["no"]: row for row in await whole.scoro_rows("invoices")}
    there = {one["InvoiceNumber"]: one for one in (await whole.xero_books())["Invoices"]}

    await book(whole, here["1001"], {"invoice_id": here["1001"]["id"], "date": "2026-11-20", "sum": 5})
    await pay(whole, there["1002"], "20")
    await whole.sync()

    assert [one["Invoice"]["InvoiceNumber"] for one in (await whole.xero_books())["Payments"]] == ["1002"]
    paid = {row["no"]: float(row["paid_sum"]) for row in await whole.scoro_rows("invoices")}
    assert paid == {"1001": 5, "1002": 20}
    assert (await whole.desk.store.settings.get(CONNECTION)).of(Category.RECEIPTS).direction is TO
