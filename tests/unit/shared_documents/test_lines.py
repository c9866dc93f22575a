import dataclasses
from decimal import Decimal
from typing import Any

import pytest

from services.invoices.mapping import to_xero
from shared.documents.errors import LinesNotReadError, NoSalesAccountError, UnknownTaxRateError
from shared.documents.fields import XeroLine
from shared.documents.lines import projects_of
from shared.documents.refs import ProductRef, Refs, TrackingRef
from tests.unit.invoices.examples import A_HEADING, A_LINE, REFS, an_invoice, as_invoice, with_line


def line_of(refs: Refs = REFS, **changes: Any) -> XeroLine:
    """The one line of a document of 950.00 net, changed."""
    return as_invoice(with_line(**{"net": "950.00", "vat": "190.00", **changes}), refs).line_items[0]


@pytest.mark.parametrize(
    ("symbol", "product_account", "default", "expected"),
    [
        pytest.param("210", "205", "200", "210", id="the line's own"),
        pytest.param("", "205", "200", "205", id="else the product's"),
        pytest.param("", None, "200", "200", id="else the default"),
    ],
)
def test_r25_the_sales_account(symbol: str, product_account: str | None, default: str, expected: str) -> None:
    products = {84: ProductRef(account=product_account, is_never_discounted=False)}
    refs = dataclasses.replace(REFS, products=products, default_account=default)

    assert line_of(refs, finance_account_symbol=symbol).account_code == expected


def test_r25_without_any_account_the_document_is_not_sent() -> None:
    refs = dataclasses.replace(REFS, products={}, default_account=None)

    with pytest.raises(NoSalesAccountError, match="line 1"):
        line_of(refs, finance_account_symbol="")


@pytest.mark.parametrize(
    ("line_code", "document_code", "expected"),
    [
        pytest.param("RROUTPUT", "OUTPUT2", "RROUTPUT", id="the line's own"),
        pytest.param("", "OUTPUT2", "OUTPUT2", id="else the document's"),
    ],
)
def test_r48_the_vat_code_is_the_tax_type(line_code: str, document_code: str, expected: str) -> None:
    vat = {"OUTPUT2": "190.00", "RROUTPUT": "47.50"}[expected]

    invoice = an_invoice(vat_code=document_code, vat_sum=vat, lines=[{**A_LINE, "vat_code": line_code}])

    assert as_invoice(invoice).line_items[0].tax_type == expected


@pytest.mark.parametrize("code", ["OLD20", ""])
def test_r47_a_line_whose_rate_is_not_active_in_xero_holds_the_document(code: str) -> None:
    with pytest.raises(UnknownTaxRateError) as held:
        line_of(vat_code=code)

    assert (held.value.position, held.value.subject) == (1, code)


def test_a_line_worth_nothing_needs_no_tax_rate() -> None:
    assert line_of(net="0.00", vat="0.00", price="0", vat_code="").tax_type is None


@pytest.mark.parametrize(
    "heading",
    [
        pytest.param({"comment": "Phase 1"}, id="product -1"),
        pytest.param({"product_id": 0, "comment": "Phase 1"}, id="free text without price and quantity"),
        pytest.param({"product_name": "Phase 1", "comment": "Phase 1"}, id="the same text twice"),
        pytest.param({"comment": "  Phase 1\r\n"}, id="white space around"),
    ],
)
def test_r85_a_heading_becomes_a_line_of_text(heading: dict[str, Any]) -> None:
    element = as_invoice(an_invoice(lines=[{**A_HEADING, **heading}, A_LINE])).as_json()

    assert element["LineItems"][0] == {"Description": "Phase 1"}


def test_r85_a_heading_without_a_word_is_not_sent() -> None:
    assert len(as_invoice(an_invoice(lines=[{**A_HEADING, "comment": " "}, A_LINE])).line_items) == 1


def test_a_line_of_product_minus_one_that_is_worth_something_is_no_heading() -> None:
    assert line_of(product_id=-1, comment="Fee").unit_amount == Decimal(95)


@pytest.mark.parametrize(
    ("texts", "description"),
    [
        ({"product_name": "Tea", "comment": "green", "comment2": "loose"}, "Tea\ngreen\nloose"),
        ({"product_name": "", "comment": "a &lt;b&gt;\r\nc", "comment2": None}, "a <b>\nc"),
        ({"product_name": "", "comment": "", "product_code": "T-1"}, "T-1"),
        ({"product_name": "", "comment": "", "product_code": ""}, "2026031"),
    ],
)
def test_a_priced_line_always_has_a_description(texts: dict[str, Any], description: str) -> None:
    assert line_of(**texts).description == description


def test_a_description_that_is_too_long_is_cut_and_told() -> None:
    translated = to_xero(with_line(net="950.00", vat="190.00", comment="x" * 5000), REFS)

    assert len(translated.element.line_items[0].description) == 4000
    assert [notice.code for notice in translated.notices] == ["cut"]


@pytest.mark.parametrize(
    ("products", "expected"),
    [
        pytest.param({84: ProductRef(item_code="CONS-H", is_never_discounted=False)}, "CONS-H", id="linked"),
        pytest.param({84: ProductRef(is_never_discounted=False)}, None, id="not linked"),
        pytest.param({}, None, id="not looked up"),
    ],
)
def test_the_item_code_is_sent_only_when_xero_has_it(products: dict[int, ProductRef], expected: str | None) -> None:
    assert line_of(dataclasses.replace(REFS, products=products)).item_code == expected


def test_one_unit_at_the_net_is_not_counted_as_one_item_sold() -> None:
    line = line_of(net="1234.57", vat="246.91", price="1.234567", amount="1000.000000", sum="1234.57")

    assert (line.quantity, line.unit_amount, line.item_code) == (Decimal(1), Decimal("1234.57"), None)
    assert line.description.endswith("1000 h × 1.234567")


@pytest.mark.parametrize(
    ("line_project", "expected"),
    [
        pytest.param(77, "Tower", id="the line's"),
        pytest.param(0, "Bridge", id="else the document's"),
        pytest.param(99, None, id="not an option in Xero"),
    ],
)
def test_r134_a_project_is_written_where_xero_has_it_as_an_option(line_project: int, expected: str | None) -> None:
    projects = {77: TrackingRef("Project", "Tower"), 78: TrackingRef("Project", "Bridge")}
    refs = dataclasses.replace(REFS, projects=projects, accounting_objects={})

    invoice = an_invoice(project_id=78, lines=[{**A_LINE, "project_id": line_project}])

    tracking = as_invoice(invoice, refs).line_items[0].tracking

    assert (tracking[0].option if tracking else None) == expected


def test_r134_why_a_missing_option_could_not_be_made_is_told() -> None:
    refs = dataclasses.replace(REFS, tracks_projects=True, accounting_objects={}, why_no_option={99: "Xero is full."})

    translated = to_xero(an_invoice(lines=[{**A_LINE, "project_id": 99}]), refs)

    assert [one.detail for one in translated.notices if one.code == "project_without_option"] == [
        "line 1: project 99 is no active option in Xero. Xero is full."
    ]


def test_r134_the_projects_of_a_document_are_those_that_its_priced_lines_name() -> None:
    heading = {**A_LINE, "product_id": -1, "price": "0", "amount": "0", "sum": "0", "project_id": 5}
    lines = [{**A_LINE, "project_id": 77}, {**A_LINE, "project_id": 0}, heading]

    assert projects_of(an_invoice(project_id=78, lines=lines)) == {77, 78}
    assert projects_of(an_invoice(project_id=78, lines=lines[:1])) == {77}
    assert projects_of(an_invoice(lines=None)) == frozenset()


def test_a_snapshot_from_a_slim_list_is_not_taken_for_a_document_without_lines() -> None:
    with pytest.raises(LinesNotReadError):
        to_xero(an_invoice(lines=None), REFS)
