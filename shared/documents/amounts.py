"""A line's wanted net as quantity, unit price and discount that Xero multiplies to exactly that net; pure.

Xero keeps four decimals of quantity and price and rounds once. The first of these ways that gives the net to the cent:

1. quantity × price, with the discount as `DiscountRate` where there is one (two decimals of percent);
2. quantity × price less `DiscountAmount`;
3. quantity × a price into which everything else is folded;
4. one unit at the net.

Credit notes know no discounts in Xero, so ways 1 and 2 only serve without one. A price without a discount is folded
before it gets a `DiscountAmount`, and gets one only where the price itself is exact: cents moved between lines are no
discount that a customer was given.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from shared.documents.fields import ScoroLine
from shared.documents.totals import HUNDRED, multiplied
from shared.money import ZERO, cents, rounded

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Amounts:
    """The numbers of a priced line in Xero."""

    quantity: Decimal
    unit_amount: Decimal
    discount_rate: Decimal | None = None
    discount_amount: Decimal | None = None

    @property
    def net(self) -> Decimal:
        return multiplied(self.quantity, self.unit_amount, self.discount_rate, self.discount_amount)


def amounts(line: ScoroLine, net: Decimal, *, sign: int, discount: Decimal, may_discount: bool) -> Amounts:
    """The first way that gives `net`, which has Xero's sign already; `sign` is -1 where the document's is turned.

    A negative quantity becomes a positive one at a negated price: Xero takes none (R86).
    """
    quantity = rounded(abs(line.quantity), 4)
    unit = line.price * (sign if line.quantity >= 0 else -sign) + ZERO  # + 0: no -0
    if quantity != abs(line.quantity):
        return Amounts(ONE, net)
    if discount and may_discount:
        ways = _discounted(quantity, unit, net, discount)
    else:
        ways = _undiscounted(quantity, unit, net, may_discount=may_discount)
    return next((way for way in ways if way.net == net), Amounts(ONE, net))


def _discounted(quantity: Decimal, unit: Decimal, net: Decimal, discount: Decimal) -> Iterator[Amounts]:
    price = rounded(unit, 4)
    rate = rounded(discount, 2)
    if ZERO < rate <= HUNDRED:
        yield Amounts(quantity, price, discount_rate=rate)
    yield from _less(quantity, price, net)
    yield from _folded(quantity, net)


def _undiscounted(quantity: Decimal, unit: Decimal, net: Decimal, *, may_discount: bool) -> Iterator[Amounts]:
    price = rounded(unit, 4)
    yield Amounts(quantity, price)
    yield from _folded(quantity, net)
    if may_discount and price == unit:
        yield from _less(quantity, price, net)


def _less(quantity: Decimal, price: Decimal, net: Decimal) -> Iterator[Amounts]:
    """Only a true discount: above nothing, and not more than the line."""
    off = cents(quantity * price) - net
    if ZERO < off <= quantity * price:
        yield Amounts(quantity, price, discount_amount=off)


def _folded(quantity: Decimal, net: Decimal) -> Iterator[Amounts]:
    if quantity:
        yield Amounts(quantity, rounded(net / quantity, 4))
