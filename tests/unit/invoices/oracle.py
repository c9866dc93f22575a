"""Both systems' arithmetic a second time, in fractions and whole cents, sharing nothing with the code under test."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

Taxing = Literal["document", "line", "line, rounded at the end"]


@dataclass(frozen=True, slots=True)
class Sold:
    """A line as a person enters it in Scoro."""

    price: Decimal
    amount: Decimal
    rate: Decimal
    discount: Decimal = Decimal(0)
    amount2: Decimal = Decimal(1)
    is_exempt: bool = False


@dataclass(frozen=True, slots=True)
class Sums:
    """In cents."""

    lines: tuple[int, ...]
    net: int
    vat: int

    @property
    def gross(self) -> int:
        return self.net + self.vat


def half_up(value: Fraction) -> int:
    """Half away from zero."""
    whole = int(abs(value) + Fraction(1, 2))
    return whole if value >= 0 else -whole


def in_scoro(sold: list[Sold], discounts: tuple[Decimal, ...], taxing: Taxing) -> Sums:
    """API reference §7.3: line sums rounded, the net rounded once, tax by the site's setting."""
    left = Fraction(1)
    for percent in discounts:
        left *= 1 - Fraction(percent) / 100
    lines = [
        half_up(
            100
            * Fraction(one.price)
            * Fraction(one.amount)
            * Fraction(one.amount2)
            * (1 - Fraction(one.discount) / 100)
        )
        for one in sold
    ]
    nets = [line * (Fraction(1) if one.is_exempt else left) for line, one in zip(lines, sold, strict=True)]
    net = half_up(sum(nets, Fraction(0)))
    rates = [Fraction(one.rate) / 100 for one in sold]
    taxes = [each * rate for each, rate in zip(nets, rates, strict=True)]
    if taxing == "document":
        vat = half_up(net * rates[0])
    elif taxing == "line":
        vat = sum(map(half_up, taxes))
    else:
        vat = half_up(sum(taxes, Fraction(0)))
    return Sums(tuple(lines), net, vat)


def in_xero(element: Mapping[str, Any], rates: Mapping[str, Decimal]) -> Sums:
    """API reference of Xero §7: every line's net and every line's tax rounded, then added."""
    nets, taxes = [], []
    for line in element["LineItems"]:
        if "Quantity" not in line:
            continue
        full = 100 * Fraction(line["Quantity"]) * Fraction(line["UnitAmount"])
        if "DiscountRate" in line:
            full *= 1 - Fraction(line["DiscountRate"]) / 100
        full -= 100 * Fraction(line.get("DiscountAmount", 0))
        nets.append(half_up(full))
        rate = rates[line["TaxType"]] if "TaxType" in line else Decimal(0)
        worked_out = half_up(nets[-1] * Fraction(rate) / 100)
        taxes.append(half_up(100 * Fraction(line["TaxAmount"])) if "TaxAmount" in line else worked_out)
    return Sums(tuple(nets), sum(nets), sum(taxes))
