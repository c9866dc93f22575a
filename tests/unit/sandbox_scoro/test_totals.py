"""Sums worked out by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.sandbox.scoro.state import VatMode
from services.sandbox.scoro.totals import LineAmounts, Totals, line_sum, totals

AMOUNTS = st.decimals("-9999.99", "9999.99", places=2)
RATES = st.sampled_from([Decimal(0), Decimal(5), Decimal(20), Decimal("17.5")])


def line(net: str, percent: str = "20", *, discountable: bool = True) -> LineAmounts:
    return LineAmounts(Decimal(net), Decimal(percent), is_discountable=discountable)


def by_line(*lines: LineAmounts, discounts: tuple[str, ...] = (), rounded: bool = True) -> Totals:
    return totals(
        lines,
        discounts=[Decimal(one) for one in discounts],
        mode=VatMode.LINE,
        round_tax_per_line=rounded,
        document_vat_percent=Decimal(0),
    )


def by_document(*lines: LineAmounts, percent: str, discounts: tuple[str, ...] = ()) -> Totals:
    return totals(
        lines,
        discounts=[Decimal(one) for one in discounts],
        mode=VatMode.DOCUMENT,
        round_tax_per_line=False,
        document_vat_percent=Decimal(percent),
    )


@pytest.mark.parametrize(
    ("price", "amount", "discount", "expected"),
    [
        pytest.param("95", "10", "0", "950.00", id="plain"),
        pytest.param("0.125", "1", "0", "0.13", id="half a cent goes up"),
        pytest.param("-0.125", "1", "0", "-0.13", id="and away from zero below it"),
        pytest.param("233.3333", "1.2345", "0", "288.05", id="four decimals each"),
        pytest.param("100", "3", "33.33", "200.01", id="line discount"),
        pytest.param("100", "3", "100", "0.00", id="for nothing"),
    ],
)
def test_a_line_is_rounded_to_cents_once(price: str, amount: str, discount: str, expected: str) -> None:
    assert line_sum(Decimal(price), Decimal(amount), Decimal(discount)) == Decimal(expected)


def test_a_second_quantity_multiplies_only_when_filled() -> None:
    assert line_sum(Decimal(10), Decimal(2), Decimal(0), Decimal(3)) == Decimal(60)
    assert line_sum(Decimal(10), Decimal(2), Decimal(0), None) == Decimal(20)


def test_the_invoice_of_the_reference() -> None:
    assert by_line(line("0", "0"), line("950"), line("241")) == Totals(Decimal("1191.00"), Decimal("238.20"))


def test_tax_rounded_per_line_differs_from_tax_rounded_once() -> None:
    three = [line("0.13")] * 3

    assert by_line(*three).vat_sum == Decimal("0.09")
    assert by_line(*three, rounded=False).vat_sum == Decimal("0.08")


def test_a_document_discount_skips_products_that_take_none() -> None:
    found = by_document(line("100"), line("60", discountable=False), percent="24", discounts=("25",))

    assert found == Totals(Decimal("135.00"), Decimal("32.40"))


def test_document_discounts_multiply() -> None:
    assert by_line(line("100"), discounts=("10", "10", "50")).sum == Decimal("40.50")


def test_document_based_tax_is_taken_from_the_discounted_net() -> None:
    found = by_document(line("33.33", "0"), line("33.33", "0"), percent="20", discounts=("5",))

    assert found == Totals(Decimal("63.33"), Decimal("12.67"))


@given(st.lists(st.tuples(AMOUNTS, RATES), max_size=6), st.sampled_from(["0", "5", "12.5"]), st.booleans())
def test_a_credit_of_everything_is_the_exact_opposite(
    lines: list[tuple[Decimal, Decimal]],
    discount: str,
    rounded: bool,  # noqa: FBT001 drawn by hypothesis
) -> None:
    invoice = by_line(*(LineAmounts(net, rate) for net, rate in lines), discounts=(discount,), rounded=rounded)
    credit = by_line(*(LineAmounts(-net, rate) for net, rate in lines), discounts=(discount,), rounded=rounded)

    assert credit == Totals(-invoice.sum, -invoice.vat_sum)
    assert credit.gross == -invoice.gross
