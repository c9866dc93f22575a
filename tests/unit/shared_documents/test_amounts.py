from decimal import Decimal
from typing import Any

import pytest

from shared.documents.amounts import Amounts, amounts
from shared.documents.fields import ScoroLine


def found(net: str, *, discount: str = "0", sign: int = 1, may_discount: bool = True, **line: Any) -> Amounts:
    return amounts(
        ScoroLine.model_validate(line), Decimal(net), sign=sign, discount=Decimal(discount), may_discount=may_discount
    )


def made(quantity: str, unit: str, *, rate: str | None = None, less: str | None = None) -> Amounts:
    return Amounts(Decimal(quantity), Decimal(unit), Decimal(rate) if rate else None, Decimal(less) if less else None)


def test_without_a_discount_quantity_and_price_stay() -> None:
    assert found("241.00", price="120.500000", amount="2.000000") == made("2", "120.5")


def test_r85_the_second_quantity_multiplies() -> None:
    assert found("600.00", price="50", amount="3", amount2="4") == made("12", "50")


def test_an_unused_second_quantity_of_zero_does_not_multiply() -> None:
    assert found("150.00", price="50", amount="3", amount2="0.000000") == made("3", "50")


def test_a_second_quantity_that_the_lines_own_sum_denies_does_not_multiply() -> None:
    line = {"price": "50", "amount": "3", "amount2": "4", "discount": "10", "sum": "135.00"}

    assert ScoroLine.model_validate(line).quantity == 3


def test_a_second_quantity_that_the_lines_own_sum_confirms_multiplies() -> None:
    assert found("600.00", price="50", amount="3", amount2="4", sum="600.00").quantity == 12


@pytest.mark.parametrize(
    ("price", "amount", "net", "unit"),
    [
        pytest.param("120", "-2", "-240.00", "-120", id="negative quantity"),
        pytest.param("-120", "2", "-240.00", "-120", id="negative price"),
        pytest.param("-120", "-2", "240.00", "120", id="both"),
    ],
)
def test_r86_a_negative_quantity_becomes_a_negative_price(price: str, amount: str, net: str, unit: str) -> None:
    assert found(net, price=price, amount=amount) == made("2", unit)


def test_r86_in_a_document_that_is_turned_around_the_signs_turn() -> None:
    assert found("240.00", sign=-1, may_discount=False, price="120", amount="-2") == made("2", "120")


def test_a_discount_that_gives_the_net_is_sent_as_a_rate() -> None:
    assert found("90.00", discount="10", price="50", amount="2") == made("2", "50", rate="10")


def test_a_combined_discount_is_one_rate() -> None:
    assert found("72.00", discount="28", price="50", amount="2") == made("2", "50", rate="28")


def test_a_rate_that_needs_more_decimals_is_sent_as_an_amount() -> None:
    assert found("66633.34", discount="33.366663", price="100", amount="1000") == made("1000", "100", less="33366.66")


def test_a_discount_of_everything_leaves_nothing() -> None:
    assert found("0.00", discount="100", price="50", amount="2").net == 0


def test_a_surcharge_is_folded_into_the_price() -> None:
    assert found("110.00", discount="-10", price="50", amount="2") == made("2", "55")


def test_credit_notes_have_no_discounts_so_they_are_folded_into_the_price() -> None:
    assert found("90.00", discount="10", may_discount=False, price="50", amount="2") == made("2", "45")


def test_a_credit_whose_price_cannot_hold_the_discount_is_one_unit() -> None:
    assert found("8333.37", discount="16.6663", may_discount=False, price="10", amount="1000") == made("1", "8333.37")


def test_a_cent_moved_between_lines_is_folded_into_the_price() -> None:
    assert found("20.99", price="10.50", amount="2") == made("2", "10.495")


def test_a_cent_moved_off_many_units_is_a_discount_amount() -> None:
    assert found("1049.99", price="1.05", amount="1000") == made("1000", "1.05", less="0.01")


def test_more_than_four_decimals_of_quantity_make_one_unit() -> None:
    assert found("30.00", price="90", amount="0.333333") == made("1", "30")


def test_more_than_four_decimals_of_price_are_rounded_where_the_net_stays() -> None:
    assert found("3.33", price="0.333333", amount="10") == made("10", "0.3333")


def test_a_price_that_rounding_would_change_makes_one_unit_rather_than_a_discount() -> None:
    assert found("123.46", price="0.123456", amount="1000") == made("1", "123.46")


def test_no_quantity_stays_no_quantity() -> None:
    assert found("0.00", price="50", amount="0") == made("0", "50")
