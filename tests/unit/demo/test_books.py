"""The comparison of both books finds what is lost, doubled or off by a cent."""

from decimal import Decimal
from typing import Any

from deploy.demo.books import from_scoro, to_scoro

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
ITS_CONTACT = {"ContactID": "c1", "ContactNumber": "312", "Name": "Harbour & Sons Ltd", "ContactStatus": "ACTIVE"}
SCORO = {"contacts": [A_CONTACT], "invoices": [AN_INVOICE]}
XERO: dict[str, Any] = {"Contacts": [ITS_CONTACT], "Invoices": [A_TWIN], "CreditNotes": []}


def test_equal_books_agree() -> None:
    assert from_scoro(SCORO, XERO).agrees


def test_a_document_that_did_not_arrive_is_lost() -> None:
    found = from_scoro(SCORO, XERO | {"Invoices": []})

    assert (found.lost, found.agrees) == (("2026031",), False)


def test_a_document_that_arrived_twice_is_a_duplicate() -> None:
    assert from_scoro(SCORO, XERO | {"Invoices": [A_TWIN, A_TWIN]}).duplicates == ("2026031",)


def test_a_document_that_scoro_does_not_have_is_a_duplicate_too() -> None:
    assert from_scoro(SCORO, XERO | {"Invoices": [A_TWIN, A_TWIN | {"InvoiceNumber": "X"}]}).duplicates == ("X",)


def test_a_voided_document_does_not_count() -> None:
    assert from_scoro(SCORO, XERO | {"Invoices": [A_TWIN, A_TWIN | {"Status": "VOIDED"}]}).agrees


def test_a_cent_is_a_difference_even_where_it_cancels_out() -> None:
    twin = A_TWIN | {"SubTotal": Decimal("100.01"), "TotalTax": Decimal("19.99")}

    found = from_scoro(SCORO, XERO | {"Invoices": [twin]})

    assert (found.difference, found.agrees) == (Decimal("0.02"), False)


def test_a_status_that_differs_is_named() -> None:
    [text] = from_scoro(SCORO, XERO | {"Invoices": [A_TWIN | {"Status": "DRAFT"}]}).unequal

    assert text == "2026031: status approved ≠ draft"


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

    found = from_scoro({"contacts": [], "invoices": [ours]}, {"Contacts": [], "Invoices": [], "CreditNotes": [note]})

    assert found.agrees


def test_a_client_without_its_contact_is_lost() -> None:
    assert from_scoro(SCORO, XERO | {"Contacts": []}).lost_contacts == ("Harbour & Sons Ltd",)


def test_a_contact_made_twice_is_named() -> None:
    assert from_scoro(SCORO, XERO | {"Contacts": [ITS_CONTACT, ITS_CONTACT]}).double_contacts == ("312",)


def test_an_invoice_whose_tax_is_negative_keeps_that_sign() -> None:
    ours = AN_INVOICE | {"sum": "5.00", "vat_sum": "-0.79"}
    twin = A_TWIN | {"SubTotal": Decimal("5.00"), "TotalTax": Decimal("-0.79")}

    assert from_scoro(SCORO | {"invoices": [ours]}, XERO | {"Invoices": [twin]}).agrees


A_BILL: dict[str, Any] = {
    "id": 901, "no": "INV-7", "company_id": 312, "person_id": 0, "currency": "GBP", "sum": "100.00",
    "vat_sum": "20.00", "is_deleted": 0,
}  # fmt: skip
ITS_TWIN = A_TWIN | {
    "InvoiceID": "b1",
    "Type": "ACCPAY",
    "InvoiceNumber": "INV-7",
    "Contact": {"Name": "Harbour & Sons Ltd"},
}


def test_a_bill_is_told_from_another_of_its_number_by_its_supplier() -> None:
    other = ITS_TWIN | {"Contact": {"Name": "Somebody Else"}}

    found = from_scoro(SCORO | {"bills": [A_BILL]}, XERO | {"Invoices": [A_TWIN, other]})

    assert (found.lost, found.duplicates) == (("INV-7",), ("INV-7",))


def test_two_bills_of_one_number_and_supplier_are_two() -> None:
    bills = [A_BILL, A_BILL | {"id": 902, "sum": "50.00"}]
    twins = [ITS_TWIN | {"SubTotal": Decimal("50.00")}, ITS_TWIN]

    assert from_scoro(SCORO | {"bills": bills}, XERO | {"Invoices": [A_TWIN, *twins]}).agrees


def test_what_is_not_approved_in_xero_is_not_due_in_scoro() -> None:
    draft = ITS_TWIN | {"Status": "DRAFT"}

    assert to_scoro(XERO | {"Invoices": [A_TWIN, draft]}, SCORO | {"bills": []}).agrees


def test_a_document_that_waits_for_a_person_for_a_good_reason_is_neither_lost_nor_equal() -> None:
    inclusive = ITS_TWIN | {"LineAmountTypes": "Inclusive"}

    found = to_scoro(XERO | {"Invoices": [A_TWIN, inclusive]}, SCORO | {"bills": []}, troubled=frozenset({"b1"}))

    assert (found.agrees, found.waiting, found.documents) == (True, ("INV-7 (tax-inclusive)",), 1)


def test_a_document_that_waits_for_no_reason_is_lost() -> None:
    found = to_scoro(XERO | {"Invoices": [A_TWIN, ITS_TWIN]}, SCORO | {"bills": []}, troubled=frozenset({"b1"}))

    assert (found.agrees, found.lost) == (False, ("INV-7",))


def test_beside_two_that_crossed_a_third_of_their_number_may_wait_for_a_person() -> None:
    sums = ("100.00", "4106.07", "31503.00")
    bills = [A_BILL | {"id": number, "sum": net} for number, net in enumerate(sums, 901)]
    twins = [ITS_TWIN | {"SubTotal": Decimal(net)} for net in (sums[2], sums[0])]

    found = from_scoro(SCORO | {"bills": bills}, XERO | {"Invoices": [A_TWIN, *twins]}, troubled=frozenset({"902"}))

    assert (found.agrees, found.waiting, found.documents) == (True, ("INV-7 (one of several of its number)",), 3)


def test_what_waits_for_a_person_may_be_there_with_other_sums() -> None:
    inclusive = ITS_TWIN | {"LineAmountTypes": "Inclusive"}
    bill = A_BILL | {"vat_sum": "19.99"}

    found = to_scoro(XERO | {"Invoices": [A_TWIN, inclusive]}, SCORO | {"bills": [bill]}, troubled=frozenset({"b1"}))

    assert found.agrees


def test_one_that_waits_excuses_no_second_stranger() -> None:
    twins = [ITS_TWIN | {"SubTotal": Decimal(net)} for net in ("1.00", "2.00")]

    found = from_scoro(SCORO | {"bills": [A_BILL]}, XERO | {"Invoices": [A_TWIN, *twins]}, troubled=frozenset({"901"}))

    assert found.duplicates == ("INV-7",)


def test_a_supplier_whose_name_was_taken_in_xero_is_known_by_its_number() -> None:
    contact = ITS_CONTACT | {"Name": "Harbour & Sons Ltd (312)"}
    twin = ITS_TWIN | {"Contact": {"ContactID": "c1", "Name": contact["Name"]}}

    assert from_scoro(SCORO | {"bills": [A_BILL]}, XERO | {"Contacts": [contact], "Invoices": [A_TWIN, twin]}).agrees
