from decimal import Decimal
from typing import Any

import pytest

from services.invoices.documents import XeroCreditNote, XeroInvoice
from services.invoices.mapping import to_xero
from shared.documents.fields import XeroStatus
from shared.documents.from_scoro.onto import onto
from tests.unit.invoices.examples import A_HEADING, A_LINE, A_TWIN, REFS, an_invoice, as_note

A_CREDIT: dict[str, Any] = {
    "no": "C-7",
    "credited_invoices": [4101],
    "is_sent": 0,
    "sum": "-475.00",
    "vat_sum": "-95.00",
    "lines": [A_HEADING, {**A_LINE, "amount": "-5.000000", "sum": "-475.00"}],
}


def test_r93_a_credit_invoice_becomes_exactly_this_credit_note() -> None:
    assert as_note(an_invoice(**A_CREDIT)).as_json() == {
        "Type": "ACCRECCREDIT",
        "CreditNoteNumber": "C-7",
        "Contact": {"ContactID": REFS.contact_id},
        "Date": "2026-03-02",
        "Reference": "20260310",
        "CurrencyCode": "GBP",
        "LineAmountTypes": "Exclusive",
        "Status": "AUTHORISED",
        "LineItems": [
            {"Description": "Phase 1"},
            {
                "Description": "Consulting & care\nMarch",
                "Quantity": Decimal(5),
                "UnitAmount": Decimal(95),
                "ItemCode": "CONS-H",
                "AccountCode": "210",
                "TaxType": "OUTPUT2",
                "Tracking": [{"Name": "Department", "Option": "Design"}],
            },
        ],
    }


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        pytest.param({}, XeroCreditNote, id="names an invoice and is negative"),
        pytest.param({"credited_invoices": None}, XeroCreditNote, id="R93 negative alone"),
        pytest.param(
            {"sum": "475.00", "vat_sum": "95.00", "lines": [{**A_LINE, "amount": "5", "sum": "475.00"}]},
            XeroCreditNote,
            id="names an invoice, amounts positive",
        ),
        pytest.param(
            {
                "credited_invoices": [],
                "sum": "475.00",
                "vat_sum": "95.00",
                "lines": [{**A_LINE, "amount": "5", "sum": "475.00"}],
            },
            XeroInvoice,
            id="neither",
        ),
    ],
)
def test_what_is_a_credit_note(changes: dict[str, Any], kind: type) -> None:
    assert isinstance(to_xero(an_invoice(**{**A_CREDIT, **changes}), REFS).element, kind)


def test_r91_a_credit_note_is_approved_though_not_sent() -> None:
    assert as_note(an_invoice(**A_CREDIT)).status is XeroStatus.AUTHORISED


def test_r93_a_credit_that_names_no_invoice_is_told() -> None:
    notices = to_xero(an_invoice(**{**A_CREDIT, "credited_invoices": None}), REFS).notices

    assert [notice.code for notice in notices] == ["credit_note_unlinked"]


def test_a_line_that_goes_the_other_way_gets_a_negative_price() -> None:
    fee = {**A_LINE, "product_id": 0, "price": "75", "amount": "1", "sum": "75.00"}
    credit = {**A_CREDIT, "sum": "-400.00", "vat_sum": "-80.00", "lines": [*A_CREDIT["lines"], fee]}

    line = as_note(an_invoice(**credit)).line_items[2]

    assert (line.quantity, line.unit_amount) == (Decimal(1), Decimal(-75))


def test_discounts_are_folded_into_the_price() -> None:
    credit = {**A_CREDIT, "sum": "-427.50", "vat_sum": "-85.50", "discount": "10"}

    line = as_note(an_invoice(**credit)).line_items[1]

    assert (line.quantity, line.unit_amount) == (Decimal(5), Decimal("85.5"))
    assert (line.discount_rate, line.discount_amount) == (None, None)


def test_an_update_of_a_credit_note_names_it() -> None:
    twin = A_TWIN.model_copy(update={"kind": "credit_note"})

    element = onto(as_note(an_invoice(**A_CREDIT)), twin).as_json()

    assert element["CreditNoteID"] == twin.xero_id
