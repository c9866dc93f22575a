"""Rounding is half away from zero, sums are exact."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.money import cents, plain, rounded, total

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=6)


@pytest.mark.parametrize(
    ("amount", "rounded_to_cents"),
    [("2.165", "2.17"), ("2.164", "2.16"), ("-2.165", "-2.17"), ("0.005", "0.01"), ("1E+2", "100.00")],
)
def test_half_a_cent_goes_away_from_zero(amount: str, rounded_to_cents: str) -> None:
    assert str(cents(Decimal(amount))) == rounded_to_cents


@given(AMOUNTS)
def test_rounding_turns_with_the_sign(amount: Decimal) -> None:
    assert cents(-amount) == -cents(amount)


@given(st.lists(AMOUNTS.map(cents)))
def test_a_sum_of_cents_has_no_other_decimals(amounts: list[Decimal]) -> None:
    assert total(amounts) == cents(total(amounts))


@given(AMOUNTS)
def test_plain_digits_mean_the_same_number(amount: Decimal) -> None:
    assert Decimal(plain(amount)) == amount
    assert "E" not in plain(amount)


def test_places_can_be_chosen() -> None:
    assert rounded(Decimal("0.838249"), 4) == Decimal("0.8382")
