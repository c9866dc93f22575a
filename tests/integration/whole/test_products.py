"""Products and items on their whole way in both directions (R58–R64)."""

import datetime as dt
from decimal import Decimal
from typing import Any

from shared.contracts.envelope import Category
from shared.store.records import Entry, LinkState, State
from shared.sync.settings import Direction
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.mending import vat_code
from tests.integration.whole.world import Whole, line


async def from_scoro(whole: Whole, *categories: Category) -> None:
    await whole.sync("first")
    await whole.choose(
        *(categories or (Category.PRODUCTS,)), direction=Direction.FROM_SCORO, default_sales_account="200"
    )


async def to_scoro(whole: Whole, *categories: Category) -> None:
    await whole.sync("first")
    await whole.choose(*(categories or (Category.PRODUCTS,)), direction=Direction.TO_SCORO)


async def items(whole: Whole) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await whole.xero_books())["Items"]
    return found


async def account(whole: Whole, symbol: str) -> int:
    return next(int(row["id"]) for row in await whole.scoro_rows("financeAccounts") if row["account_symbol"] == symbol)


CONSULTING: dict[str, Any] = {
    "Code": "CONS-H", "Name": "Consulting hour", "Description": "An hour of advice",
    "SalesDetails": {"UnitPrice": Decimal("95.5"), "AccountCode": "200", "TaxType": "OUTPUT2"},
    "PurchaseDetails": {"UnitPrice": Decimal(40), "AccountCode": "429", "TaxType": "INPUT2"},
}  # fmt: skip


async def test_a_product_becomes_an_item_with_both_its_sides(whole: Whole) -> None:  # R58, R63
    await from_scoro(whole)
    sales, expense = await account(whole, "200"), await account(whole, "429")
    await whole.desk.make(
        "products", name="Consulting hour", code="CONS-H", price="95.5", buying_price="40",
        sales_finance_account_id=sales, purchases_finance_account_id=expense,
        default_sales_tax_id=await vat_code(whole, "OUTPUT2"), default_purchases_tax_id=await vat_code(whole, "INPUT2"),
    )  # fmt: skip

    await whole.sync()

    [item] = await items(whole)
    assert (item["Code"], item["Name"]) == ("CONS-H", "Consulting hour")
    assert item["SalesDetails"] == {"UnitPrice": Decimal("95.5"), "AccountCode": "200", "TaxType": "OUTPUT2"}
    assert item["PurchaseDetails"] == {"UnitPrice": Decimal(40), "AccountCode": "429", "TaxType": "INPUT2"}  # R63


async def test_a_product_without_a_code_gets_one_that_is_remembered(whole: Whole) -> None:
    await from_scoro(whole)
    made = await whole.desk.make("products", name="Travel", price="10")
    await whole.sync()
    await whole.desk.scoro_time()
    await whole.desk.edit("products", made["product_id"], price="12")

    await whole.sync()

    [item] = await items(whole)
    assert item["Code"] == f"SCORO-{made['product_id']}"  # R62
    assert item["SalesDetails"]["UnitPrice"] == Decimal(12)


async def test_an_item_that_has_the_code_already_is_linked_and_brought_in_step(whole: Whole) -> None:
    await from_scoro(whole)
    known = await whole.put_in_xero("Items", Code="CONS-H", Name="Old name")
    made = await whole.desk.make("products", name="Consulting hour", code="CONS-H", price="95")

    await whole.sync()

    [item] = await items(whole)
    assert (item["ItemID"], item["Name"]) == (known["ItemID"], "Consulting hour")
    links = await whole.desk.store.links.by_scoro(CONNECTION, Category.PRODUCTS, [str(made["product_id"])])
    assert links[str(made["product_id"])].evidence == "code"


async def test_products_on_documents_cross_although_their_category_is_off(whole: Whole) -> None:  # R59, R61
    await from_scoro(whole, Category.INVOICES)
    product = await whole.desk.make("products", name="Consulting hour", code="CONS-H", price="95")
    [client] = await whole.desk.make_contacts(1)
    code = await vat_code(whole, "OUTPUT2")
    lines = [{"product_id": product["product_id"], "price": "95", "amount": "1", "vat_code_id": code}]
    await whole.desk.make_invoice(client, no="1001", lines=lines)

    await whole.sync()

    [invoice] = (await whole.xero_books())["Invoices"]
    assert invoice["LineItems"][0]["ItemCode"] == "CONS-H"  # R59
    assert [item["Code"] for item in await items(whole)] == ["CONS-H"]


async def test_a_line_whose_product_was_deleted_crosses_as_free_text(whole: Whole) -> None:
    await from_scoro(whole, Category.INVOICES)
    product = await whole.desk.make("products", name="Gone", code="GONE", price="95")
    [client] = await whole.desk.make_contacts(1)
    code = await vat_code(whole, "OUTPUT2")
    lines = [{"product_id": product["product_id"], "price": "95", "amount": "1", "vat_code_id": code}]
    await whole.desk.make_invoice(client, no="1001", lines=lines)
    await whole.desk.delete("products", product["product_id"])

    await whole.sync()

    [invoice] = (await whole.xero_books())["Invoices"]
    assert "ItemCode" not in invoice["LineItems"][0]


async def test_a_deleted_product_leaves_its_item_alone(whole: Whole) -> None:
    await from_scoro(whole)
    made = await whole.desk.make("products", name="Travel", code="TRAVEL", price="10")
    await whole.sync()
    await whole.desk.scoro_time()
    await whole.desk.delete("products", made["product_id"])

    await whole.sync()

    assert [item["Code"] for item in await items(whole)] == ["TRAVEL"]
    links = await whole.desk.store.links.by_scoro(CONNECTION, Category.PRODUCTS, [str(made["product_id"])])
    assert links[str(made["product_id"])].state is LinkState.CLOSED  # R147


async def test_an_item_becomes_an_active_service(whole: Whole) -> None:  # R58, R64
    await to_scoro(whole)
    made = await whole.put_in_xero("Items", **CONSULTING)

    await whole.sync()

    [row] = await whole.scoro_rows("products")
    assert (row["code"], row["name"], Decimal(str(row["price"]))) == ("CONS-H", "Consulting hour", Decimal("95.5"))
    assert (str(row["is_active"]), str(row["is_service"])) == ("1", "1")  # R64
    assert row["sales_finance_account_id"] == await account(whole, "200")
    entry = await whole.newest(Category.PRODUCTS, "xero", made["ItemID"])
    assert (entry.state, entry.counterpart_id) == (State.SYNCED, str(row["product_id"]))


async def test_an_item_that_was_deleted_makes_its_product_inactive(whole: Whole) -> None:
    await to_scoro(whole)
    made = await whole.put_in_xero("Items", **CONSULTING)
    await whole.put_in_xero("Items", Code="OTHER")
    await whole.sync()
    await whole.in_xero("DELETE", f"/Items/{made['ItemID']}", {})

    await whole.sync()

    active = {row["code"]: str(row["is_active"]) for row in await whole.scoro_rows("products")}
    assert active == {"CONS-H": "0", "OTHER": "1"}  # R64


async def lost(whole: Whole) -> Entry:
    """The item of what Scoro made, whose answer got lost, once somebody has looked for it on a site without codes."""
    await to_scoro(whole)
    await whole.desk.scoro.post("settings", {"product_codes": False}, method="PATCH")
    await whole.desk.scoro.post(
        "faults", {"path": "*/products/modify", "kind": "reset", "carried_out": True, "count": 1}
    )
    made = await whole.put_in_xero("Items", **CONSULTING)
    await whole.sync()
    entry = await whole.newest(Category.PRODUCTS, "xero", made["ItemID"])
    assert entry.state is State.UNCLEAR
    past = whole.desk.clock.now() - dt.timedelta(minutes=10)
    await whole.desk.store.database.collection("calls").update_many(
        {"pending": True}, {"$set": {"sent_at": past, "retry_at": past}}
    )
    await whole.workers[Category.PRODUCTS].bell(entry.id)
    await whole.settle()
    return await whole.newest(Category.PRODUCTS, "xero", made["ItemID"])


async def test_a_product_whose_answer_got_lost_is_found_by_its_name_where_there_are_no_codes(whole: Whole) -> None:
    entry = await lost(whole)

    [row] = await whole.scoro_rows("products")
    assert (entry.state, entry.counterpart_id) == (State.SYNCED, str(row["product_id"]))


async def test_among_several_of_its_name_a_person_decides_and_no_further_one_is_made(whole: Whole) -> None:
    await whole.desk.make("products", name="Consulting hour", code="")

    entry = await lost(whole)

    assert (entry.state, entry.reason) == (State.FAILED, "ambiguous_product")
    assert [row["name"] for row in await whole.scoro_rows("products")] == ["Consulting hour"] * 2


async def test_items_on_documents_of_xero_cross_although_their_category_is_off(whole: Whole) -> None:  # R59, R61
    await to_scoro(whole, Category.INVOICES)
    await whole.put_in_xero("Items", **CONSULTING)
    contact = await whole.put_in_xero("Contacts", Name="Harbour Ltd")
    await whole.put_in_xero(
        "Invoices", Type="ACCREC", Contact={"ContactID": contact["ContactID"]}, InvoiceNumber="INV-1",
        Date="2026-11-01", DueDate="2026-11-15", Status="AUTHORISED", LineItems=[line("95.5", ItemCode="CONS-H")],
    )  # fmt: skip

    await whole.sync()

    [row] = await whole.scoro_rows("invoices")
    [product] = await whole.scoro_rows("products")
    assert row["lines"][0]["product_id"] == product["product_id"]  # R59


async def test_running_again_writes_nothing_either_way(whole: Whole) -> None:
    await from_scoro(whole)
    await whole.desk.make("products", name="Travel", price="10")
    await whole.sync()
    await whole.desk.forget_calls()
    for _ in range(5):
        await whole.sync("now")
    assert await whole.writes() == {"xero": 0, "scoro": 0}

    await to_scoro(whole)
    await whole.put_in_xero("Items", **CONSULTING)
    await whole.sync()
    await whole.desk.forget_calls()
    for _ in range(5):
        await whole.sync("now")
    assert await whole.writes() == {"xero": 0, "scoro": 0}
