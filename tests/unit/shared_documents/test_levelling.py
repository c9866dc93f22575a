"""A cent or two that no line can take up: a line of its own, else a stated tax, else a person (R50, R122)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.invoices.documents import XeroInvoice
from shared.documents.chart import RoundingAccount
from shared.documents.errors import TotalsDifferError
from shared.documents.fields import XeroLine
from shared.documents.levelling import explained, made_equal
from shared.documents.refs import Refs
from shared.documents.totals import predict
from shared.sync.fingerprint import Translated
from tests.unit.invoices.examples import REFS, an_invoice, as_invoice
from tests.unit.invoices.oracle import in_xero
from tests.unit.invoices.strategies import RATES

D = Decimal
PLAIN = replace(REFS, tax_rates={**RATES, "NONE": D(0)})
ROUNDING = replace(PLAIN, rounding=RoundingAccount("860", "NONE", D("0.05")))


def document(*lines: tuple[str, str]) -> Translated[XeroInvoice]:
    made = tuple(
        XeroLine(description="x", quantity=D(1), unit_amount=D(net), account_code="200", tax_type=code)
        for net, code in lines
    )
    return Translated(as_invoice(an_invoice()).model_copy(update={"line_items": made}))


def codes(translated: Translated[XeroInvoice]) -> list[str]:
    return [notice.code for notice in translated.notices]


def test_what_is_equal_stays_as_it_is() -> None:
    equal = document(("95.00", "R20"))

    assert made_equal(equal, D("114.00"), ROUNDING) is equal


@pytest.mark.parametrize(("gross", "cents"), [("114.01", "0.01"), ("113.95", "-0.05")])
def test_a_rounding_line_goes_to_the_chosen_account(gross: str, cents: str) -> None:
    levelled = made_equal(document(("95.00", "R20")), D(gross), ROUNDING)

    [_, line] = levelled.element.line_items
    assert (line.unit_amount, line.account_code, line.tax_type) == (D(cents), "860", "NONE")
    assert predict(levelled.element, ROUNDING.tax_rates).gross == D(gross)
    assert codes(levelled) == ["rounding_line"]


def test_the_tax_of_the_largest_line_is_stated_where_no_account_was_chosen() -> None:
    levelled = made_equal(document(("10.00", "R20"), ("95.00", "R20"), ("500.00", "R0")), D("626.01"), PLAIN)

    assert [line.tax_amount for line in levelled.element.line_items] == [None, D("19.01"), None]
    assert predict(levelled.element, PLAIN.tax_rates).gross == D("626.01")
    assert codes(levelled) == ["tax_stated"]


def test_the_tax_is_stated_too_where_the_tolerance_is_too_small() -> None:
    small = replace(ROUNDING, rounding=RoundingAccount("860", "NONE", D("0.01")))
    three = document(("0.13", "R20"), ("95.00", "R20"), ("95.00", "R20"))

    assert codes(made_equal(three, D("228.18"), small)) == ["tax_stated"]
    assert codes(made_equal(three, D("228.17"), small)) == ["rounding_line"]


@pytest.mark.parametrize(
    ("lines", "gross"),
    [
        pytest.param([("95.00", "R20")], "114.02", id="more than rounding explains"),
        pytest.param([("95.00", "R0")], "95.01", id="no tax to state"),
        pytest.param([("0.03", "R20")], "0.03", id="the tax would be gone"),
    ],
)
def test_else_it_is_held_with_both_sums(lines: list[tuple[str, str]], gross: str) -> None:
    with pytest.raises(TotalsDifferError) as held:
        made_equal(document(*lines), D(gross), PLAIN)

    assert held.value.scoro == D(gross)


def test_the_total_of_a_credit_is_compared_without_its_sign() -> None:
    equal = document(("95.00", "R20"))

    assert made_equal(equal, D("-114.00"), PLAIN) is equal


NETS = st.integers(-99_999, 999_999).filter(bool).map(lambda number: D(number).scaleb(-2))
DOCUMENTS = st.lists(st.tuples(NETS, st.sampled_from(sorted(RATES))), min_size=1, max_size=8)


def levelled_or_held(given_one: Translated[XeroInvoice], gross: Decimal, refs: Refs) -> Translated[XeroInvoice] | None:
    try:
        return made_equal(given_one, gross, refs)
    except TotalsDifferError:
        return None


@given(DOCUMENTS, st.integers(-12, 12), st.sampled_from((PLAIN, ROUNDING)))
def test_what_is_sent_is_equal_to_the_cent_and_what_is_not_is_held(
    lines: list[tuple[Decimal, str]], off: int, refs: Refs
) -> None:
    given_one = document(*((str(net), code) for net, code in lines))
    gross = predict(given_one.element, refs.tax_rates).gross + D(off).scaleb(-2)
    if gross <= 0:
        return
    levelled = levelled_or_held(given_one, gross, refs)
    if levelled is None:
        assert refs is PLAIN or abs(off) > 5
        return
    sums = in_xero(levelled.element.as_json(), refs.tax_rates)
    assert D(sums.gross).scaleb(-2) == gross
    stated = [line for line in levelled.element.line_items if line.tax_amount is not None]
    assert all(abs(line.tax_amount or D(0)) <= abs(line.unit_amount or D(0)) for line in stated)
    if stated:
        assert abs(D(off).scaleb(-2)) <= explained(len(lines))
