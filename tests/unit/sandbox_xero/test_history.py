"""History: what happened to documents, and notes on everything that has a history."""

from typing import Any

import pytest

NOBODY = "11111111-2222-3333-4444-555555555555"
NOT_FOUND = "The document with the supplied id was not found for this endpoint."


async def told(xero: Any, resource: str, object_id: str) -> list[str]:
    """Newest first."""
    answer = await xero.call("GET", f"/{resource}/{object_id}/History")
    return [one["Changes"] for one in answer.body["HistoryRecords"]]


NEW: dict[str, dict[str, Any]] = {
    "Contacts": {"Name": "Bob"},
    "Items": {"Code": "BOX"},
    "CreditNotes": {"Type": "ACCRECCREDIT", "Contact": {"Name": "Ada"}, "LineItems": [{"Description": "x"}]},
    "Payments": {"InvoiceNumber": "INV-0001", "Account": {"Code": "090"}, "Amount": 5},
    "BatchPayments": {
        "Account": {"Code": "090"},
        "Payments": [{"Invoice": {"InvoiceNumber": "INV-0001"}, "Amount": 5}],
    },
}


async def made(xero: Any, resource: str) -> str:
    """The id of one of each."""
    invoice = await xero.invoice()
    noun = resource.removesuffix("s")
    if resource == "Invoices":
        return str(invoice["InvoiceID"])
    if resource in NEW:
        return str((await xero.call("PUT", f"/{resource}", NEW[resource])).body[resource][0][f"{noun}ID"])
    kind = "RECEIVE-OVERPAYMENT" if resource == "Overpayments" else "RECEIVE-PREPAYMENT"
    return str((await xero.bank(kind))[f"{noun}ID"])


@pytest.mark.parametrize(
    "resource",
    [
        "Invoices", "CreditNotes", "Contacts", "Items", "Payments", "BatchPayments", "BankTransactions", "Prepayments",
        "Overpayments",
    ],
)  # fmt: skip
async def test_notes_on_everything(xero: Any, resource: str) -> None:
    object_id = await made(xero, resource)
    xero.advance(seconds=5)

    answer = await xero.call(
        "PUT", f"/{resource}/{object_id}/History", {"HistoryRecords": [{"Details": "From Scoro"}, {"Details": "Two"}]}
    )
    records = (await xero.call("GET", f"/{resource}/{object_id}/History")).body["HistoryRecords"]

    assert answer.body["HistoryRecords"][0] == {
        "DateUTCString": "2026-11-20T09:30:05",
        "DateUTC": "/Date(1795167005000)/",
        "Details": "From Scoro",
        "ValidationErrors": [],
    }
    assert records[1] == {
        "Changes": "Note",
        "DateUTCString": "2026-11-20T09:30:05",
        "DateUTC": "/Date(1795167005000+0000)/",
        "User": "System Generated",
        "Details": "From Scoro",
    }


async def test_what_happens_to_an_invoice_is_told(xero: Any) -> None:
    invoice = await xero.invoice(Status="DRAFT", InvoiceNumber="S-1")
    path = f"/Invoices/{invoice['InvoiceID']}"
    await xero.call("POST", path, {"Reference": "new"})
    await xero.call("POST", path, {"Status": "SUBMITTED"})
    await xero.call("POST", path, {"Status": "AUTHORISED", "SentToContact": True})
    payment = (await xero.pay(invoice, "10")).body["Payments"][0]["PaymentID"]
    await xero.call("POST", f"/Payments/{payment}", {"Status": "DELETED"})
    await xero.call("POST", path, {"Status": "VOIDED"})

    records = (await xero.call("GET", f"{path}/History")).body["HistoryRecords"]

    assert [one["Changes"] for one in records] == [
        "Voided", "Payment Deleted", "Payment Received", "Invoice sent", "Approved", "Submitted", "Edited", "Created",
    ]  # fmt: skip
    assert records[-1]["Details"] == "S-1 to Ada Ltd for 115.00."


async def test_credit_is_told_on_both_sides(xero: Any) -> None:
    invoice = await xero.invoice()
    made_by = await xero.bank("RECEIVE-PREPAYMENT")
    body = {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Amount": 10}
    path = f"/Prepayments/{made_by['PrepaymentID']}/Allocations"
    allocation = (await xero.call("PUT", path, body)).body["Allocations"][0]
    await xero.call("DELETE", f"{path}/{allocation['AllocationID']}")

    for resource, object_id in (("Invoices", invoice["InvoiceID"]), ("Prepayments", made_by["PrepaymentID"])):
        assert (await told(xero, resource, object_id))[:2] == ["Credit Removed", "Credit Applied"]


async def test_a_refused_write_is_not_told(xero: Any) -> None:
    invoice = await xero.invoice()

    await xero.call("POST", f"/Invoices/{invoice['InvoiceID']}", {"Status": "DRAFT"})

    assert await told(xero, "Invoices", invoice["InvoiceID"]) == ["Approved", "Created"]


@pytest.mark.parametrize(
    ("details", "message"),
    [
        ("", "Details must be specified"),
        ("x" * 2501, "The Details must not be longer than 2500 characters"),
    ],
)
async def test_notes_are_refused(xero: Any, details: str, message: str) -> None:
    invoice = await xero.invoice()

    answer = await xero.call("PUT", f"/Invoices/{invoice['InvoiceID']}/History", {"Details": details})

    assert answer.messages == [message]


@pytest.mark.parametrize("resource", ["Invoices", "Contacts", "Items", "Payments", "Overpayments"])
async def test_what_is_not_there_has_no_history(xero: Any, resource: str) -> None:
    noted = await xero.call("PUT", f"/{resource}/{NOBODY}/History", {"Details": "x"})
    read = await xero.call("GET", f"/{resource}/{NOBODY}/History")

    assert (noted.messages, read.status) == ([NOT_FOUND], 404)
    assert noted.body["Elements"][0]["Details"] == "x"


async def test_notes_move_nothing(xero: Any) -> None:
    invoice = await xero.invoice()
    xero.advance(minutes=1)

    await xero.call("POST", f"/Invoices/{invoice['InvoiceID']}/History", {"Details": "x"})

    assert (await xero.read("Invoices", invoice["InvoiceID"]))["UpdatedDateUTC"] == invoice["UpdatedDateUTC"]
    assert (await told(xero, "Invoices", invoice["InvoiceID"]))[0] == "Note"
