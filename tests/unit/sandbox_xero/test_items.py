"""Items: what is sold and bought, and items whose stock Xero keeps."""

from decimal import Decimal
from typing import Any

import pytest

from tests.unit.sandbox_xero.purchases import A_BILL

SOLD = {"UnitPrice": 12, "AccountCode": "200", "TaxType": "OUTPUT2"}
BOUGHT = {"UnitPrice": 7, "AccountCode": "310", "TaxType": "INPUT2"}
TRACKED: dict[str, Any] = {
    "Code": "CHAIR",
    "InventoryAssetAccountCode": "630",
    "PurchaseDetails": {"UnitPrice": 10, "COGSAccountCode": "310"},
    "SalesDetails": {"UnitPrice": 25, "AccountCode": "200"},
}
TOO_FEW = "There is not enough quantity on hand of the tracked inventory item 'CHAIR'"


async def bought(xero: Any, quantity: int, price: str = "10") -> dict[str, Any]:
    line = {"ItemCode": "CHAIR", "Description": "Chair", "Quantity": quantity, "UnitAmount": Decimal(price)}
    bill: dict[str, Any] = await xero.invoice(**A_BILL | {"LineItems": [line]})
    return bill


async def sell(xero: Any, quantity: int, status: str = "AUTHORISED", **options: Any) -> Any:
    line = {"ItemCode": "CHAIR", "Description": "Chair", "Quantity": quantity}
    body = {"Type": "ACCREC", "Contact": {"Name": "Ada Ltd"}, "DueDate": "2026-12-04", "Status": status}
    return await xero.call("PUT", "/Invoices", body | {"LineItems": [line]}, **options)


async def stock(xero: Any) -> Any:
    item = (await xero.call("GET", "/Items/CHAIR")).body["Items"][0]
    return item["QuantityOnHand"], item["TotalCostPool"]


async def test_both_sides_are_kept_apart(xero: Any) -> None:
    body = {"Code": "BOX", "Description": "sold", "PurchaseDescription": "bought"}

    item = (await xero.call("PUT", "/Items", body | {"SalesDetails": SOLD, "PurchaseDetails": BOUGHT})).body["Items"][0]

    assert (item["SalesDetails"], item["PurchaseDetails"]) == (SOLD, BOUGHT)
    assert (item["Description"], item["PurchaseDescription"]) == ("sold", "bought")
    assert item["IsTrackedAsInventory"] is False
    assert not {"QuantityOnHand", "TotalCostPool", "InventoryAssetAccountCode"} & item.keys()


async def test_what_is_not_bought_has_no_purchase_details(xero: Any) -> None:
    await xero.call("PUT", "/Items", {"Code": "BOX", "PurchaseDescription": "bought", "PurchaseDetails": BOUGHT})

    item = (await xero.call("POST", "/Items", {"Code": "BOX", "IsPurchased": False})).body["Items"][0]

    assert item["PurchaseDetails"] == {}
    assert "PurchaseDescription" not in item


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"PurchaseDetails": {"UnitPrice": 10}}, "COGSAccountCode must be specified for a tracked inventory item"),
        (
            {"PurchaseDetails": {"COGSAccountCode": "310", "AccountCode": "429"}},
            "AccountCode in PurchaseDetails cannot be used for a tracked inventory item",
        ),
        (
            {"PurchaseDetails": {"COGSAccountCode": "200"}},
            "Account code '200' does not exist or cannot be applied to Items.",
        ),
        ({"InventoryAssetAccountCode": "710"}, "Account code '710' does not exist or cannot be applied to Items."),
        ({"InventoryAssetAccountCode": ""}, "COGSAccountCode can only be used for tracked inventory items"),
    ],
)
async def test_tracked_items_are_refused(xero: Any, change: dict[str, Any], message: str) -> None:
    answer = await xero.call("PUT", "/Items", TRACKED | change)

    assert (answer.status, answer.messages) == (400, [message])


async def test_bills_fill_the_stock_at_their_price_and_sales_take_at_the_average(xero: Any) -> None:
    await xero.call("PUT", "/Items", TRACKED)
    bill = await bought(xero, 6)
    await bought(xero, 4, "15")

    full = await stock(xero)
    answer = await sell(xero, 5)

    assert bill["LineItems"][0]["AccountCode"] == "630"
    assert full == (10, 120)
    assert (answer.status, await stock(xero)) == (200, (5, 60))


async def test_supplier_credit_takes_from_the_stock_and_drafts_do_not_count(xero: Any) -> None:
    await xero.call("PUT", "/Items", TRACKED)
    await bought(xero, 6)
    line = {"ItemCode": "CHAIR", "Description": "Broken", "Quantity": 2, "UnitAmount": 10}
    note = {"Type": "ACCPAYCREDIT", "Contact": {"Name": "Paper Mill"}, "LineItems": [line]}

    await xero.call("PUT", "/CreditNotes", note)
    before = await stock(xero)
    await xero.call("PUT", "/CreditNotes", note | {"Status": "AUTHORISED"})

    assert (before, await stock(xero)) == ((6, 60), (4, 40))


async def test_more_than_there_is_is_not_sold(xero: Any) -> None:
    await xero.call("PUT", "/Items", TRACKED)
    await bought(xero, 6)

    draft = await sell(xero, 7, "DRAFT")
    approved = await sell(xero, 7)
    backorder = await sell(xero, 7, allowBackorders="true")

    assert (draft.status, approved.messages, backorder.status) == (200, [TOO_FEW], 200)
    assert (await stock(xero))[0] == -1


async def test_the_last_one_can_be_sold_and_the_invoice_edited(xero: Any) -> None:
    await xero.call("PUT", "/Items", TRACKED)
    await bought(xero, 6)
    invoice = (await sell(xero, 6)).body["Invoices"][0]

    answer = await xero.call("POST", f"/Invoices/{invoice['InvoiceID']}", {"Reference": "new"})

    assert answer.status == 200


async def test_buying_goes_to_the_inventory_account_only(xero: Any, an_invoice: dict[str, Any]) -> None:
    await xero.call("PUT", "/Items", TRACKED)
    line = {"ItemCode": "CHAIR", "Description": "Chair", "Quantity": 1, "AccountCode": "429"}

    answer = await xero.call("PUT", "/Invoices", an_invoice | A_BILL | {"LineItems": [line]})

    assert answer.messages == ["Purchases of the tracked inventory item 'CHAIR' go to 630"]


async def test_a_tracked_item_that_moved_stays(xero: Any) -> None:
    await xero.call("PUT", "/Items", TRACKED)
    await xero.call("PUT", "/Items", TRACKED | {"Code": "TABLE"})
    await bought(xero, 1)

    moved, still = await xero.call("DELETE", "/Items/CHAIR"), await xero.call("DELETE", "/Items/TABLE")

    assert moved.messages == ["A tracked inventory item that has been used cannot be deleted"]
    assert still.status == 204
