"""Left alone, nothing is written, whichever way each category goes; and contacts that meet make no second one."""

import pytest

from shared.contracts.envelope import Category
from shared.sync.settings import CategorySettings, Direction
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.world import Whole, line

FROM, TO = Direction.FROM_SCORO, Direction.TO_SCORO
MIXES = [
    pytest.param({}, id="everything comes from Scoro"),
    pytest.param(dict.fromkeys((Category.CONTACTS, Category.PRODUCTS, Category.INVOICES, Category.BILLS), TO),
                 id="everything comes to Scoro"),
    pytest.param({Category.CONTACTS: TO}, id="contacts come to Scoro, documents from there"),
    pytest.param({Category.INVOICES: TO, Category.PRODUCTS: TO}, id="invoices and products come to Scoro"),
]  # fmt: skip


async def mixed(whole: Whole, ways: dict[Category, Direction]) -> None:
    """Base data is there, every category is on, each its way; both systems have an invoice and a bill."""
    await whole.sync("first")
    before = await whole.desk.store.settings.get(CONNECTION)
    chosen = {
        category: CategorySettings(
            enabled=category is not Category.RECEIPTS,
            direction=ways.get(category, FROM),
            start_date=before.of(Category.CONTACTS).start_date,
        )
        for category in Category
    }
    await whole.desk.choose(categories=chosen, default_sales_account="200", default_expense_account="429")
    await whole.desk.scoro_time()
    [client] = await whole.desk.make_contacts(1, name="Harbour Ltd", is_supplier=1)
    await whole.desk.make_invoice(client, no="S-1")
    there = await whole.put_in_xero("Contacts", Name="Quay Ltd")
    contact = {"ContactID": there["ContactID"]}
    said = {"Contact": contact, "Date": "2026-11-20", "DueDate": "2026-12-20", "Status": "AUTHORISED"}
    await whole.put_in_xero("Invoices", Type="ACCREC", InvoiceNumber="X-1", LineItems=[line()], **said)
    cost = line("80", AccountCode="429", TaxType="INPUT2")
    await whole.put_in_xero("Invoices", Type="ACCPAY", InvoiceNumber="B-1", LineItems=[cost], **said)


@pytest.mark.parametrize("ways", MIXES)
async def test_ten_ticks_of_rest_write_nothing_on_either_side(whole: Whole, ways: dict[Category, Direction]) -> None:
    await mixed(whole, ways)
    for _ in range(2):
        await whole.sync()
    await whole.desk.forget_calls()

    for _ in range(10):
        await whole.sync("tick")

    assert await whole.writes() == {"xero": 0, "scoro": 0}


async def test_contacts_that_come_to_scoro_and_invoices_from_there_make_no_second_company(whole: Whole) -> None:
    await mixed(whole, {Category.CONTACTS: TO})

    for _ in range(3):
        await whole.sync()

    names = sorted(row["name"] for row in await whole.scoro_rows("contacts"))
    assert names == ["Harbour Ltd", "Quay Ltd"]
    in_xero = sorted(one["Name"] for one in (await whole.xero_books())["Contacts"])
    assert in_xero == ["Harbour Ltd", "Quay Ltd"]
    assert [one["InvoiceNumber"] for one in (await whole.xero_books())["Invoices"] if one["Type"] == "ACCREC"] == [
        "X-1", "S-1",
    ]  # fmt: skip
