import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from services.invoices.mapping import to_xero
from shared.documents.errors import DocumentIncompleteError, KindChangedError, TotalsDifferError, UnknownCurrencyError
from shared.documents.fields import XeroStatus
from shared.documents.from_scoro.onto import onto
from shared.documents.refs import Needs, Refs, needs
from shared.documents.twins import TwinLine
from shared.errors import NotLinkedYetError
from tests.unit.invoices.examples import A_HEADING, A_LINE, A_TWIN, REFS, an_invoice, as_invoice, as_note


def with_refs(**changes: Any) -> Refs:
    return dataclasses.replace(REFS, **changes)


def notice_codes(invoice_changes: dict[str, Any], refs: Refs = REFS) -> list[str]:
    return [notice.code for notice in to_xero(an_invoice(**invoice_changes), refs).notices]


def test_an_invoice_becomes_exactly_this_element() -> None:
    assert as_invoice(an_invoice()).as_json() == {
        "Type": "ACCREC",
        "InvoiceNumber": "2026031",
        "Contact": {"ContactID": REFS.contact_id},
        "Date": "2026-03-02",
        "DueDate": "2026-03-16",
        "Reference": "20260310",
        "CurrencyCode": "GBP",
        "LineAmountTypes": "Exclusive",
        "Status": "AUTHORISED",
        "SentToContact": True,
        "Url": "https://acme.scoro.example/invoices/view/4101",
        "LineItems": [
            {"Description": "Phase 1"},
            {
                "Description": "Consulting & care\nMarch",
                "Quantity": Decimal(10),
                "UnitAmount": Decimal(95),
                "ItemCode": "CONS-H",
                "AccountCode": "210",
                "TaxType": "OUTPUT2",
                "Tracking": [{"Name": "Department", "Option": "Design"}],
            },
        ],
    }


def test_a_draft_does_not_say_that_it_was_sent() -> None:
    element = as_invoice(an_invoice(is_sent=0))

    assert (element.status, element.sent_to_contact) == (XeroStatus.DRAFT, None)


def test_without_a_deadline_it_is_due_on_its_date() -> None:
    assert as_invoice(an_invoice(deadline="0000-00-00")).due_date == dt.date(2026, 3, 2)


@pytest.mark.parametrize(
    ("document", "reference"),
    [
        pytest.param({"reference_no": "RF 18", "description": "text"}, "RF 18", id="the payment reference first"),
        pytest.param(
            {"reference_no": "", "description": "Work in\r\n March"}, "Work in March", id="else the description"
        ),
        pytest.param({"reference_no": "", "description": "x" * 300}, "x" * 255, id="shortened"),
        pytest.param({"reference_no": "", "description": ""}, "", id="empty clears it"),
    ],
)
def test_section_24_the_reference(document: dict[str, Any], reference: str) -> None:
    assert as_invoice(an_invoice(**document)).reference == reference


def test_a_shortened_reference_is_told() -> None:
    assert notice_codes({"reference_no": "", "description": "x" * 300}) == ["cut"]


@pytest.mark.parametrize(
    ("document", "rate"),
    [
        pytest.param({"currency": "GBP", "currency_rate": 1}, None, id="none in base currency"),
        pytest.param({"currency": "EUR", "currency_rate": "0.86"}, Decimal("1.162791"), id="the inverse, six decimals"),
        pytest.param({"currency": "EUR", "currency_rate": 0.8599999999999999}, Decimal("1.162791"), id="float noise"),
        pytest.param({"currency": "eur", "currency_rate": None}, None, id="Scoro gives none"),
        pytest.param({"currency": "EUR", "currency_rate": 0}, None, id="Scoro gives zero"),
    ],
)
def test_r57_the_currency_rate_turns_around(document: dict[str, Any], rate: Decimal | None) -> None:
    assert as_invoice(an_invoice(**document)).currency_rate == rate


def test_a_missing_rate_of_a_foreign_currency_is_told() -> None:
    assert notice_codes({"currency": "EUR", "currency_rate": 0}) == ["no_currency_rate"]


def test_r56_a_currency_that_xero_lacks_is_named() -> None:
    with pytest.raises(UnknownCurrencyError, match="SEK"):
        to_xero(an_invoice(currency="SEK"), REFS)


def test_r56_a_currency_is_left_to_xero_while_its_list_was_not_read() -> None:
    assert as_invoice(an_invoice(currency="SEK"), with_refs(currencies=None)).currency_code == "SEK"


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({"no": ""}, "number"),
        ({"no": "9" * 256}, "number"),
        ({"date": "0000-00-00"}, "date"),
        ({"company_id": 0, "person_id": 0}, "payer"),
        ({"currency": ""}, "currency"),
        ({"lines": [], "sum": 0, "vat_sum": 0}, "lines"),
    ],
)
def test_what_xero_cannot_do_without_is_asked_for(document: dict[str, Any], field: str) -> None:
    with pytest.raises(DocumentIncompleteError, match=field):
        to_xero(an_invoice(**document), REFS)


def test_r68_a_document_waits_for_its_contact() -> None:
    with pytest.raises(NotLinkedYetError) as waiting:
        to_xero(an_invoice(), with_refs(contact_id=None))

    assert (waiting.value.category, waiting.value.object_id) == ("contacts", "312")


@pytest.mark.parametrize(
    ("document", "payer"),
    [
        pytest.param({"company_id": 312, "person_id": 9}, 312, id="the company"),
        pytest.param({"company_id": 0, "person_id": 9}, 9, id="a person only without a company"),
        pytest.param({"company_id": None, "person_id": -1}, None, id="nobody"),
    ],
)
def test_r72_the_payer(document: dict[str, Any], payer: int | None) -> None:
    assert needs(an_invoice(**document)).contact_id == payer


def test_a_document_says_what_it_needs() -> None:
    wanted = needs(an_invoice())

    assert wanted == Needs(312, frozenset({84}))


@pytest.mark.parametrize(
    ("url", "written"),
    [
        (None, None),
        ("https://acme.scoro.example/i/1", "https://acme.scoro.example/i/1"),
        ("https://myXero.scoro.example/i/1", None),
    ],
)
def test_the_link_back_is_sent_unless_xero_refuses_it(url: str | None, written: str | None) -> None:
    assert as_invoice(an_invoice(), with_refs(url=url)).url == written


def test_r122_a_document_that_would_be_a_cent_off_is_held() -> None:
    one_line = {**A_LINE, "amount": "1", "price": "0.02", "sum": "0.02"}

    with pytest.raises(TotalsDifferError) as held:
        to_xero(an_invoice(lines=[one_line], sum="0.02", vat_sum="0.01"), REFS)

    assert (held.value.scoro, held.value.xero) == (Decimal("0.03"), Decimal("0.02"))


def test_r87_an_invoice_of_zero_crosses_like_others() -> None:
    free = {**A_LINE, "price": "0", "sum": "0.00"}

    assert as_invoice(an_invoice(lines=[free], sum="0.00", vat_sum="0.00")).status is XeroStatus.AUTHORISED


def test_an_update_names_the_document_and_its_lines() -> None:
    element = onto(as_invoice(an_invoice()), A_TWIN).as_json()

    assert element["InvoiceID"] == A_TWIN.xero_id
    assert [line.get("LineItemID") for line in element["LineItems"]] == ["l-1", "l-2"]


def test_a_line_that_is_new_has_no_id_yet() -> None:
    element = onto(as_invoice(an_invoice()), A_TWIN.model_copy(update={"lines": A_TWIN.lines[:1]}))

    assert [line.line_item_id for line in element.line_items] == ["l-1", None]


@pytest.mark.parametrize("lost", ["DiscountRate", "ItemCode", "Tracking", "Quantity"])
def test_a_line_that_loses_something_is_made_anew_since_xero_would_keep_it(lost: str) -> None:
    bare = {**A_LINE, "product_id": 0, "finance_object_id": 0}
    there = A_TWIN.model_copy(update={"lines": (TwinLine(id="l-1", has=(lost,)), TwinLine(id="l-2", has=(lost,)))})

    heading, priced = onto(as_invoice(an_invoice(lines=[A_HEADING, bare])), there).line_items

    assert heading.line_item_id is None
    assert priced.line_item_id == ("l-2" if lost == "Quantity" else None)


def test_r78_an_update_never_lowers_the_status() -> None:
    assert onto(as_invoice(an_invoice(is_sent=0)), A_TWIN).status is XeroStatus.AUTHORISED


@pytest.mark.parametrize(
    ("there", "written"),
    [("", REFS.url), (REFS.url, REFS.url), ("https://other.example/1", None)],
)
def test_the_link_back_is_written_only_where_empty_or_ours(there: str, written: str | None) -> None:
    element = onto(as_invoice(an_invoice()), A_TWIN.model_copy(update={"url": there}))

    assert element.as_json().get("Url") == written


def test_an_update_has_the_fingerprint_of_its_translation() -> None:
    translated = to_xero(an_invoice(), REFS)

    again = to_xero(an_invoice(modified_date="2026-04-01T00:00:00+00:00"), REFS)

    assert translated.fingerprint == again.fingerprint


def test_an_invoice_that_became_a_credit_note_is_a_problem() -> None:
    note = as_note(an_invoice(sum="-950.00", vat_sum="-190.00", lines=[{**A_LINE, "amount": "-10", "sum": "-950.00"}]))

    with pytest.raises(KindChangedError):
        onto(note, A_TWIN)
