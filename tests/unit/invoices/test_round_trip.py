"""An invoice or credit note that crossed and would cross back is equal, but for the fields of the written list."""

import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.invoices import routes_to_scoro
from services.invoices.documents import ScoroInvoice
from services.invoices.lossy import FROM_SCORO, FROM_XERO
from services.invoices.mapping import to_xero
from shared.documents.errors import TotalsDifferError
from shared.documents.to_scoro import mapping
from shared.documents.to_scoro.in_xero import DocumentInXero
from tests.unit.invoices.oracle import Taxing, in_scoro
from tests.unit.invoices.strategies import wire_of
from tests.unit.invoices.test_invariants import ordinary
from tests.unit.shared_documents import there_and_back as both
from tests.unit.shared_documents.there_and_back import TO_SCORO, differing, differing_lines

TO_XERO = both.to_xero_refs("sales", "200")
OF_SCORO = {
    "id",
    "account_id",
    "created_date",
    "modified_date",
    "is_deleted",
    "prepayment_percent",
    "lines",
    "lines.id",
}
OF_XERO = {"invoice_id", "credit_note_id", "updated_date_utc", "line_items"}
OF_XEROS_LINES = {"line_items.line_item_id", "line_items.item", "line_items.tax_amount"}
"""Ids, moments and what is worked out are each system's own; a prepayment does not cross (R96)."""


def from_scoro_and_back(invoice: ScoroInvoice, taxing: Taxing) -> ScoroInvoice | None:
    """As it would be in Scoro again; None where it is held on its way, as sums would differ (R122)."""
    try:
        there = both.xero_answers(to_xero(invoice, TO_XERO).element)
        return in_scoro_again(there, taxing)
    except TotalsDifferError:
        return None


def in_scoro_again(document: DocumentInXero, taxing: Taxing, credited: tuple[int, ...] = ()) -> ScoroInvoice:
    written = mapping.to_scoro(document, replace(TO_SCORO, credited=credited))
    shaped = routes_to_scoro.FORM.shaped(written, document)
    return both.scoro_answers(shaped, document, ScoroInvoice, taxing)


@settings(max_examples=100, deadline=None)
@given(both.from_scoro())
def test_from_scoro_and_back(drawn: tuple[dict[str, Any], Taxing]) -> None:
    wire, taxing = drawn
    invoice = ScoroInvoice.model_validate(wire)

    back = from_scoro_and_back(invoice, taxing)

    if back is None:
        return
    assert differing(invoice, back, {*FROM_SCORO, *OF_SCORO}) == []
    assert both.unlike_lines(invoice, back, {*FROM_SCORO, *OF_SCORO}, "200") == []
    assert both.is_same_rate(invoice.currency_rate, back.currency_rate)
    assert back.reference_no == (invoice.reference_no or invoice.description)


@settings(max_examples=100, deadline=None)
@given(both.PLAIN_LINES)
def test_of_a_plain_document_the_numbers_of_every_line_come_back(sold: list[Any]) -> None:
    wire = wire_of(sold, in_scoro(sold, (), "line"), "line", (), "R20")
    invoice = ScoroInvoice.model_validate(wire | {"is_sent": 1})

    back = from_scoro_and_back(invoice, "line")

    assert back is not None
    lossy = FROM_SCORO.keys() - {f"lines.{name}" for name in ("price", "amount", "sum", "comment")}
    but_for = {*lossy, *OF_SCORO} - {"is_sent", "deadline", "reference_no"}
    assert differing(invoice, back, but_for) == []
    assert differing_lines(invoice.lines or (), back.lines or (), but_for, "lines.") == []
    discounts = zip(invoice.lines or (), back.lines or (), strict=True)
    assert all((line.discount or 0) == (again.discount or 0) for line, again in discounts)


@pytest.mark.parametrize("taxing", ["document", "line", "line, rounded at the end"])
def test_few_documents_are_held_on_their_way_back(taxing: Taxing) -> None:
    """The properties above would also hold if nothing ever came back."""
    chance = random.Random(11)
    documents = [ScoroInvoice.model_validate(ordinary(chance, taxing)) for _ in range(200)]

    came_back = [one for one in documents if from_scoro_and_back(one, taxing) is not None]

    assert len(came_back) >= 180


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(("ACCREC", "ACCRECCREDIT")).flatmap(both.from_xero))
def test_from_xero_and_back(document: DocumentInXero) -> None:
    try:
        kept = in_scoro_again(document, "line", credited=(7,) if document.is_credit_note else ())
        back = both.xero_answers(to_xero(kept, TO_XERO).element)
    except TotalsDifferError:
        assert document.line_amount_types == "Inclusive"
        return

    lossy = {*FROM_XERO, *OF_XERO, *OF_XEROS_LINES}
    assert differing(document, back, lossy - {"type"}) == []
    assert differing_lines(document.line_items, back.line_items, lossy, "line_items.") == []
    assert both.is_same_rate(document.currency_rate, back.currency_rate)
    if document.line_amount_types == "Exclusive":
        numbers = {f"line_items.{name}" for name in ("quantity", "unit_amount", "line_amount", "discount_rate")}
        assert differing_lines(document.line_items, back.line_items, lossy - numbers, "line_items.") == []


def test_a_credit_note_of_nothing_would_come_back_as_an_invoice() -> None:
    nothing = DocumentInXero.model_validate(
        {
            "Type": "ACCRECCREDIT", "CreditNoteID": "x-1", "CreditNoteNumber": "CN-1", "Status": "AUTHORISED",
            "Contact": {"ContactID": "c-312"}, "Date": "2026-03-02", "CurrencyCode": "GBP",
            "LineItems": [{"Description": "W", "Quantity": 1, "UnitAmount": 0, "AccountCode": "310", "TaxType": "R20"}],
        }
    )  # fmt: skip

    assert to_xero(in_scoro_again(nothing, "line"), TO_XERO).element.kind == "invoice"


def test_lines_without_a_word_are_lost_on_both_ways_and_an_amount_of_discount_is_folded() -> None:
    line = {"Quantity": 3, "UnitAmount": 10, "DiscountAmount": 1, "LineAmount": 29, "AccountCode": "310"}
    document = DocumentInXero.model_validate(
        {
            "Type": "ACCREC", "InvoiceID": "x-1", "InvoiceNumber": "INV-1", "Status": "AUTHORISED",
            "Contact": {"ContactID": "c-312"}, "Date": "2026-03-02", "DueDate": "2026-03-16", "CurrencyCode": "GBP",
            "SubTotal": 29, "TotalTax": 0, "Total": 29,
            "LineItems": [{"Description": " "}, {**line, "Description": "Work", "TaxType": "R0"}],
        }
    )  # fmt: skip

    kept = in_scoro_again(document, "line")
    blank = ScoroInvoice.model_validate(kept.model_dump() | {"lines": [{"product_id": -1}, kept.lines[0].model_dump()]})  # type: ignore[index]
    back = both.xero_answers(to_xero(blank, TO_XERO).element)

    [again] = back.line_items
    assert (again.quantity, again.unit_amount, again.line_amount) == (Decimal(3), Decimal("9.6667"), Decimal(29))
    assert again.discount_amount is None
