"""The documents recorded from the real Xero (NZ, 15 %) come out to the cent."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.sandbox.xero.books import money


def line(amount: str, **fields: Any) -> dict[str, Any]:
    return {"Description": "x", "Quantity": 1, "UnitAmount": Decimal(amount), "AccountCode": "200", **fields}


@pytest.mark.parametrize(
    ("gross", "tax", "net"),
    [
        ("541.25", "70.60", "470.65"),
        ("500.00", "65.22", "434.78"),
        ("89.00", "11.61", "77.39"),
        ("97.00", "12.65", "84.35"),
    ],
)
async def test_recorded_inclusive_documents(xero: Any, gross: str, tax: str, net: str) -> None:
    invoice = await xero.invoice(LineAmountTypes="Inclusive", LineItems=[line(gross)])

    assert (invoice["TotalTax"], invoice["SubTotal"], invoice["Total"]) == (Decimal(tax), Decimal(net), Decimal(gross))


async def test_recorded_exclusive_document(xero: Any) -> None:
    invoice = await xero.invoice(LineItems=[line("10.50", Quantity=2)])

    assert (invoice["SubTotal"], invoice["TotalTax"], invoice["Total"]) == (
        Decimal("21.00"),
        Decimal("3.15"),
        Decimal("24.15"),
    )


async def test_tax_is_rounded_per_line_not_on_the_sum(xero: Any) -> None:
    invoice = await xero.invoice(LineItems=[line("25.06"), line("25.61"), line("25.63")])

    assert (invoice["TotalTax"], invoice["Total"]) == (Decimal("11.44"), Decimal("87.74"))


@pytest.mark.parametrize(("unitdp", "unit", "total"), [(2, "0.13", "130.0"), (4, "0.1252", "125.2")])
async def test_the_unit_price_is_rounded_before_anything_else(
    xero: Any, an_invoice: dict[str, Any], unitdp: int, unit: str, total: str
) -> None:
    body = an_invoice | {"LineAmountTypes": "NoTax", "LineItems": [line("0.12515", Quantity=1000)]}

    answer = await xero.call("PUT", "/Invoices", body, unitdp=unitdp)

    invoice = answer.body["Invoices"][0]
    assert (invoice["LineItems"][0]["UnitAmount"], invoice["Total"]) == (Decimal(unit), Decimal(total))


async def test_four_decimal_prices_are_shown_rounded_unless_asked_for(xero: Any) -> None:
    invoice = await xero.invoice(LineItems=[line("1.2345", Quantity=3)])

    plain = await xero.call("GET", f"/Invoices/{invoice['InvoiceID']}")
    exact = await xero.call("GET", f"/Invoices/{invoice['InvoiceID']}", unitdp=4)

    assert plain.body["Invoices"][0]["LineItems"][0]["UnitAmount"] == Decimal("1.23")
    assert exact.body["Invoices"][0]["LineItems"][0]["UnitAmount"] == Decimal("1.2345")


async def test_quantities_keep_four_decimals(xero: Any) -> None:
    invoice = await xero.invoice(LineItems=[line("100", Quantity=Decimal("0.33335"))])

    shown = invoice["LineItems"][0]
    assert (shown["Quantity"], shown["LineAmount"]) == (Decimal("0.3334"), Decimal("33.34"))


@pytest.mark.parametrize(
    ("discount", "amount", "total_discount"),
    [
        ({"DiscountRate": 10}, "90.0", "10.0"),
        ({"DiscountRate": Decimal("33.3333")}, "66.67", "33.33"),
        ({"DiscountRate": Decimal("33.33335")}, "66.67", "33.33"),
        ({"DiscountAmount": Decimal("12.34")}, "87.66", "12.34"),
    ],
)
async def test_discounts(xero: Any, discount: dict[str, Any], amount: str, total_discount: str) -> None:
    invoice = await xero.invoice(LineItems=[line("100", **discount)])

    assert invoice["LineItems"][0]["LineAmount"] == Decimal(amount)
    assert invoice["IsDiscounted"] is True
    assert invoice["TotalDiscount"] == Decimal(total_discount)


async def test_a_discount_rate_keeps_four_decimals(xero: Any) -> None:
    invoice = await xero.invoice(LineItems=[line("100", DiscountRate=Decimal("12.34567"))])

    assert invoice["LineItems"][0]["DiscountRate"] == Decimal("12.3457")


async def test_a_sent_tax_amount_wins(xero: Any) -> None:
    invoice = await xero.invoice(LineItems=[line("100", TaxAmount=Decimal("14.99"))])

    assert invoice["TotalTax"] == Decimal("14.99")


async def test_a_line_amount_alone_is_one_piece_at_that_price(xero: Any) -> None:
    invoice = await xero.invoice(LineItems=[{"Description": "x", "LineAmount": 40, "AccountCode": "200"}])

    shown = invoice["LineItems"][0]
    assert (shown["Quantity"], shown["UnitAmount"], shown["LineAmount"]) == (1, 40, 40)


async def test_a_description_alone_is_a_text_line(xero: Any) -> None:
    invoice = await xero.invoice(LineItems=[{"Description": "Heading"}, line("100")])

    assert not {"Quantity", "UnitAmount", "TaxType", "AccountCode"} & invoice["LineItems"][0].keys()
    assert invoice["Total"] == Decimal("115.0")


cents = st.decimals(min_value=-100000, max_value=100000, places=2)
rates = st.sampled_from([Decimal(rate) for rate in ("0", "5", "9", "13", "15", "20", "24", "17.5")])


@given(cents, rates)
def test_included_tax_and_net_add_up_to_the_price(gross: Decimal, rate: Decimal) -> None:
    tax = money.line_tax(gross, rate, "Inclusive")
    net, total_tax = money.document_totals([(gross, tax)], "Inclusive")

    assert net + total_tax == gross
    assert abs(net * rate / 100 - tax) <= Decimal("0.02")


@given(st.lists(st.tuples(cents, rates), min_size=1, max_size=20))
def test_credit_mirrors_debit(lines: list[tuple[Decimal, Decimal]]) -> None:
    there = [(amount, money.line_tax(amount, rate, "Exclusive")) for amount, rate in lines]
    back = [(-amount, money.line_tax(-amount, rate, "Exclusive")) for amount, rate in lines]

    net, tax = money.document_totals(there, "Exclusive")

    assert money.document_totals(back, "Exclusive") == (-net, -tax)


@pytest.mark.parametrize(("exact", "cents_of_it"), [("2.165", "2.17"), ("2.164", "2.16"), ("-2.165", "-2.17")])
def test_half_is_rounded_away_from_zero(exact: str, cents_of_it: str) -> None:
    assert money.rounded(Decimal(exact)) == Decimal(cents_of_it)
