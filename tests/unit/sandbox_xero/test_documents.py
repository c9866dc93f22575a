"""Status transitions, numbers, and everything a document is refused for."""

from decimal import Decimal
from typing import Any

import pytest

from tests.unit.sandbox_xero.statuses import NOT_MODIFIABLE, set_status, status_of

HAS_MONEY = "This document cannot be edited as it has a payment or credit note allocated to it."


@pytest.mark.parametrize(
    ("path", "is_allowed"),
    [
        pytest.param("DRAFT SUBMITTED DRAFT AUTHORISED", True, id="a draft may be submitted, taken back and approved"),
        pytest.param("DRAFT DELETED", True, id="drafts are deleted"),
        pytest.param("SUBMITTED DELETED", True, id="submitted ones too"),
        pytest.param("AUTHORISED VOIDED", True, id="approved ones are voided"),
        pytest.param("AUTHORISED DELETED", False, id="approved ones are not deleted"),
        pytest.param("AUTHORISED DRAFT", False, id="approved ones do not become drafts"),
        pytest.param("DRAFT VOIDED", False, id="drafts are not voided"),
        pytest.param("DRAFT PAID", False, id="nobody sets paid"),
        pytest.param("DRAFT DELETED DRAFT", False, id="deleted is final"),
        pytest.param("AUTHORISED VOIDED AUTHORISED", False, id="voided is final"),
    ],
)
async def test_transitions(xero: Any, path: str, is_allowed: bool) -> None:  # noqa: FBT001 a parameter of the table
    first, *between, last = path.split()
    invoice = await xero.invoice(Status=first)
    for status in between:
        assert (await set_status(xero, invoice, status)).status == 200

    answer = await set_status(xero, invoice, last)

    assert answer.status == (200 if is_allowed else 400)
    assert is_allowed or answer.messages == [NOT_MODIFIABLE]
    assert await status_of(xero, invoice) == (last if is_allowed else path.split()[-2])


@pytest.mark.parametrize("status", ["PAID", "VOIDED", "DELETED"])
async def test_documents_are_not_born_finished(xero: Any, an_invoice: dict[str, Any], status: str) -> None:
    answer = await xero.call("PUT", "/Invoices", an_invoice | {"Status": status})

    assert answer.messages == ["Invoice not of valid status for creation"]


async def test_a_payment_of_everything_makes_it_paid_and_its_reversal_undoes_that(xero: Any) -> None:
    invoice = await xero.invoice()

    payment = (await xero.pay(invoice, "115")).body["Payments"][0]
    paid = (await xero.call("GET", f"/Invoices/{invoice['InvoiceID']}")).body["Invoices"][0]
    await xero.call("POST", f"/Payments/{payment['PaymentID']}", {"Status": "DELETED"})
    after = (await xero.call("GET", f"/Invoices/{invoice['InvoiceID']}")).body["Invoices"][0]

    assert (paid["Status"], paid["AmountDue"], paid["FullyPaidOnDate"]) == ("PAID", 0, "/Date(1795132800000+0000)/")
    assert (after["Status"], after["AmountDue"]) == ("AUTHORISED", 115)
    assert "FullyPaidOnDate" not in after


async def test_a_zero_total_is_paid_on_approval(xero: Any) -> None:
    invoice = await xero.invoice(LineItems=[{"Description": "gift", "UnitAmount": 0, "AccountCode": "200"}])

    assert invoice["Status"] == "PAID"


@pytest.mark.parametrize("amount", ["50", "115"])
@pytest.mark.parametrize(
    ("edit", "message"),
    [
        ({"Status": "VOIDED"}, HAS_MONEY),
        (
            {"Status": "DRAFT"},
            (
                "The status DRAFT cannot be applied to the invoice "
                "because it has payments or credit notes allocated to it."
            ),
        ),
        ({"LineItems": [{"Description": "more", "UnitAmount": 200, "AccountCode": "200"}]}, HAS_MONEY),
        (
            {"Date": "2026-11-19"},
            "Date cannot be changed on an invoice that has payment or credit notes allocated to it.",
        ),
        ({"CurrencyCode": "NZD", "LineAmountTypes": "Inclusive"}, HAS_MONEY),
    ],
)
async def test_documents_with_money_on_them_refuse(xero: Any, amount: str, edit: dict[str, Any], message: str) -> None:
    invoice = await xero.invoice()
    await xero.pay(invoice, amount)

    answer = await xero.call("POST", f"/Invoices/{invoice['InvoiceID']}", edit)

    assert answer.messages == [message]


async def test_what_a_part_paid_invoice_still_allows_is_silent(xero: Any) -> None:
    invoice = await xero.invoice()
    await xero.pay(invoice, "50")
    before = (await xero.call("GET", f"/Invoices/{invoice['InvoiceID']}")).body["Invoices"][0]
    xero.advance(minutes=1)

    answer = await xero.call("POST", f"/Invoices/{invoice['InvoiceID']}", {"DueDate": "2026-12-24"})

    after = answer.body["Invoices"][0]
    assert after["DueDateString"] == "2026-12-24T00:00:00"
    assert after["UpdatedDateUTC"] == before["UpdatedDateUTC"]


async def test_numbers_count_up_and_pass_over_taken_ones(xero: Any) -> None:
    first = await xero.invoice()
    await xero.invoice(InvoiceNumber="INV-0002")

    second = await xero.invoice()

    assert (first["InvoiceNumber"], second["InvoiceNumber"]) == ("INV-0001", "INV-0003")


@pytest.mark.parametrize(("end", "is_free"), [("VOIDED", False), ("DELETED", True)])
async def test_voided_numbers_stay_taken_and_deleted_ones_are_free(
    xero: Any,
    an_invoice: dict[str, Any],
    end: str,
    is_free: bool,  # noqa: FBT001 a parameter of the table
) -> None:
    invoice = await xero.invoice(InvoiceNumber="S-1", Status="AUTHORISED" if end == "VOIDED" else "DRAFT")
    await set_status(xero, invoice, end)

    answer = await xero.call("PUT", "/Invoices", an_invoice | {"InvoiceNumber": "S-1"})

    assert answer.status == (200 if is_free else 400)
    assert is_free or answer.messages == ["Invoice # must be unique."]


async def test_bills_share_numbers(xero: Any) -> None:
    bill = {"Type": "ACCPAY", "InvoiceNumber": "B-1", "LineItems": [{"Description": "x", "LineAmount": 10}]}

    one = await xero.invoice(**bill, Status="DRAFT")
    other = await xero.invoice(**bill, Status="DRAFT")

    assert one["InvoiceNumber"] == other["InvoiceNumber"] == "B-1"
    assert "SentToContact" not in one


async def test_post_with_a_known_number_updates(xero: Any) -> None:
    invoice = await xero.invoice(InvoiceNumber="S-1")

    answer = await xero.call("POST", "/Invoices", {"Type": "ACCREC", "InvoiceNumber": "S-1", "Reference": "new"})

    updated = answer.body["Invoices"][0]
    assert (updated["InvoiceID"], updated["Reference"], updated["Total"]) == (invoice["InvoiceID"], "new", 115)


async def test_sent_lines_replace_and_echoed_ids_are_kept(xero: Any) -> None:
    other = {"Description": "Build", "UnitAmount": 50, "AccountCode": "260"}
    invoice = await xero.invoice(LineItems=[{"Description": "Design", "UnitAmount": 100, "AccountCode": "200"}, other])
    kept = invoice["LineItems"][0]["LineItemID"]
    lines = [{"LineItemID": kept, "Description": "Design, phase 2"}, {"Description": "Text"}]

    answer = await xero.call("POST", f"/Invoices/{invoice['InvoiceID']}", {"LineItems": lines})

    after = answer.body["Invoices"][0]
    assert [line["Description"] for line in after["LineItems"]] == ["Design, phase 2", "Text"]
    assert after["LineItems"][0]["LineItemID"] == kept
    assert (after["LineItems"][0]["LineAmount"], after["Total"]) == (100, 115)


async def test_a_status_update_keeps_amounts_to_the_cent(xero: Any) -> None:
    lines = [{"Description": "x", "UnitAmount": Decimal("1.2345"), "Quantity": 1000, "AccountCode": "200"}]
    invoice = await xero.invoice(Status="DRAFT", LineItems=lines)

    answer = await set_status(xero, invoice, "AUTHORISED")

    assert answer.body["Invoices"][0]["Total"] == invoice["Total"] == Decimal("1419.68")


async def test_a_voided_document_owes_in_the_answer_and_nothing_afterwards(xero: Any) -> None:
    invoice = await xero.invoice()

    answer = await set_status(xero, invoice, "VOIDED")

    later = (await xero.call("GET", "/Invoices", page=1)).body["Invoices"][0]
    assert (answer.body["Invoices"][0]["AmountDue"], later["AmountDue"]) == (115, 0)


async def test_an_item_fills_what_was_not_sent(xero: Any) -> None:
    details = {"UnitPrice": Decimal("12.5"), "AccountCode": "260", "TaxType": "ZERORATED"}
    await xero.call("PUT", "/Items", {"Code": "BOX", "Description": "A box", "SalesDetails": details})

    invoice = await xero.invoice(LineItems=[{"ItemCode": "BOX", "Quantity": 2}])

    line = invoice["LineItems"][0]
    assert (line["Description"], line["UnitAmount"], line["AccountCode"], line["TaxType"], line["LineAmount"]) == (
        "A box",
        Decimal("12.5"),
        "260",
        "ZERORATED",
        25,
    )


async def test_a_person_pays_takes_back_and_voids(xero: Any) -> None:
    invoice = await xero.invoice(InvoiceNumber="S-1")
    person = f"/organisations/{xero.ledger.organisation.id}/person"

    paid = (await xero.control("POST", person, {"action": "pay", "invoice": "S-1"})).json()
    between = await status_of(xero, invoice)
    payment_id = paid["answer"]["Payments"][0]["PaymentID"]
    refused = await xero.control("POST", person, {"action": "void", "invoice": "S-1"})
    await xero.control("POST", person, {"action": "unpay", "payment": payment_id})
    await xero.control("POST", person, {"action": "void", "invoice": "S-1"})

    assert (between, refused.status_code, await status_of(xero, invoice)) == ("PAID", 409, "VOIDED")
