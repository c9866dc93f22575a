"""Payments: what is refused, how they change the document, how they are taken back, how they are shown."""

from decimal import Decimal
from typing import Any

import pytest

EXCEEDS = "Payment amount exceeds the amount outstanding on this document"
ONLY_AUTHORISED = "Payments can only be made against Authorised documents"


@pytest.mark.parametrize(
    ("change", "messages"),
    [
        ({"Amount": 116}, [EXCEEDS]),
        ({"Account": {"Code": "200"}}, ["Account type is invalid for making a payment"]),
        ({"Account": {"Code": "999"}}, ["Account code '999' is not a valid code for this document."]),
        ({"Account": None}, ["Account must be specified for this type of transaction"]),
        ({"Amount": 0}, ["Payment amount must be greater than zero"]),
        ({"Amount": -1}, ["Payment amount must be greater than zero"]),
        (
            {"Amount": Decimal("0.004")},
            ["Payment amount must be greater than zero"],
        ),
        (
            {"CreditNoteNumber": "CN-1"},
            ["A payment must name exactly one invoice, credit note, prepayment or overpayment"],
        ),
        (
            {"Invoice": {"InvoiceID": "11111111-2222-3333-4444-555555555555"}},
            ["Invoice could not be found"],
        ),
        ({"Reference": "x" * 256}, ["The Reference must not be longer than 255 characters"]),
    ],
)
async def test_payments_are_refused(xero: Any, change: dict[str, Any], messages: list[str]) -> None:
    invoice = await xero.invoice()
    body = {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Account": {"Code": "090"}, "Amount": 10}

    answer = await xero.call("PUT", "/Payments", body | change)

    assert (answer.status, answer.messages) == (400, messages)
    assert not xero.ledger.payments


@pytest.mark.parametrize("status", ["DRAFT", "SUBMITTED"])
async def test_only_approved_documents_take_payments(xero: Any, status: str) -> None:
    answer = await xero.pay(await xero.invoice(Status=status), "10")

    assert answer.messages == [ONLY_AUTHORISED]


async def test_paying_a_paid_invoice_gets_both_messages(xero: Any) -> None:
    invoice = await xero.invoice()
    await xero.pay(invoice, "115")

    answer = await xero.pay(invoice, "1")

    assert answer.messages == [ONLY_AUTHORISED, EXCEEDS]


async def test_two_equal_part_payments_on_one_day_are_two(xero: Any) -> None:
    invoice = await xero.invoice()

    first, second = [(await xero.pay(invoice, "40")).body["Payments"][0]["PaymentID"] for _ in range(2)]

    read_back = await xero.read("Invoices", invoice["InvoiceID"])
    assert first != second
    assert [payment["Amount"] for payment in read_back["Payments"]] == [40, 40]
    assert (read_back["Status"], read_back["AmountPaid"], read_back["AmountDue"]) == ("AUTHORISED", 80, 35)


async def test_an_account_that_takes_payments_need_not_be_a_bank(xero: Any) -> None:
    new = {"Code": "881", "Name": "Owner's funds", "Type": "EQUITY", "EnablePaymentsToAccount": True}
    await xero.call("PUT", "/Accounts", new)
    invoice = await xero.invoice()
    body = {"InvoiceNumber": invoice["InvoiceNumber"], "Account": {"Code": "881"}, "Amount": 115}

    answer = await xero.call("PUT", "/Payments", body)

    assert answer.body["Payments"][0]["Account"]["Code"] == "881"


async def test_a_payment_and_its_reversal_move_the_time_of_change_of_the_invoice(xero: Any) -> None:
    invoice = await xero.invoice()
    times = [invoice["UpdatedDateUTC"]]

    xero.advance(minutes=1)
    payment = (await xero.pay(invoice, "40")).body["Payments"][0]
    times.append((await xero.read("Invoices", invoice["InvoiceID"]))["UpdatedDateUTC"])
    xero.advance(minutes=1)
    gone = (await xero.call("POST", f"/Payments/{payment['PaymentID']}", {"Status": "DELETED"})).body["Payments"][0]
    times.append((await xero.read("Invoices", invoice["InvoiceID"]))["UpdatedDateUTC"])

    assert len(set(times)) == 3
    assert gone["UpdatedDateUTC"] == times[2] != payment["UpdatedDateUTC"] == times[1]


async def test_deleted_payments_stay_in_the_list_and_leave_the_invoice(xero: Any) -> None:
    invoice = await xero.invoice()
    payment = (await xero.pay(invoice, "10")).body["Payments"][0]
    xero.advance(minutes=1)
    await xero.call("POST", f"/Payments/{payment['PaymentID']}", {"Status": "DELETED"})

    changed = await xero.call("GET", "/Payments", page=1, headers={"if-modified-since": "2026-11-20T09:31:00"})

    assert [one["Status"] for one in changed.body["Payments"]] == ["DELETED"]
    assert "Payments" not in await xero.read("Invoices", invoice["InvoiceID"])


async def test_a_deleted_payment_is_not_deleted_again(xero: Any) -> None:
    payment = (await xero.pay(await xero.invoice(), "10")).body["Payments"][0]
    path = f"/Payments/{payment['PaymentID']}"
    await xero.call("POST", path, {"Status": "DELETED"})

    answer = await xero.call("POST", path, {"Status": "DELETED"})

    assert answer.messages == ["Payment not of valid status for modification"]


@pytest.mark.parametrize("change", [{"Status": "AUTHORISED"}, {"Amount": 5}, {"Status": "DELETED", "Amount": 5}])
async def test_a_payment_is_only_ever_deleted(xero: Any, change: dict[str, Any]) -> None:
    payment = (await xero.pay(await xero.invoice(), "10")).body["Payments"][0]

    answer = await xero.call("POST", f"/Payments/{payment['PaymentID']}", change)

    assert answer.messages == ["Only Status accepted for updates."]


async def test_a_reconciled_payment_stays(xero: Any) -> None:
    invoice = await xero.invoice()
    body = {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Code": "090", "Amount": 10, "IsReconciled": True}
    payment = (await xero.call("PUT", "/Payments", body)).body["Payments"][0]

    answer = await xero.call("POST", f"/Payments/{payment['PaymentID']}", {"Status": "DELETED"})

    assert answer.messages == ["A reconciled payment cannot be deleted"]


async def test_a_locked_period_takes_and_gives_no_payment(xero: Any) -> None:
    payment = (await xero.pay(await xero.invoice(), "10")).body["Payments"][0]
    locked = "The document date cannot be before the period lock date, currently set at 20 November 2026"
    await xero.control("PATCH", f"/organisations/{xero.ledger.organisation.id}", {"period_lock_date": "2026-11-20"})

    new = await xero.pay({"InvoiceID": payment["Invoice"]["InvoiceID"]}, "1")
    gone = await xero.call("POST", f"/Payments/{payment['PaymentID']}", {"Status": "DELETED"})

    assert new.messages == gone.messages == [locked]


async def test_a_refused_payment_in_a_batch_leaves_the_others(xero: Any) -> None:
    invoice = await xero.invoice()
    one = {"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Account": {"Code": "090"}}
    body = {"Payments": [one | {"Amount": 100}, one | {"Amount": 100}, one | {"Amount": 15}]}

    answer = await xero.call("PUT", "/Payments", body, summarizeErrors="false")

    assert [row["StatusAttributeString"] for row in answer.body["Payments"]] == ["OK", "ERROR", "OK"]
    assert answer.body["Payments"][1]["HasValidationErrors"] is True
    assert (await xero.read("Invoices", invoice["InvoiceID"]))["Status"] == "PAID"


async def test_lists_name_the_document_and_single_reads_hold_it(xero: Any) -> None:
    invoice = await xero.invoice(Reference="Project 7")
    payment = (await xero.pay(invoice, "115")).body["Payments"][0]

    listed = (await xero.call("GET", "/Payments", page=1)).body["Payments"][0]["Invoice"]
    single = (await xero.read("Payments", payment["PaymentID"]))["Invoice"]

    assert (listed["InvoiceNumber"], listed["LineItems"], listed["Contact"]["Name"]) == ("INV-0001", [], "Ada Ltd")
    assert "Status" not in listed
    assert (single["Status"], single["AmountDue"], single["Reference"]) == ("PAID", 0, "Project 7")
    assert single["Payments"][0]["PaymentID"] == payment["PaymentID"]


@pytest.mark.parametrize(
    ("where", "count"),
    [
        ('PaymentType=="ACCPAYPAYMENT"', 1),
        ('Status=="AUTHORISED" AND Amount>50', 1),
        ('Invoice.InvoiceNumber=="INV-0001"', 1),
        ('Invoice.Type=="ACCPAY"', 1),
        ('Account.Code=="090"', 2),
        ("Date>=DateTime(2026,11,21)", 0),
    ],
)
async def test_payments_are_filtered(xero: Any, where: str, count: int) -> None:
    await xero.pay(await xero.invoice(), "115")
    bill = await xero.invoice(Type="ACCPAY", LineItems=[{"Description": "x", "LineAmount": 10, "AccountCode": "429"}])
    await xero.pay(bill, "11.5")

    answer = await xero.call("GET", "/Payments", where=where, page=1)

    assert answer.body["pagination"]["itemCount"] == count
