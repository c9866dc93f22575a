"""Documents as people enter them in Xero, with or without tax in their prices, and what the pretend Xero answers."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from deploy.proof.rounding.books import Made, reckoned
from deploy.proof.rounding.scoro_papers import CURRENCIES, PLACES, PURCHASES, SALES, rate
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.papers import Line

KINDS = ("ACCREC", "ACCREC", "ACCPAY", "ACCRECCREDIT", "ACCPAYCREDIT")
TYPES = ("Exclusive", "Inclusive", "Inclusive", "NoTax")
SHIFTS = (0,) * 30 + (-3, 2, 10)
"""A person may shift the total by ten cents; that is no line (reference §7)."""
CENT = Decimal("0.01")
DISCOUNT_RATES = ("5", "12.5", "33.33", "100")
RATE_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class XeroPaper:
    """A document as Xero answers it."""

    wire: dict[str, Any]
    total: Decimal


def xero_paper(draw: Random, number: int, ledger: Ledger) -> XeroPaper:
    """Invoices, bills and credit notes of both sides; never negative as a whole, as Xero has none."""
    while True:
        currency = draw.choice(CURRENCIES)
        element = _element(draw, number, currency)
        made = reckoned(ledger, element, unit_places=draw.choice((2, 4)))
        if made.total > 0 and draw.random() < 1 / 20:
            made = reckoned(ledger, _with_tax_by_hand(draw, element, made))
        if not made.refused and made.total > 0:
            theirs = (1 / rate(draw, currency)).quantize(RATE_PLACES)
            said = {"CurrencyCode": currency, "CurrencyRate": theirs}
            return _answered(element | said, made, CENT * draw.choice(SHIFTS))


def _with_tax_by_hand(draw: Random, element: dict[str, Any], made: Made) -> dict[str, Any]:
    """Somebody typed the tax that stands on the paper, a cent beside what Xero works out."""
    place = draw.randrange(len(made.lines))
    tax = made.lines[place].tax_amount
    lines = [dict(line) for line in element["LineItems"]]
    if tax:
        lines[place]["TaxAmount"] = tax + draw.choice((-CENT, CENT))
    return element | {"LineItems": lines}


def _element(draw: Random, number: int, currency: str) -> dict[str, Any]:
    kind = draw.choice(KINDS)
    codes = draw.sample(SALES if kind.startswith("ACCREC") else PURCHASES, draw.choice((1, 1, 3)))
    account = "200" if kind.startswith("ACCREC") else "429"
    lines: list[dict[str, Any]] = [{"Description": "Phase 1"}] if draw.random() < 1 / 6 else []
    for place in range(draw.choice((1, 1, 2, 3, 5, 8))):
        line: dict[str, Any] = {"Description": f"Line {place + 1}", "AccountCode": account}
        places = draw.choice(PLACES.get(currency, (2, 2, 4)))
        price = Decimal(draw.randrange(1, 10 ** draw.randint(2, 5 + places // 2))).scaleb(-places)
        line |= {"UnitAmount": price if draw.random() < 11 / 12 else -price, "TaxType": draw.choice(codes)}
        line["Quantity"] = Decimal(draw.randrange(1, 10 ** draw.choice((1, 2, 4)))).scaleb(-draw.choice((0, 0, 2, 4)))
        if kind == "ACCREC" and draw.random() < 1 / 5:
            percent = Decimal(draw.choice(DISCOUNT_RATES))
            line |= draw.choice(({"DiscountRate": percent}, {"DiscountAmount": min(price, CENT * 37)}))
        lines.append(line)
    types = draw.choice(TYPES)
    return {"Type": kind, "InvoiceNumber": f"X-{number}", "LineAmountTypes": types, "LineItems": lines}


def _answered(element: dict[str, Any], made: Made, shift: Decimal) -> XeroPaper:
    is_note = element["Type"].endswith("CREDIT")
    number, own = ("CreditNoteNumber", "CreditNoteID") if is_note else ("InvoiceNumber", "InvoiceID")
    total = made.total + shift if made.total + shift > 0 else made.total
    wire = {
        "Type": element["Type"],
        number: element["InvoiceNumber"],
        own: "x-1",
        "Status": "AUTHORISED",
        "Contact": {"ContactID": "c-1"},
        "Date": "2026-03-02",
        "DueDate": "2026-03-16",
        "CurrencyCode": element["CurrencyCode"],
        "CurrencyRate": element["CurrencyRate"],
        "LineAmountTypes": element["LineAmountTypes"],
        "LineItems": [_line(line) for line in made.lines],
        "SubTotal": made.sub_total,
        "TotalTax": made.total_tax,
        "Total": total,
    }
    return XeroPaper(wire, total)


def _line(line: Line) -> dict[str, Any]:
    if not line.is_priced:
        return {"Description": line.description}
    said = {
        "Description": line.description,
        "Quantity": line.quantity,
        "UnitAmount": line.unit_amount,
        "LineAmount": line.line_amount,
        "TaxAmount": line.tax_amount,
        "TaxType": line.tax_type,
        "AccountCode": line.account_code,
        "DiscountRate": line.discount_rate,
        "DiscountAmount": line.discount_amount,
    }
    return {name: value for name, value in said.items() if value is not None}
