"""Accounts, payers and sums of what Scoro sends: also below zero, and nothing (R24, R25, R72, R86, R87)."""

from decimal import Decimal
from typing import Any

import pytest

from shared.contracts.envelope import Category
from shared.store.records import State
from shared.sync.settings import Direction
from tests.integration.whole.choosing import save, travelling
from tests.integration.whole.mending import vat_code
from tests.integration.whole.paying import put
from tests.integration.whole.sending import begin, gross, in_scoro, in_xero, problems, statuses
from tests.integration.whole.test_bills import make_bill
from tests.integration.whole.world import Whole, line

FROM = Direction.FROM_SCORO


async def account(whole: Whole, symbol: str) -> int:
    return next(int(row["id"]) for row in await whole.scoro_rows("financeAccounts") if row["account_symbol"] == symbol)


async def a_row(whole: Whole, rate: str = "OUTPUT2", **fields: Any) -> dict[str, Any]:
    return {"comment": "Work", "price": "10", "amount": "1", "vat_code_id": await vat_code(whole, rate), **fields}


def accounts_of(document: dict[str, Any]) -> list[str]:
    return [one["AccountCode"] for one in document["LineItems"]]


async def test_r24_r25_the_account_of_the_line_goes_before_the_products_and_that_before_the_default(
    whole: Whole,
) -> None:
    client = await begin(whole)
    other, interest = await account(whole, "260"), await account(whole, "270")
    product = await whole.desk.make("products", name="Advice", code="ADV", sales_finance_account_id=other)
    sold = {"product_id": product["product_id"]}
    rows = [
        await a_row(whole),
        await a_row(whole, **sold),
        await a_row(whole, **sold, finance_account_id=interest),
    ]
    await whole.desk.make_invoice(client, no="1001", lines=rows, is_sent=1)

    await whole.sync()

    assert accounts_of((await in_xero(whole))["1001"]) == ["200", "260", "270"]


async def test_r24_r25_the_same_goes_for_bills(whole: Whole) -> None:
    await travelling(whole, bills=FROM)
    [supplier] = await whole.desk.make_contacts(1, is_supplier=1)
    costs = await account(whole, "461")
    product = await whole.desk.make("products", name="Paper", code="PAP", purchases_finance_account_id=costs)
    bought = {"rate": "INPUT2", "product_id": product["product_id"]}
    rows = [
        await a_row(whole, "INPUT2"),
        await a_row(whole, **bought),
        await a_row(whole, **bought, finance_account_id=await account(whole, "489")),
    ]
    await make_bill(whole, int(supplier), lines=rows)

    await whole.sync()

    assert accounts_of((await in_xero(whole))["R-77"]) == ["429", "461", "489"]


async def test_r25_without_any_account_it_is_not_sent_until_one_is_chosen(whole: Whole) -> None:
    client = await begin(whole)
    await save(whole, default_sales_account="none")
    await whole.desk.make_invoice(client, no="1001", is_sent=1)

    await whole.sync()

    assert (await problems(whole))["1001"].code == "no_sales_account"
    assert await in_xero(whole) == {}

    await save(whole, default_sales_account="260")

    assert accounts_of((await in_xero(whole))["1001"]) == ["260"]
    assert await problems(whole) == {}


async def test_r72_a_person_is_called_by_both_names_and_a_document_is_its_companys(whole: Whole) -> None:
    company = await begin(whole)
    ada = await whole.desk.make("contacts", name="Ada", lastname="Quay", contact_type="person")
    await whole.desk.make_invoice(company, no="1001", person_id=ada["contact_id"], is_sent=1)
    await whole.desk.make_invoice(ada["contact_id"], no="1002", is_sent=1)

    await whole.sync()

    payers = {number: one["Contact"]["Name"] for number, one in (await in_xero(whole)).items()}
    assert payers == {"1001": "Harbour Ltd", "1002": "Ada Quay"}
    assert sorted(one["Name"] for one in (await whole.xero_books())["Contacts"]) == ["Ada Quay", "Harbour Ltd"]


async def test_r86_a_line_below_zero_lowers_the_price_and_not_the_quantity(whole: Whole) -> None:
    client = await begin(whole)
    rows = [await a_row(whole, price="100"), await a_row(whole, comment="Back", price="12.5", amount="-2")]
    await whole.desk.make_invoice(client, no="1001", lines=rows, is_sent=1)

    await whole.sync()

    twin = (await in_xero(whole))["1001"]
    assert [(one["Quantity"], one["LineAmount"]) for one in twin["LineItems"]] == [(1, 100), (2, -25)]
    assert twin["Total"] == gross((await in_scoro(whole))["1001"]) == 90
    assert await problems(whole) == {}


@pytest.mark.parametrize("is_sent", [0, 1], ids=["a draft", "sent"])
async def test_r87_an_invoice_of_nothing_crosses_and_is_paid_in_xero_once_it_is_sent(
    whole: Whole, is_sent: int
) -> None:
    client = await begin(whole)
    made = await whole.desk.make_invoice(client, no="1001", lines=[await a_row(whole, price="0")], is_sent=is_sent)
    for _ in range(2):
        await whole.sync()

    assert await statuses(whole) == {"1001": "PAID" if is_sent else "DRAFT"}
    assert gross((await in_scoro(whole))["1001"]) == (await in_xero(whole))["1001"]["Total"] == 0
    assert (await whole.newest(Category.INVOICES, "scoro", made)).state is State.SYNCED
    await whole.desk.forget_calls()
    for _ in range(5):
        await whole.sync("tick")
    assert await whole.writes() == {"xero": 0, "scoro": 0}


async def test_r87_an_invoice_of_nothing_comes_to_scoro(whole: Whole) -> None:
    await travelling(whole, invoices=Direction.TO_SCORO)
    contact = await whole.put_in_xero("Contacts", Name="Harbour Ltd")
    made = await put(whole, contact, LineItems=[line("0")])
    assert made["Status"] == "PAID"

    await whole.sync()

    assert gross((await in_scoro(whole))["INV-1"]) == Decimal(0)
    assert await problems(whole) == {}
