"""Bills: where they differ from sales invoices."""

from decimal import Decimal
from typing import Any

import pytest

from tests.unit.sandbox_xero.purchases import A_BILL, A_COST, HAS_MONEY
from tests.unit.sandbox_xero.statuses import NOT_MODIFIABLE, set_status, status_of


async def test_a_bill_makes_a_supplier_and_takes_the_tax_of_purchases(xero: Any) -> None:
    bill = await xero.invoice(**A_BILL)

    contact = xero.ledger.contacts[bill["Contact"]["ContactID"]]
    assert (contact.is_supplier, contact.is_customer) == (True, False)
    assert (bill["LineItems"][0]["TaxType"], bill["TotalTax"], bill["Total"]) == ("INPUT2", 15, 115)
    assert not {"SentToContact", "BrandingThemeID"} & bill.keys()


async def test_numbers_of_bills_are_the_suppliers_business(xero: Any) -> None:
    first, second = [await xero.invoice(**A_BILL) for _ in range(2)]
    without = await xero.invoice(**{key: value for key, value in A_BILL.items() if key != "InvoiceNumber"})

    listed = (await xero.call("GET", "/Invoices", InvoiceNumbers="B-1", page=1)).body["Invoices"]

    assert {one["InvoiceID"] for one in listed} == {first["InvoiceID"], second["InvoiceID"]}
    assert "InvoiceNumber" not in without
    assert (await xero.call("GET", "/Invoices/B-1")).status == 404


async def test_post_of_a_number_that_a_bill_has_makes_another_bill(xero: Any) -> None:
    first = await xero.invoice(**A_BILL)

    answer = await xero.call("POST", "/Invoices", A_BILL | {"Status": "DRAFT"})

    assert answer.body["Invoices"][0]["InvoiceID"] != first["InvoiceID"]


async def test_a_bill_may_have_the_number_of_a_sales_invoice(xero: Any, an_invoice: dict[str, Any]) -> None:
    await xero.invoice(**A_BILL, Status="DRAFT")

    answer = await xero.call("PUT", "/Invoices", an_invoice | {"InvoiceNumber": "B-1"})

    assert answer.status == 200


async def test_bills_are_planned_and_sales_are_expected(xero: Any) -> None:
    days = {"PlannedPaymentDate": "2026-11-30", "ExpectedPaymentDate": "2026-12-01"}

    bill, invoice = await xero.invoice(**A_BILL, **days), await xero.invoice(**days)

    assert bill["PlannedPaymentDate"] == "/Date(1795996800000+0000)/"
    assert invoice["ExpectedPaymentDate"] == "/Date(1796083200000+0000)/"
    assert "ExpectedPaymentDate" not in bill
    assert "PlannedPaymentDate" not in invoice


@pytest.mark.parametrize(
    ("kind", "sub_total", "tax"), [("Exclusive", "100", "15"), ("Inclusive", "86.96", "13.04"), ("NoTax", "100", "0")]
)
async def test_line_amount_types_of_bills(xero: Any, kind: str, sub_total: str, tax: str) -> None:
    bill = await xero.invoice(**A_BILL, LineAmountTypes=kind)

    assert (bill["SubTotal"], bill["TotalTax"]) == (Decimal(sub_total), Decimal(tax))


@pytest.mark.parametrize(("status", "is_refused"), [("DRAFT", False), ("SUBMITTED", True), ("AUTHORISED", True)])
async def test_a_bill_is_approved_with_a_due_date_only(
    xero: Any,
    an_invoice: dict[str, Any],
    status: str,
    is_refused: bool,  # noqa: FBT001 a parameter of the table
) -> None:
    answer = await xero.call("PUT", "/Invoices", an_invoice | A_BILL | {"DueDate": None, "Status": status})

    assert answer.messages == (["The document DueDate field must be specified"] if is_refused else [])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ({"TaxType": "OUTPUT2"}, "The TaxType code 'OUTPUT2' cannot be used with account code '453'."),
        ({"DiscountRate": 10}, "Discounts are only supported on sales invoices and quotes"),
        ({"AccountCode": "800"}, "Account code '800' is not a valid code for this document."),
    ],
)
async def test_lines_of_bills_are_refused(
    xero: Any, an_invoice: dict[str, Any], line: dict[str, Any], message: str
) -> None:
    answer = await xero.call("PUT", "/Invoices", an_invoice | A_BILL | {"LineItems": [A_COST | line]})

    assert message in answer.messages


async def test_an_item_fills_a_bill_with_what_buying_it_means(xero: Any) -> None:
    bought = {"UnitPrice": 7, "AccountCode": "310", "TaxType": "NONE"}
    sold = {"UnitPrice": 12, "AccountCode": "200"}
    item = {"Code": "BOX", "Description": "sold", "PurchaseDescription": "bought"}
    await xero.call("PUT", "/Items", item | {"PurchaseDetails": bought, "SalesDetails": sold})

    bill = await xero.invoice(**A_BILL | {"LineItems": [{"ItemCode": "BOX", "Quantity": 2}]})

    line = bill["LineItems"][0]
    assert (line["Description"], line["AccountCode"], line["TaxType"], line["LineAmount"]) == (
        "bought", "310", "NONE", 14,
    )  # fmt: skip


@pytest.mark.parametrize(
    "edit",
    [
        {"Reference": "new"},
        {"DueDate": "2026-12-24"},
        {"InvoiceNumber": "B-2"},
        {"PlannedPaymentDate": "2026-12-01"},
        {"Contact": {"Name": "Another mill"}},
        {"Url": "https://example.com/7"},
    ],
)
@pytest.mark.parametrize("amount", ["50", "115"])
async def test_a_bill_with_money_on_it_still_takes_what_moves_no_money(
    xero: Any, amount: str, edit: dict[str, Any]
) -> None:
    bill = await xero.invoice(**A_BILL)
    await xero.pay(bill, amount)

    answer = await xero.call("POST", f"/Invoices/{bill['InvoiceID']}", edit)

    assert answer.status == 200, answer.messages
    assert answer.body["Invoices"][0]["Total"] == 115


async def test_its_lines_may_be_described_and_coded_anew(xero: Any) -> None:
    bill = await xero.invoice(**A_BILL)
    await xero.pay(bill, "50")
    line = {"LineItemID": bill["LineItems"][0]["LineItemID"], "Description": "Ink", "AccountCode": "461"}

    answer = await xero.call("POST", f"/Invoices/{bill['InvoiceID']}", {"LineItems": [line]})

    after = answer.body["Invoices"][0]["LineItems"][0]
    assert (after["Description"], after["AccountCode"], after["LineAmount"]) == ("Ink", "461", 100)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        ({"LineItems": [A_COST | {"UnitAmount": 200}]}, HAS_MONEY),
        ({"Status": "VOIDED"}, HAS_MONEY),
        ({"CurrencyCode": "NZD", "LineAmountTypes": "NoTax"}, HAS_MONEY),
        (
            {"Date": "2026-11-19"},
            "Date cannot be changed on an invoice that has payment or credit notes allocated to it.",
        ),
    ],
)
async def test_but_nothing_that_moves_money(xero: Any, edit: dict[str, Any], message: str) -> None:
    bill = await xero.invoice(**A_BILL)
    await xero.pay(bill, "50")

    answer = await xero.call("POST", f"/Invoices/{bill['InvoiceID']}", edit)

    assert answer.messages == [message]


async def test_a_payment_of_a_bill_goes_out(xero: Any) -> None:
    bill = await xero.invoice(**A_BILL)

    payment = (await xero.pay(bill, "115")).body["Payments"][0]
    paid = await status_of(xero, bill)
    await xero.call("POST", f"/Payments/{payment['PaymentID']}", {"Status": "DELETED"})

    assert (payment["PaymentType"], paid, await status_of(xero, bill)) == ("ACCPAYPAYMENT", "PAID", "AUTHORISED")


async def test_a_voided_bill_takes_nothing(xero: Any) -> None:
    bill = await xero.invoice(**A_BILL)
    await set_status(xero, bill, "VOIDED")

    answer = await set_status(xero, bill, "AUTHORISED")
    paid = await xero.pay(bill, "1")

    assert answer.messages == [NOT_MODIFIABLE]
    assert "Payments can only be made against Authorised documents" in paid.messages
