"""Xero's arithmetic: half away from zero, unit prices rounded before anything else (reference section 7)."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)
_STEPS = {places: Decimal(1).scaleb(-places) for places in (0, 1, 2, 4, 6)}


def rounded(value: Decimal, places: int = 2) -> Decimal:
    return value.quantize(_STEPS[places], ROUND_HALF_UP)


def line_total(quantity: Decimal, unit: Decimal, *, rate: Decimal | None, amount: Decimal | None) -> Decimal:
    """Rule 2: `rate` is a discount in percent, `amount` one in money; a line has at most one of them."""
    gross = quantity * unit
    if rate is not None:
        return rounded(gross * (HUNDRED - rate) / HUNDRED)
    return rounded(gross - (amount or ZERO))


def line_tax(line_amount: Decimal, percent: Decimal, line_amount_types: str) -> Decimal:
    """Rule 3."""
    if line_amount_types == "Exclusive":
        return rounded(line_amount * percent / HUNDRED)
    if line_amount_types == "Inclusive":
        return rounded(line_amount * percent / (HUNDRED + percent))
    return rounded(ZERO)


def document_totals(lines: Iterable[tuple[Decimal, Decimal]], line_amount_types: str) -> tuple[Decimal, Decimal]:
    """Rule 4: (SubTotal, TotalTax) of lines given as (LineAmount, TaxAmount)."""
    net, tax = rounded(ZERO), rounded(ZERO)
    for amount, line_tax_amount in lines:
        net += amount
        tax += line_tax_amount
    return (net - tax if line_amount_types == "Inclusive" else net), tax
