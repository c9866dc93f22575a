"""Batch payments: many documents, one movement at the bank."""

from decimal import Decimal
from typing import Any

import pytest

from tests.unit.sandbox_xero.purchases import A_BILL

EXCEEDS = "Payment amount exceeds the amount outstanding on this document"


def part(invoice: dict[str, Any], amount: str = "115", **fields: Any) -> dict[str, Any]:
    return {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Amount": Decimal(amount), **fields}


async def pay(xero: Any, *parts: dict[str, Any], **fields: Any) -> Any:
    account = xero.ledger.account_for("090").id
    body = {"Account": {"AccountID": account}, "Date": "2026-11-20", "Payments": list(parts)}
    return await xero.call("PUT", "/BatchPayments", body | fields)


@pytest.mark.parametrize(
    ("fields", "batch_type", "payment_type"),
    [({}, "RECBATCH", "ACCRECPAYMENT"), (A_BILL, "PAYBATCH", "ACCPAYPAYMENT")],
)
async def test_several_documents_are_paid_at_once(
    xero: Any, fields: dict[str, Any], batch_type: str, payment_type: str
) -> None:
    first, second = await xero.invoice(**fields), await xero.invoice(**fields)

    answer = await pay(xero, part(first, Reference="a"), part(second, "15"), Reference="Friday")

    batch = answer.body["BatchPayments"][0]
    assert (batch["Type"], batch["TotalAmount"], batch["Reference"]) == (batch_type, 130, "Friday")
    assert [(one["Amount"], one.get("Reference")) for one in batch["Payments"]] == [(115, "a"), (15, None)]
    payment = await xero.read("Payments", batch["Payments"][0]["PaymentID"])
    assert (payment["PaymentType"], payment["BatchPaymentID"]) == (payment_type, batch["BatchPaymentID"])
    assert payment["BatchPayment"]["TotalAmount"] == 130
    paid = await xero.read("Invoices", first["InvoiceID"])
    assert (paid["Status"], paid["Payments"][0]["BatchPaymentID"]) == ("PAID", batch["BatchPaymentID"])


async def test_the_whole_batch_is_deleted_and_stays_in_the_list(xero: Any) -> None:
    first, second = await xero.invoice(), await xero.invoice()
    batch = (await pay(xero, part(first), part(second))).body["BatchPayments"][0]
    xero.advance(minutes=1)

    gone = await xero.call("POST", f"/BatchPayments/{batch['BatchPaymentID']}", {"Status": "DELETED"})
    since = {"if-modified-since": "2026-11-20T09:31:00"}
    listed = (await xero.call("GET", "/BatchPayments", headers=since)).body["BatchPayments"]
    payments = (await xero.call("GET", "/Payments", page=1, headers=since)).body["Payments"]

    assert (gone.body["BatchPayments"][0]["Status"], gone.body["BatchPayments"][0]["Payments"]) == ("DELETED", [])
    assert [one["Status"] for one in (*listed, *payments)] == ["DELETED"] * 3
    assert {one.status for one in xero.ledger.invoices.values()} == {"AUTHORISED"}


async def test_by_body_too(xero: Any) -> None:
    batch = (await pay(xero, part(await xero.invoice()))).body["BatchPayments"][0]
    body = {"BatchPaymentID": batch["BatchPaymentID"], "Status": "DELETED"}

    first, second = [await xero.call("POST", "/BatchPayments", body) for _ in range(2)]

    assert first.status == 200
    assert second.messages == ["Batch Payment not of valid status for modification"]


async def test_one_payment_of_a_batch_is_not_deleted_alone(xero: Any) -> None:
    batch = (await pay(xero, part(await xero.invoice()))).body["BatchPayments"][0]

    answer = await xero.call("POST", f"/Payments/{batch['Payments'][0]['PaymentID']}", {"Status": "DELETED"})

    assert answer.messages == ["A payment that is part of a batch payment cannot be deleted on its own"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"Payments": []}, "One or more payments must be specified"),
        ({"Account": None}, "Account must be specified for this type of transaction"),
        ({"Account": {"Code": "200"}}, "Account type is invalid for making a payment"),
        ({"Particulars": "x" * 13}, "The Particulars must not be longer than 12 characters"),
        ({"Narrative": "x" * 19}, "The Narrative must not be longer than 18 characters"),
    ],
)
async def test_batches_are_refused(xero: Any, fields: dict[str, Any], message: str) -> None:
    answer = await pay(xero, part(await xero.invoice()), **fields)

    assert message in answer.messages
    assert not xero.ledger.batches
    assert not xero.ledger.payments


async def test_one_part_that_is_refused_refuses_all(xero: Any) -> None:
    first, second = await xero.invoice(), await xero.invoice()

    answer = await pay(xero, part(first), part(second, "116"))

    assert answer.messages == [EXCEEDS]
    assert (await xero.read("Invoices", first["InvoiceID"]))["Status"] == "AUTHORISED"


async def test_the_same_invoice_twice_counts_twice(xero: Any) -> None:
    invoice = await xero.invoice()

    fits = await pay(xero, part(invoice, "50"), part(invoice, "50"))
    exceeds = await pay(xero, part(invoice, "10"), part(invoice, "10"))

    assert (fits.status, exceeds.messages) == (200, [EXCEEDS])


async def test_sales_and_bills_do_not_mix(xero: Any) -> None:
    answer = await pay(xero, part(await xero.invoice()), part(await xero.invoice(**A_BILL)))

    assert answer.messages == ["A batch payment cannot hold both sales invoices and bills"]


async def test_nothing_but_invoices_and_bills(xero: Any) -> None:
    answer = await pay(xero, {"CreditNote": {"CreditNoteNumber": "CN-1"}, "Amount": 1})

    assert answer.messages == ["A batch payment can only hold payments of invoices or bills"]


async def test_only_in_the_base_currency(xero: Any) -> None:
    await xero.control("PATCH", f"/organisations/{xero.ledger.organisation.id}", {"currencies": ["EUR"]})

    answer = await pay(xero, part(await xero.invoice(CurrencyCode="EUR")))

    assert answer.messages == ["Batch payments can only be made in the base currency of the organisation"]


async def test_a_locked_period_keeps_a_batch(xero: Any) -> None:
    batch = (await pay(xero, part(await xero.invoice()))).body["BatchPayments"][0]
    await xero.control("PATCH", f"/organisations/{xero.ledger.organisation.id}", {"period_lock_date": "2026-11-20"})

    answer = await xero.call("POST", f"/BatchPayments/{batch['BatchPaymentID']}", {"Status": "DELETED"})

    assert answer.messages == [
        "The document date cannot be before the period lock date, currently set at 20 November 2026"
    ]


async def test_batches_are_filtered_and_found(xero: Any) -> None:
    sold = (await pay(xero, part(await xero.invoice()))).body["BatchPayments"][0]
    await pay(xero, part(await xero.invoice(**A_BILL)))
    nobody = "11111111-2222-3333-4444-555555555555"

    where = 'Type=="RECBATCH" AND Account.Code=="090"'
    found = (await xero.call("GET", "/BatchPayments", where=where)).body

    assert [one["BatchPaymentID"] for one in found["BatchPayments"]] == [sold["BatchPaymentID"]]
    assert "pagination" not in found
    assert (await xero.read("BatchPayments", sold["BatchPaymentID"]))["TotalAmount"] == 115
    assert (await xero.call("GET", f"/BatchPayments/{nobody}")).status == 404
    assert (await xero.call("POST", "/BatchPayments", {"BatchPaymentID": nobody, "Status": "DELETED"})).status == 404


@pytest.mark.parametrize("change", [{"Status": "AUTHORISED"}, {"Status": "DELETED", "Reference": "x"}])
async def test_a_batch_is_only_ever_deleted(xero: Any, change: dict[str, str]) -> None:
    batch = (await pay(xero, part(await xero.invoice()))).body["BatchPayments"][0]

    answer = await xero.call("POST", f"/BatchPayments/{batch['BatchPaymentID']}", change)

    assert answer.messages == ["Only Status accepted for updates."]
