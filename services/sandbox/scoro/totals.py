"""Sums of a document, as Scoro computes them. Pure; rounding is half up, as PHP's."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from services.sandbox.scoro.state import VatMode

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class LineAmounts:
    sum: Decimal
    """Net of the line before document discounts."""
    vat_percent: Decimal
    is_discountable: bool = True
    """False for products that take no document discount."""


@dataclass(frozen=True, slots=True)
class Totals:
    sum: Decimal
    vat_sum: Decimal

    @property
    def gross(self) -> Decimal:
        return self.sum + self.vat_sum


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def left_after(discount: Decimal | None) -> Decimal:
    """10 percent leave 0.9."""
    return ONE - (discount or 0) / HUNDRED


def line_sum(price: Decimal, amount: Decimal, discount: Decimal, amount2: Decimal | None = None) -> Decimal:
    """`amount2` (if the site multiplies by it) counts only when it is filled."""
    return cents(price * amount * (amount2 or ONE) * left_after(discount))


def line_based(lines: Iterable[LineAmounts], left: Decimal, *, round_tax_per_line: bool) -> Totals:
    """Each line's net is rounded; its tax too if the site says so, else once at the end."""
    net = tax = Decimal(0)
    for line in lines:
        line_net = cents(line.sum * left) if line.is_discountable else line.sum
        line_tax = line_net * line.vat_percent / HUNDRED
        net += line_net
        tax += cents(line_tax) if round_tax_per_line else line_tax
    return Totals(cents(net), cents(tax))


def document_based(lines: Iterable[LineAmounts], left: Decimal, vat_percent: Decimal) -> Totals:
    """Net and tax are rounded once each."""
    net = cents(sum((line.sum * (left if line.is_discountable else ONE) for line in lines), Decimal(0)))
    return Totals(net, cents(net * vat_percent / HUNDRED))


def totals(
    lines: Iterable[LineAmounts],
    *,
    discounts: Iterable[Decimal | None],
    mode: VatMode,
    round_tax_per_line: bool,
    document_vat_percent: Decimal,
) -> Totals:
    left = ONE
    for discount in discounts:
        left *= left_after(discount)
    if mode is VatMode.DOCUMENT:
        return document_based(lines, left, document_vat_percent)
    return line_based(lines, left, round_tax_per_line=round_tax_per_line)
