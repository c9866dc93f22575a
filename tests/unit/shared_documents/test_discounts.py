import dataclasses
from decimal import Decimal
from typing import Any

import pytest

from services.invoices.documents import ScoroInvoice
from shared.documents.discounts import kept, shares
from shared.documents.errors import LinesDoNotAddUpError
from shared.documents.refs import ProductRef, Refs
from shared.money import plain
from tests.unit.invoices.examples import A_LINE, REFS, an_invoice


def two_lines(*, net: str, **header: Any) -> ScoroInvoice:
    """A product for 100.00 and another for 50.00."""
    lines = [
        {**A_LINE, "product_id": 1, "price": "100", "amount": "1", "sum": "100.00"},
        {**A_LINE, "product_id": 2, "price": "50", "amount": "1", "sum": "50.00"},
    ]
    return an_invoice(sum=net, lines=lines, **header)


def parts(invoice: ScoroInvoice, **products: ProductRef) -> list[tuple[str, str]]:
    """Net and discount of each line."""
    refs: Refs = dataclasses.replace(REFS, products={int(name[1:]): product for name, product in products.items()})
    return [(plain(share.net), plain(share.discount)) for share in shares(invoice, invoice.lines or (), refs)]


def test_discounts_multiply() -> None:
    assert kept(Decimal(20), None, Decimal(10)) == Decimal("0.72")


def test_document_discounts_reach_every_line() -> None:
    assert parts(two_lines(net="108.00", discount="20", discount2="10")) == [("72", "28"), ("36", "28")]


def test_a_line_discount_adds_to_the_documents() -> None:
    line = {**A_LINE, "discount": "50", "sum": "475.00"}
    invoice = an_invoice(lines=[line], sum="427.50", discount="10")

    assert parts(invoice) == [("427.5", "55")]


def test_a_product_that_is_never_discounted_keeps_its_price() -> None:
    exempt, normal = ProductRef(is_never_discounted=True), ProductRef(is_never_discounted=False)

    assert parts(two_lines(net="125.00", discount="25"), p1=normal, p2=exempt) == [("75", "25"), ("50", "0")]


def test_where_the_cards_were_not_read_the_documents_net_tells_which_products_are_exempt() -> None:
    assert parts(two_lines(net="125.00", discount="25")) == [("75", "25"), ("50", "0")]
    assert parts(two_lines(net="137.50", discount="25")) == [("100", "0"), ("37.5", "25")]


def test_a_card_that_was_read_is_believed() -> None:
    normal = ProductRef(is_never_discounted=False)

    with pytest.raises(LinesDoNotAddUpError):
        parts(two_lines(net="125.00", discount="25"), p1=normal, p2=normal)


def test_lines_that_no_reading_explains_hold_the_document() -> None:
    with pytest.raises(LinesDoNotAddUpError, match="the lines make 150, the document says 149") as held:
        parts(two_lines(net="149.00"))

    assert (held.value.lines, held.value.document) == (Decimal(150), Decimal(149))


def test_rounding_alone_is_no_contradiction() -> None:
    assert len(parts(two_lines(net="150.01"))) == 2


def test_a_line_without_its_own_sum_is_computed() -> None:
    invoice = an_invoice(lines=[{**A_LINE, "sum": None, "discount": "10"}], sum="855.00")

    assert parts(invoice) == [("855", "10")]
