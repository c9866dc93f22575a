from decimal import Decimal

import pytest

from shared.documents.errors import TotalsDifferError
from shared.documents.fields import XeroLine
from shared.documents.totals import MOST_CENTS, Nets, Totals, compare, line_amount, line_tax, wanted_nets
from shared.money import total

D = Decimal


def numbers(*amounts: str) -> list[Decimal]:
    return [Decimal(amount) for amount in amounts]


def taxed(nets: Nets, *rates: str) -> Decimal:
    """As Xero adds it up."""
    return total(map(line_tax, nets.nets, numbers(*rates)))


def test_the_recorded_exclusive_lines_make_the_recorded_tax() -> None:
    """Xero reference §7: taxing the sum would give 11.45."""
    assert sum(line_tax(net, D(15)) for net in numbers("25.06", "25.61", "25.63")) == D("11.44")


@pytest.mark.parametrize(
    ("line", "net"),
    [
        (XeroLine(description="x", quantity=D(2), unit_amount=D("10.50")), "21.00"),
        (XeroLine(description="x", quantity=D("1.5"), unit_amount=D("1.4433")), "2.16"),
        (XeroLine(description="x", quantity=D(1), unit_amount=D("2.165")), "2.17"),
        (XeroLine(description="x", quantity=D(1), unit_amount=D("-2.165")), "-2.17"),
        (XeroLine(description="x", quantity=D(3), unit_amount=D("9.99"), discount_rate=D("12.5")), "26.22"),
        (XeroLine(description="x", quantity=D(3), unit_amount=D("9.99"), discount_amount=D("1.23")), "28.74"),
        (XeroLine(description="only text"), "0"),
    ],
)
def test_a_line_is_rounded_once_after_its_discount(line: XeroLine, net: str) -> None:  # R50
    assert line_amount(line) == D(net)


def test_the_documents_net_is_spread_by_largest_remainder() -> None:
    nets = wanted_nets(numbers("3.334", "3.334", "3.332"), numbers("0", "0", "0"), document=Totals(D("10.00"), D(0)))

    assert nets.nets == (D("3.34"), D("3.33"), D("3.33"))


def test_a_net_below_the_rounded_sum_takes_from_those_that_rounding_favoured() -> None:
    nets = wanted_nets(numbers("1.005", "1.005", "2.00"), numbers("0", "0", "0"), document=Totals(D("4.01"), D(0)))

    assert sum(nets.nets) == D("4.01")
    assert nets.nets[2] == D("2.00")


def test_lines_worth_nothing_get_nothing() -> None:
    nets = wanted_nets(numbers("0.00", "3.334", "6.668"), numbers("0", "0", "0"), document=Totals(D("10.00"), D(0)))

    assert nets.nets[0] == 0


def test_cents_move_between_lines_until_the_tax_agrees() -> None:
    """Taxed line by line these make 11.44, the document says 11.45 (Xero reference §7)."""
    nets = wanted_nets(
        numbers("25.06", "25.61", "25.63"), numbers("15", "15", "15"), document=Totals(D("76.30"), D("11.45"))
    )

    assert sum(nets.nets) == D("76.30")
    assert (nets.moved, taxed(nets, "15", "15", "15")) == (D("0.01"), D("11.45"))


def test_cents_move_the_other_way_too() -> None:
    nets = wanted_nets(numbers("0.13", "0.13"), numbers("20", "20"), document=Totals(D("0.26"), D("0.05")))

    assert (sum(nets.nets), taxed(nets, "20", "20")) == (D("0.26"), D("0.05"))


def test_cents_stay_within_one_rate_where_they_can() -> None:
    """Both the second and the third could give the cent; the second has the rate of the first."""
    nets = wanted_nets(numbers("0.12", "0.12", "0.50"), numbers("20", "20", "0"), document=Totals(D("0.74"), D("0.05")))

    assert nets.nets[2] == D("0.50")
    assert taxed(nets, "20", "20", "0") == D("0.05")


def test_a_line_without_tax_can_give_what_another_rate_needs() -> None:
    nets = wanted_nets(numbers("0.12", "0.50"), numbers("20", "0"), document=Totals(D("0.62"), D("0.03")))

    assert nets.nets == (D("0.13"), D("0.49"))


def test_where_moving_does_not_help_the_net_stands() -> None:
    nets = wanted_nets(numbers("0.02"), numbers("20"), document=Totals(D("0.02"), D("0.01")))

    assert (nets.nets, taxed(nets, "20")) == ((D("0.02"),), D(0))


def test_a_line_never_moves_beyond_its_bound() -> None:
    """At 1 % it takes 40 cents until the tax turns."""
    nets = wanted_nets(numbers("10.10", "10.10"), numbers("1", "1"), document=Totals(D("20.20"), D("0.21")))

    assert max(abs(net - D("10.10")) for net in nets.nets) <= D(MOST_CENTS) / 100
    assert taxed(nets, "1", "1") == D("0.20")


def test_a_line_never_vanishes_or_turns_around() -> None:
    nets = wanted_nets(numbers("0.01", "0.12"), numbers("20", "20"), document=Totals(D("0.13"), D("0.03")))

    assert all(net > 0 for net in nets.nets)


@pytest.mark.parametrize(("scoro", "xero"), [("10.00", "10.00"), ("-10.00", "10.00"), ("10.000000", "10.0")])
def test_r122_equal_gross_totals_pass(scoro: str, xero: str) -> None:
    compare(scoro=D(scoro), xero=D(xero))


def test_r122_a_difference_names_both_sums() -> None:
    with pytest.raises(TotalsDifferError, match=r"10\.01 in Scoro, 10 in Xero") as differ:
        compare(scoro=D("10.01"), xero=D("10.00"))

    assert (differ.value.scoro, differ.value.xero) == (D("10.01"), D("10.00"))
