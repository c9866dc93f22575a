"""Credit notes, allocations and refunds."""

from decimal import Decimal
from typing import Any

import pytest


@pytest.fixture(name="note")
async def _note(xero: Any, an_invoice: dict[str, Any]) -> dict[str, Any]:
    body = {key: value for key, value in an_invoice.items() if key != "DueDate"} | {"Type": "ACCRECCREDIT"}
    answer = await xero.call("PUT", "/CreditNotes", body)
    found: dict[str, Any] = answer.body["CreditNotes"][0]
    return found


async def allocate(xero: Any, note: dict[str, Any], invoice: dict[str, Any], amount: str) -> Any:
    body = {"Allocations": [{"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Amount": Decimal(amount)}]}
    return await xero.call("PUT", f"/CreditNotes/{note['CreditNoteID']}/Allocations", body)


async def test_numbered_and_shown_with_both_ids(note: dict[str, Any]) -> None:
    assert (note["CreditNoteNumber"], note["ID"], note["RemainingCredit"]) == ("CN-0001", note["CreditNoteID"], 115)


async def test_a_full_allocation_settles_both(xero: Any, note: dict[str, Any]) -> None:
    invoice = await xero.invoice()

    answer = await allocate(xero, note, invoice, "115")

    read_note = (await xero.call("GET", f"/CreditNotes/{note['CreditNoteID']}")).body["CreditNotes"][0]
    read_invoice = (await xero.call("GET", f"/Invoices/{invoice['InvoiceID']}")).body["Invoices"][0]
    assert answer.status == 200
    assert (read_note["Status"], read_note["RemainingCredit"]) == ("PAID", 0)
    assert (read_invoice["Status"], read_invoice["AmountCredited"], read_invoice["AmountPaid"]) == ("PAID", 115, 0)
    assert read_invoice["CreditNotes"][0]["AppliedAmount"] == 115


async def test_taking_an_allocation_back_restores_both(xero: Any, note: dict[str, Any]) -> None:
    invoice = await xero.invoice()
    allocation = (await allocate(xero, note, invoice, "115")).body["Allocations"][0]

    path = f"/CreditNotes/{note['CreditNoteID']}/Allocations/{allocation['AllocationID']}"
    answer = await xero.call("DELETE", path)

    read = (await xero.call("GET", f"/Invoices/{invoice['InvoiceID']}")).body["Invoices"][0]
    assert answer.body["IsDeleted"] is True
    assert (read["Status"], read["AmountDue"]) == ("AUTHORISED", 115)


@pytest.mark.parametrize(
    ("invoice_fields", "amount", "message"),
    [
        ({}, "115.01", "Credit note cannot be allocated as amount is greater than amount outstanding"),
        ({"Status": "DRAFT"}, "10", "Payments can only be made against Authorised documents"),
        ({"Contact": {"Name": "Bob Ltd"}}, "10", "The credit note and the invoice must have the same contact"),
    ],
)
async def test_allocations_are_refused(
    xero: Any, note: dict[str, Any], invoice_fields: dict[str, Any], amount: str, message: str
) -> None:
    invoice = await xero.invoice(**invoice_fields)

    answer = await allocate(xero, note, invoice, amount)

    assert (answer.status, answer.messages) == (400, [message])


async def test_discounts_do_not_belong_on_credit_notes(xero: Any) -> None:
    line = {"Description": "x", "UnitAmount": 100, "DiscountRate": 10, "AccountCode": "200"}

    answer = await xero.call(
        "PUT", "/CreditNotes", {"Type": "ACCRECCREDIT", "Contact": {"Name": "Ada"}, "LineItems": [line]}
    )

    assert answer.messages == ["Discounts are only supported on sales invoices and quotes"]


async def test_a_refund_uses_up_the_credit(xero: Any, note: dict[str, Any]) -> None:
    refund = {"CreditNote": {"CreditNoteID": note["CreditNoteID"]}, "Account": {"Code": "090"}, "Amount": 115}

    answer = await xero.call("PUT", "/Payments", refund)

    payment = answer.body["Payments"][0]
    assert payment["PaymentType"] == "ARCREDITPAYMENT"
    assert xero.ledger.credit_notes[note["CreditNoteID"]].status == "PAID"
