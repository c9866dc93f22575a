"""A bill that crossed and would cross back is equal, but for the fields of the written list."""

import random
from typing import Any

import pytest
from hypothesis import given, settings

from services.bills import routes_to_scoro
from services.bills.documents import ScoroBill
from services.bills.errors import NegativeBillError
from services.bills.lossy import FROM_SCORO, FROM_XERO
from services.bills.mapping import to_xero
from shared.documents.errors import TotalsDifferError
from shared.documents.to_scoro import mapping
from shared.documents.to_scoro.in_xero import DocumentInXero
from tests.unit.invoices.oracle import Taxing
from tests.unit.invoices.test_invariants import ordinary
from tests.unit.shared_documents import there_and_back as both
from tests.unit.shared_documents.there_and_back import TO_SCORO, differing, differing_lines

TO_XERO = both.to_xero_refs("purchases", "429")
OF_SCORO = {"id", "account_id", "created_date", "modified_date", "is_deleted", "lines", "lines.id"}
OF_XERO = {"invoice_id", "credit_note_id", "updated_date_utc", "line_items", "allocations"}
OF_XEROS_LINES = {"line_items.line_item_id", "line_items.item", "line_items.tax_amount"}
"""Ids, moments and what is worked out are each system's own; allocations are of credit notes, which stay in Xero."""


def from_scoro_and_back(bill: ScoroBill, taxing: Taxing) -> ScoroBill | None:
    """As it would be in Scoro again; None where it is held on its way (R86, R122)."""
    try:
        return in_scoro_again(both.xero_answers(to_xero(bill, TO_XERO).element), taxing)
    except (TotalsDifferError, NegativeBillError):
        return None


def in_scoro_again(document: DocumentInXero, taxing: Taxing) -> ScoroBill:
    written = routes_to_scoro.FORM.shaped(mapping.to_scoro(document, TO_SCORO), document)
    return both.scoro_answers(written, document, ScoroBill, taxing)


@settings(max_examples=100, deadline=None)
@given(both.from_scoro())
def test_from_scoro_and_back(drawn: tuple[dict[str, Any], Taxing]) -> None:
    wire, taxing = drawn
    bill = ScoroBill.model_validate(wire)

    back = from_scoro_and_back(bill, taxing)

    if back is None:
        return
    assert differing(bill, back, {*FROM_SCORO, *OF_SCORO}) == []
    assert both.unlike_lines(bill, back, {*FROM_SCORO, *OF_SCORO}, "429") == []
    assert both.is_same_rate(bill.currency_rate, back.currency_rate)


@pytest.mark.parametrize("taxing", ["document", "line", "line, rounded at the end"])
def test_few_bills_are_held_on_their_way_back(taxing: Taxing) -> None:
    """The property above would also hold if nothing ever came back."""
    chance = random.Random(13)
    bills = [ScoroBill.model_validate(ordinary(chance, taxing)) for _ in range(200)]

    assert sum(from_scoro_and_back(one, taxing) is not None for one in bills) >= 180


@settings(max_examples=100, deadline=None)
@given(both.from_xero("ACCPAY"))
def test_from_xero_and_back(document: DocumentInXero) -> None:
    try:
        back = both.xero_answers(to_xero(in_scoro_again(document, "line"), TO_XERO).element)
    except TotalsDifferError:
        assert document.line_amount_types == "Inclusive"
        return

    lossy = {*FROM_XERO, *OF_XERO, *OF_XEROS_LINES}
    assert differing(document, back, lossy) == []
    assert differing_lines(document.line_items, back.line_items, lossy, "line_items.") == []
    assert both.is_same_rate(document.currency_rate, back.currency_rate)
    if document.line_amount_types == "Exclusive":
        numbers = {f"line_items.{name}" for name in ("quantity", "unit_amount", "line_amount")}
        assert differing_lines(document.line_items, back.line_items, lossy - numbers, "line_items.") == []
