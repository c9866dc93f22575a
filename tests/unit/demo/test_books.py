"""The comparison of both books finds what is lost, doubled or off by a cent."""

from decimal import Decimal
from typing import Any

from deploy.demo.books import compare

A_CONTACT = {"contact_id": 312, "name": "Harbour &amp; Sons Ltd", "is_client": 1, "is_supplier": 0, "is_deleted": 0}
AN_INVOICE: dict[str, Any] = {
    "no": "2026031",
    "currency": "GBP",
    "sum": "100.00",
    "vat_sum": "20.00",
    "is_sent": 1,
    "credited_invoices": None,
    "is_deleted": 0,
}
A_TWIN: dict[str, Any] = {
    "Type": "ACCREC",
    "InvoiceNumber": "2026031",
    "CurrencyCode": "GBP",
    "Status": "AUTHORISED",
    "SubTotal": Decimal("100.00"),
    "TotalTax": Decimal("20.00"),
}
ITS_CONTACT = {"ContactNumber": "312", "Name": "Harbour & Sons Ltd", "ContactStatus": "ACTIVE"}
SCORO = {"contacts": [A_CONTACT], "invoices": [AN_INVOICE]}
XERO: dict[str, Any] = {"Contacts": [ITS_CONTACT], "Invoices": [A_TWIN], "CreditNotes": []}


def test_equal_books_agree() -> None:
    assert compare(SCORO, XERO).agrees


def test_a_document_that_did_not_arrive_is_lost() -> None:
    found = compare(SCORO, XERO | {"Invoices": []})

    assert (found.lost, found.agrees) == (("2026031",), False)


def test_a_document_that_arrived_twice_is_a_duplicate() -> None:
    assert compare(SCORO, XERO | {"Invoices": [A_TWIN, A_TWIN]}).duplicates == ("2026031",)


def test_a_document_that_scoro_does_not_have_is_a_duplicate_too() -> None:
    assert compare(SCORO, XERO | {"Invoices": [A_TWIN, A_TWIN | {"InvoiceNumber": "X"}]}).duplicates == ("X",)


def test_a_voided_document_does_not_count() -> None:
    assert compare(SCORO, XERO | {"Invoices": [A_TWIN, A_TWIN | {"Status": "VOIDED"}]}).agrees


def test_a_cent_is_a_difference_even_where_it_cancels_out() -> None:
    twin = A_TWIN | {"SubTotal": Decimal("100.01"), "TotalTax": Decimal("19.99")}

    found = compare(SCORO, XERO | {"Invoices": [twin]})

    assert (found.difference, found.agrees) == (Decimal("0.02"), False)


def test_a_status_that_differs_is_named() -> None:
    [text] = compare(SCORO, XERO | {"Invoices": [A_TWIN | {"Status": "DRAFT"}]}).unequal

    assert text == "2026031: status AUTHORISED ≠ DRAFT"


def test_a_credit_invoice_is_a_credit_note_with_positive_amounts() -> None:
    ours = AN_INVOICE | {"no": "C1", "sum": "-10.00", "vat_sum": "-2.00", "credited_invoices": [1], "is_sent": 0}
    note = {
        "Type": "ACCRECCREDIT",
        "CreditNoteNumber": "C1",
        "CurrencyCode": "GBP",
        "Status": "AUTHORISED",
        "SubTotal": Decimal("10.00"),
        "TotalTax": Decimal("2.00"),
    }

    found = compare({"contacts": [], "invoices": [ours]}, {"Contacts": [], "Invoices": [], "CreditNotes": [note]})

    assert found.agrees


def test_a_client_without_its_contact_is_lost() -> None:
    assert compare(SCORO, XERO | {"Contacts": []}).lost_contacts == ("Harbour & Sons Ltd ",)


def test_a_contact_made_twice_is_named() -> None:
    assert compare(SCORO, XERO | {"Contacts": [ITS_CONTACT, ITS_CONTACT]}).double_contacts == ("312",)


def test_an_invoice_whose_tax_is_negative_keeps_that_sign() -> None:
    ours = AN_INVOICE | {"sum": "5.00", "vat_sum": "-0.79"}
    twin = A_TWIN | {"SubTotal": Decimal("5.00"), "TotalTax": Decimal("-0.79")}

    assert compare(SCORO | {"invoices": [ours]}, XERO | {"Invoices": [twin]}).agrees
