"""Documents as people enter them in Scoro, with the sums that Scoro makes of them."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from shared.documents.refs import Refs
from tests.unit.invoices.examples import WIRE
from tests.unit.invoices.oracle import Sold, Sums, Taxing, in_scoro

RATES = {f"R{percent}": Decimal(percent) for percent in ("0", "5", "9", "13.5", "20", "24", "25.5")}

BARE_REFS = Refs(contact_id="c", base_currency="GBP", tax_rates=RATES, default_account="200")


def decimals(least: int, most: int, places: int) -> st.SearchStrategy[Decimal]:
    return st.integers(least, most).map(lambda number: Decimal(number).scaleb(-places))


PRICES = st.one_of(decimals(0, 100_000, 2), decimals(0, 10_000_000, 4), decimals(0, 99_999_999, 6))
QUANTITIES = st.one_of(decimals(1, 100, 0), decimals(1, 999_999, 4), decimals(-30, 30, 0))
DISCOUNTS = st.sampled_from([Decimal(text) for text in ("0", "0", "5", "10", "12.5", "33.33", "100")])
DOCUMENT_DISCOUNTS = st.lists(DISCOUNTS.filter(lambda percent: percent < 100), max_size=3).map(tuple)
TAXING: st.SearchStrategy[Taxing] = st.sampled_from(("document", "line", "line, rounded at the end"))


@st.composite
def scoro_documents(draw: st.DrawFn, taxes: st.SearchStrategy[Taxing] = TAXING) -> tuple[dict[str, Any], Sums]:
    """The wire form of an invoice or credit invoice, and Scoro's sums in cents."""
    taxing = draw(taxes)
    codes = draw(st.lists(st.sampled_from(sorted(RATES)), min_size=1, max_size=1 if taxing == "document" else 3))
    sold = draw(st.lists(_sold(codes), min_size=1, max_size=15))
    discounts = draw(DOCUMENT_DISCOUNTS)
    sums = in_scoro(sold, discounts, taxing)
    wire = wire_of(sold, sums, taxing, discounts, codes[0])
    credited = draw(st.sampled_from((None, [], [7]))) if sums.gross < 0 else None
    headings = draw(st.sampled_from(([], [HEADING])))
    sent = draw(st.sampled_from((0, 1)))
    return {**wire, "is_sent": sent, "credited_invoices": credited, "lines": headings + wire["lines"]}, sums


HEADING = {"id": 1, "product_id": -1, "comment": "Phase 1", "price": "0.000000", "amount": "0.000000", "sum": "0.00"}


def wire_of(sold: list[Sold], sums: Sums, taxing: Taxing, discounts: tuple[Decimal, ...], code: str) -> dict[str, Any]:
    """As Scoro sends it; the VAT code stands on the document where that is how the site taxes."""
    padded = (*discounts, None, None, None)
    return {
        **WIRE,
        "sum": _money(sums.net),
        "vat_sum": _money(sums.vat),
        "vat_code": code if taxing == "document" else "",
        "lines": [_line(place, one, sums, taxing) for place, one in enumerate(sold)],
        **{name: str(padded[place] or 0) for place, name in enumerate(("discount", "discount2", "discount3"))},
    }


def _sold(rates: list[str]) -> st.SearchStrategy[Sold]:
    return st.builds(
        Sold,
        price=PRICES,
        amount=QUANTITIES,
        rate=st.sampled_from([RATES[code] for code in rates]),
        discount=DISCOUNTS,
        amount2=st.sampled_from((Decimal(1), Decimal(1), Decimal("2.5"))),
    )


def _line(place: int, one: Sold, sums: Sums, taxing: Taxing) -> dict[str, Any]:
    own_rate = {} if taxing == "document" else {"vat": f"{one.rate:.3f}", "vat_code": f"R{one.rate}"}
    return {
        "id": place + 2,
        "product_id": 0,
        "comment": f"Line {place}",
        "price": f"{one.price:.6f}",
        "amount": f"{one.amount:.6f}",
        "amount2": f"{one.amount2:.6f}",
        "discount": f"{one.discount:.6f}",
        "sum": _money(sums.lines[place]),
        **own_rate,
    }


def _money(cents: int) -> str:
    return f"{Decimal(cents).scaleb(-2):.2f}"
