"""Money, quantities and rates as exact decimals; the only place that rounds."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
CENT = Decimal("0.01")


def rounded(amount: Decimal, places: int) -> Decimal:
    """Half away from zero to that many decimal places: 2.165 → 2.17, -2.165 → -2.17."""
    return amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def cents(amount: Decimal) -> Decimal:
    """Rounded to two decimal places, what both systems keep of a sum."""
    return rounded(amount, 2)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The sum; zero of nothing, still a Decimal."""
    return sum(amounts, ZERO)


def plain(amount: Decimal) -> str:
    """Digits without exponent or trailing zeros: `1E+2` → `100`, `1.500` → `1.5`."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
