"""Supplier credit notes, applied to bills, taken back and refunded."""

from decimal import Decimal
from typing import Any

import pytest

from tests.unit.sandbox_xero.purchases import A_BILL, A_COST, HAS_MONEY

A_CREDIT: dict[str, Any] = {
    "Type": "ACCPAYCREDIT",
    "Contact": {"Name": "Paper Mill"},
    "Date": "2026-11-18",
    "Status": "AUTHORISED",
    "LineItems": [A_COST],
}


async def a_credit_note(xero: Any, **fields: Any) -> dict[str, Any]:
    answer = await xero.call("PUT", "/CreditNotes", A_CREDIT | fields)
    assert answer.status == 200, answer.body
    found: dict[str, Any] = answer.body["CreditNotes"][0]
    return found


async def allocate(xero: Any, note: dict[str, Any], bill: dict[str, Any], amount: str, **fields: Any) -> Any:
    body = {"Invoice": {"InvoiceID": bill["InvoiceID"]}, "Amount": Decimal(amount), **fields}
    return await xero.call("PUT", f"/CreditNotes/{note['CreditNoteID']}/Allocations", body)


async def read(xero: Any, bill: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await xero.call("GET", f"/Invoices/{bill['InvoiceID']}")).body["Invoices"][0]
    return found


async def test_a_bill_with_credit_on_it_keeps_its_supplier(xero: Any) -> None:
    bill = await xero.invoice(**A_BILL)
    await allocate(xero, await a_credit_note(xero), bill, "10")

    answer = await xero.call("POST", f"/Invoices/{bill['InvoiceID']}", {"Contact": {"Name": "Another mill"}})

    assert answer.messages == [HAS_MONEY]


async def test_supplier_credit_notes_share_numbers_and_get_none(xero: Any) -> None:
    numbered = [await a_credit_note(xero, CreditNoteNumber="C-1") for _ in range(2)]
    without = await a_credit_note(xero)

    assert numbered[0]["CreditNoteNumber"] == numbered[1]["CreditNoteNumber"] == "C-1"
    assert "CreditNoteNumber" not in without
    assert "SentToContact" not in without


async def test_supplier_credit_is_applied_to_bills_and_taken_back(xero: Any) -> None:
    bill, note = await xero.invoice(**A_BILL), await a_credit_note(xero)

    answer = await allocate(xero, note, bill, "115")
    settled = await read(xero, bill)
    used = (await xero.call("GET", f"/CreditNotes/{note['CreditNoteID']}")).body["CreditNotes"][0]
    allocation_id = answer.body["Allocations"][0]["AllocationID"]
    await xero.call("DELETE", f"/CreditNotes/{note['CreditNoteID']}/Allocations/{allocation_id}")
    after = await read(xero, bill)

    assert (settled["Status"], settled["AmountCredited"], settled["AmountPaid"]) == ("PAID", 115, 0)
    assert (used["Status"], used["RemainingCredit"], used["Allocations"][0]["Amount"]) == ("PAID", 0, 115)
    assert (after["Status"], after["AmountDue"], after["AmountCredited"]) == ("AUTHORISED", 115, 0)


async def test_an_allocation_without_a_date_is_of_the_later_document(xero: Any) -> None:
    bill, note = await xero.invoice(**A_BILL, Date="2026-11-10"), await a_credit_note(xero)

    own = (await allocate(xero, note, bill, "10")).body["Allocations"][0]
    sent = (await allocate(xero, note, bill, "10", Date="2026-11-20")).body["Allocations"][0]

    assert (own["Date"], sent["Date"]) == ("/Date(1794960000000+0000)/", "/Date(1795132800000+0000)/")


@pytest.mark.parametrize(
    ("bill_fields", "amount", "message"),
    [
        ({}, "115.01", "Credit note cannot be allocated as amount is greater than amount outstanding"),
        ({}, "0", "Allocation amount must be greater than zero"),
        ({"Status": "SUBMITTED"}, "10", "Payments can only be made against Authorised documents"),
        ({"Contact": {"Name": "Bob"}}, "10", "The credit note and the invoice must have the same contact"),
        (
            {"Type": "ACCREC", "LineItems": [A_COST | {"AccountCode": "200"}]},
            "10",
            "Credit of a customer can only be allocated to a sales invoice, a supplier's to a bill",
        ),
    ],
)
async def test_allocations_to_bills_are_refused(
    xero: Any, bill_fields: dict[str, Any], amount: str, message: str
) -> None:
    bill, note = await xero.invoice(**A_BILL | bill_fields), await a_credit_note(xero)

    answer = await allocate(xero, note, bill, amount)

    assert (answer.status, answer.messages) == (400, [message])
    assert not xero.ledger.allocations


async def test_a_paid_bill_takes_no_credit(xero: Any) -> None:
    bill, note = await xero.invoice(**A_BILL), await a_credit_note(xero)
    await xero.pay(bill, "115")

    answer = await allocate(xero, note, bill, "10")

    assert answer.messages[0] == "The invoice you are trying to allocate to has already been paid off"


async def test_a_supplier_pays_credit_back(xero: Any) -> None:
    note = await a_credit_note(xero)
    refund = {"CreditNote": {"CreditNoteID": note["CreditNoteID"]}, "Account": {"Code": "090"}, "Amount": 115}

    payment = (await xero.call("PUT", "/Payments", refund)).body["Payments"][0]
    used = xero.ledger.credit_notes[note["CreditNoteID"]]
    await xero.call("POST", f"/Payments/{payment['PaymentID']}", {"Status": "DELETED"})

    assert (payment["PaymentType"], payment["Invoice"]["Type"]) == ("APCREDITPAYMENT", "ACCPAYCREDIT")
    assert payment["Invoice"]["InvoiceID"] == note["CreditNoteID"]
    assert (used.status, used.paid) == ("PAID", 115)
    assert xero.ledger.credit_notes[note["CreditNoteID"]].status == "AUTHORISED"


async def test_a_used_credit_note_is_neither_voided_nor_deleted(xero: Any) -> None:
    note = await a_credit_note(xero)
    await allocate(xero, note, await xero.invoice(**A_BILL), "10")

    answers = [
        await xero.call("POST", f"/CreditNotes/{note['CreditNoteID']}", {"Status": status})
        for status in ("VOIDED", "DELETED")
    ]

    assert [answer.status for answer in answers] == [400, 400]
    assert answers[0].messages == [HAS_MONEY]
