"""Documents of Xero are the same total in Scoro, however the site works out tax; or they are held (R50, R122)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.documents.errors import TotalsDifferError
from shared.documents.to_scoro import mapping
from shared.documents.to_scoro.errors import OneTaxRateOnlyError
from shared.documents.to_scoro.in_scoro import TradeDocumentInScoro
from shared.documents.to_scoro.in_xero import DocumentInXero
from shared.documents.to_scoro.lines import cents_told
from shared.documents.to_scoro.refs import Refs, RoundingInScoro
from shared.documents.to_scoro.taxing import ALL, Way, learnt, tax_of, told_by
from shared.documents.totals import line_tax
from tests.unit.invoices.examples import an_invoice
from tests.unit.invoices.oracle import Sold, Taxing, in_scoro
from tests.unit.shared_documents.there_and_back import CODE_OF, TO_SCORO, from_xero, money

D = Decimal
TAXING: dict[Way, Taxing] = {"each": "line", "once": "line, rounded at the end", "whole": "document"}
R0, R20 = TO_SCORO.vat_codes["R0"].id, TO_SCORO.vat_codes["R20"].id
INTO = RoundingInScoro(860, R0, D("0.05"))


def refs(*ways: Way, into: RoundingInScoro | None = None) -> Refs:
    return replace(TO_SCORO, taxing=frozenset(ways) or ALL, rounding=into)


def document(types: str, *lines: tuple[str, str, str], total: str, **changes: Any) -> DocumentInXero:
    """Lines as amount, tax and rate."""
    sums = [(D(amount), D(tax)) for amount, tax, _ in lines]
    rows = [
        {
            "Description": "x", "Quantity": 1, "UnitAmount": amount, "LineAmount": amount, "TaxAmount": tax,
            "TaxType": rate, "AccountCode": "200",
        }
        for (amount, tax), (_, _, rate) in zip(sums, lines, strict=True)
    ]  # fmt: skip
    return DocumentInXero.model_validate(
        {
            "Type": "ACCREC", "InvoiceID": "x-1", "InvoiceNumber": "INV-7", "Status": "AUTHORISED",
            "Contact": {"ContactID": "c-312"}, "Date": "2026-03-02", "CurrencyCode": "GBP", "Total": total,
            "TotalTax": sum((tax for _, tax in sums), D(0)), "LineAmountTypes": types, "LineItems": rows, **changes,
        }
    )  # fmt: skip


def gross(element: TradeDocumentInScoro, way: Way) -> Decimal:
    """What the oracle makes of it."""
    sold = [
        Sold(line.price or D(0), line.amount or D(0), TO_SCORO.vat_codes[CODE_OF[line.vat_code_id]].percent,
             line.discount or D(0))
        for line in element.lines
        if line.vat_code_id is not None
    ]  # fmt: skip
    return money(in_scoro(sold, (), TAXING[way]).gross)


NINE_CENTS = document("Inclusive", ("0.09", "0.02", "R20"), total="0.09")
"""7 and 8 cents make 8 and 10 with 20 percent: no price in Scoro gives nine."""


@pytest.mark.parametrize("way", ["each", "once"])
def test_a_tax_inclusive_amount_that_no_net_gives_gets_a_line_of_its_own(way: Way) -> None:
    element = mapping.to_scoro(NINE_CENTS, refs(way, into=INTO))

    [line, cents] = element.lines
    assert (line.price, cents.price, cents.amount) == (D("0.07"), D("0.01"), D(1))
    assert (cents.comment, cents.finance_account_id, cents.vat_code_id) == ("Rounding", 860, R0)
    assert gross(element, way) == D("0.09")
    assert [one.code for one in cents_told(NINE_CENTS, refs(way, into=INTO))] == ["rounding_line"]


def test_in_a_credit_invoice_the_cents_are_turned_like_its_lines() -> None:
    note = NINE_CENTS.model_copy(update={"type": "ACCRECCREDIT", "credit_note_id": "x-1", "credit_note_number": "C1"})

    element = mapping.to_scoro(note, refs("each", into=INTO))

    assert [line.amount for line in element.lines] == [D(-1), D(-1)]
    assert gross(element, "each") == D("-0.09")


def test_without_an_account_it_is_held_with_both_sums() -> None:
    with pytest.raises(TotalsDifferError, match=r"^0.08 in Scoro, 0.09 in Xero$"):
        mapping.to_scoro(NINE_CENTS, refs("each"))


def test_a_site_with_tax_by_document_gets_no_such_line_since_it_would_bear_tax() -> None:
    with pytest.raises(TotalsDifferError):
        mapping.to_scoro(NINE_CENTS, refs("whole", into=INTO))


def test_tax_inclusive_lines_are_made_equal_by_a_cent_from_one_to_the_other() -> None:  # R50
    """8.52 and 1.71, twice: taxed by Scoro each 8.52 makes 1.70, but 8.53 makes 1.71 and 8.51 makes 1.70."""
    twice = document("Inclusive", ("10.23", "1.71", "R20"), ("10.20", "1.70", "R20"), total="20.43")

    element = mapping.to_scoro(twice, refs("each"))

    assert gross(element, "each") == D("20.43")
    assert [line.price for line in element.lines] == [D("8.53"), D("8.49")]
    assert [one.detail for one in cents_told(twice, refs("each"))] == ["0.01 so that both books agree"]


def test_as_long_as_nothing_is_known_the_usual_way_counts() -> None:
    unlike = document("Exclusive", *[("1.13", "0.23", "R20")] * 3, total="4.08")

    assert gross(mapping.to_scoro(unlike, refs()), "each") == D("4.08")
    assert gross(mapping.to_scoro(unlike, refs("once")), "once") == D("4.08")


def test_a_total_that_was_shifted_by_hand_in_xero_is_kept_by_a_line_of_its_own() -> None:
    shifted = document("Exclusive", ("95.00", "19.00", "R20"), total="114.05")

    element = mapping.to_scoro(shifted, refs("each", into=INTO))

    assert (len(element.lines), gross(element, "each")) == (2, D("114.05"))


def test_several_rates_wait_where_a_document_has_one() -> None:
    several = document("Exclusive", ("95.00", "19.00", "R20"), ("5.00", "0.00", "R0"), total="119.00")

    with pytest.raises(OneTaxRateOnlyError):
        mapping.to_scoro(several, refs("whole"))
    assert gross(mapping.to_scoro(several, replace(refs("whole"), tries_anew=True)), "each") == D("119.00")
    assert gross(mapping.to_scoro(several, refs()), "each") == D("119.00")


KINDS = st.sampled_from(("ACCREC", "ACCPAY", "ACCRECCREDIT", "ACCPAYCREDIT")).flatmap(from_xero)


@given(KINDS, st.sampled_from(sorted(TAXING)), st.sampled_from((None, INTO)))
def test_what_is_written_is_equal_to_the_cent(source: DocumentInXero, way: Way, into: RoundingInScoro | None) -> None:
    known = refs(way, into=into)
    try:
        element = mapping.to_scoro(source, known)
    except (TotalsDifferError, OneTaxRateOnlyError):
        return
    assert abs(gross(element, way)) == source.total
    assert len(element.lines) <= len(source.line_items) + (into is not None)


@given(KINDS, st.sampled_from(("each", "once")))
def test_with_an_account_nothing_is_held_for_a_few_cents(source: DocumentInXero, way: Way) -> None:
    known = refs(way, into=RoundingInScoro(860, R0, D("0.10")))

    assert abs(gross(mapping.to_scoro(source, known), way)) == source.total


def row(vat_sum: str, **changes: Any) -> Any:
    lines = [
        {"id": place, "comment": "x", "price": "1.13", "amount": 1, "sum": "1.13", "vat_code": "R20"}
        for place in (1, 2, 3)
    ]
    return an_invoice(**{"sum": "3.39", "vat_sum": vat_sum, "lines": lines, **changes})


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (row("0.69"), {"each"}),
        (row("0.68"), {"once"}),
        (row("0.68", vat_code="R20"), {"whole"}),
        (row("0.70"), set()),
        (row("0.68", discount="5"), set()),
        (row("0.68", lines=None), set()),
        (row("0.68", sum="3.40"), set()),
    ],
)
def test_an_answer_tells_how_the_site_works_out_tax(answer: Any, told: set[Way]) -> None:
    percents = {code: vat.percent for code, vat in TO_SCORO.vat_codes.items()}

    assert told_by(answer, percents) == told


def test_answers_add_up_until_one_contradicts_them() -> None:
    each, once = frozenset[Way]({"each"}), frozenset[Way]({"once"})

    assert learnt(ALL, each | once) == each | once
    assert learnt(each | once, once) == once
    assert learnt(once, each) == each
    assert learnt(once, frozenset()) == once


def test_the_product_makes_the_recorded_tax_of_recorded_exclusive_documents() -> None:
    """2 × 10.50, and three lines whose sum would be taxed otherwise (reference §7)."""
    assert line_tax(D("21.00"), D(15)) == D("3.15")
    nets = [D("25.06"), D("25.61"), D("25.63")]
    assert tax_of("each", nets, [D(15)] * 3) == D("11.44")
    assert tax_of("once", nets, [D(15)] * 3) == D("11.45")
