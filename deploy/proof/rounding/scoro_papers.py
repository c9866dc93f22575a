"""Documents as people enter them in Scoro, with the sums that the pretend Scoro makes of them."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from services.sandbox.scoro.state import VatMode
from services.sandbox.scoro.totals import LineAmounts, Totals, line_sum, totals

ZERO = Decimal(0)
NEVER_DISCOUNTED = 2
PRODUCTS = (0, 0, 1, NEVER_DISCOUNTED)
DISCOUNTS = ("0", "0", "0", "0", "5", "10", "12.5", "33.333333", "100")
DOCUMENT_DISCOUNTS = ("0", "0", "0", "3", "7.5", "25")
SALES = ("OUTPUT2", "RROUTPUT", "ZERORATEDOUTPUT", "TAX001", "TAX002", "TAX003", "TAX004", "TAX005")
PURCHASES = ("INPUT2", "RRINPUT", "ZERORATEDINPUT", "TAX001", "TAX002", "TAX003", "TAX004", "TAX005")
TAXING = (
    (VatMode.LINE, True),
    (VatMode.LINE, False),
    (VatMode.DOCUMENT, True),
)
"""How sites work out tax: by line and rounded each, by line and rounded once, by document."""
CURRENCIES = ("GBP", "GBP", "GBP", "EUR", "USD", "JPY", "KWD")
PLACES = {"JPY": (0, 0, 2), "KWD": (3, 3, 2)}
"""Of prices, in currencies that know no cents or thousands of them; both systems keep two decimals of every sum."""
RATES = {"JPY": (400, 800), "KWD": (200_000, 300_000)}
"""Of a currency, in hundred thousandths: what one of it is worth."""


@dataclass(frozen=True, slots=True)
class ScoroPaper:
    """A document of Scoro."""

    is_bill: bool
    wire: dict[str, Any]
    gross: Decimal


def scoro_paper(draw: Random, number: int, rates: dict[str, Decimal]) -> ScoroPaper:
    """Invoices, credit invoices and bills, in three ways of working out tax."""
    kind = draw.choices(("invoice", "credit", "bill"), (5, 2, 3))[0]
    mode, is_rounded = draw.choice(TAXING)
    codes = draw.sample(PURCHASES if kind == "bill" else SALES, 1 if mode is VatMode.DOCUMENT else 3)
    currency = draw.choice(CURRENCIES)
    lines = [_line(draw, place, kind, codes, currency) for place in range(draw.choice((1, 1, 2, 3, 4, 6, 9)))]
    discounts = [Decimal(draw.choice(DOCUMENT_DISCOUNTS)) for _ in range(3)] if draw.random() < 1 / 2 else [ZERO] * 3
    sums = totals(
        [LineAmounts(one["sum"], rates[one["vat_code"]], one["product_id"] != NEVER_DISCOUNTED) for one in lines],
        discounts=discounts,
        mode=mode,
        round_tax_per_line=is_rounded,
        document_vat_percent=rates[codes[0]],
    )
    header = {"vat_code": codes[0] if mode is VatMode.DOCUMENT else ""}
    if mode is VatMode.DOCUMENT:
        lines = [one | {"vat_code": ""} for one in lines]
    if draw.random() < 1 / 4:
        lines.insert(0, {"id": 99, "product_id": -1, "comment": "Phase 1"})
    return ScoroPaper(
        kind == "bill", _wire(draw, number, kind, sums, discounts, currency) | header | {"lines": lines}, sums.gross
    )


def _line(draw: Random, place: int, kind: str, codes: list[str], currency: str) -> dict[str, Any]:
    price, amount = _price(draw, currency), _amount(draw, kind)
    discount = Decimal(draw.choice(DISCOUNTS))
    amount2 = Decimal(draw.choice(("1", "1", "1", "2.5"))) if kind != "bill" else None
    return {
        "id": place + 1,
        "product_id": draw.choice(PRODUCTS),
        "comment": f"Line {place + 1}",
        "price": price,
        "amount": amount,
        "amount2": amount2,
        "discount": discount,
        "sum": line_sum(price, amount, discount, amount2),
        "vat_code": draw.choice(codes),
    }


def _price(draw: Random, currency: str) -> Decimal:
    places = draw.choice(PLACES.get(currency, (2, 2, 2, 4, 6)))
    return Decimal(draw.randrange(10 ** draw.randint(1, 5 + places // 2))).scaleb(-places)


def _amount(draw: Random, kind: str) -> Decimal:
    places = draw.choice((0, 0, 2, 4))
    amount = Decimal(draw.randrange(1, 10 ** (1 + places))).scaleb(-places)
    is_turned = draw.random() < (1 / 12 if kind != "credit" else 11 / 12)
    return -amount if is_turned else amount


def rate(draw: Random, currency: str) -> Decimal:
    """What one of that currency is worth in pounds."""
    return (
        Decimal(1) if currency == "GBP" else Decimal(draw.randrange(*RATES.get(currency, (50_000, 200_000)))).scaleb(-5)
    )


def _wire(
    draw: Random, number: int, kind: str, sums: Totals, discounts: list[Decimal], currency: str
) -> dict[str, Any]:
    is_credit = kind == "credit" and sums.gross < 0
    return {
        "id": number,
        "no": f"P-{number}",
        "company_id": 1,
        "date": "2026-03-02",
        "deadline": "2026-03-16",
        "currency": currency,
        "currency_rate": rate(draw, currency),
        "discount": discounts[0],
        "discount2": discounts[1],
        "discount3": discounts[2],
        "sum": sums.sum,
        "vat_sum": sums.vat_sum,
        "is_sent": draw.choice((0, 1)),
        "credited_invoices": [7] if is_credit else None,
    }
