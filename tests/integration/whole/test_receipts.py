"""Payments of Xero on their way to Scoro (R109–R119)."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from shared.contracts.envelope import Category
from shared.store.records import State
from shared.sync.settings import Direction
from tests.integration.connector.reading.world import CONNECTION
from tests.integration.whole.world import Whole, line

TO_SCORO = Direction.TO_SCORO
COST = {"AccountCode": "429", "TaxType": "INPUT2"}


async def begin(whole: Whole, *also: Category) -> dict[str, Any]:
    """Base data is there, receipts and these come to Scoro; hands out a contact in Xero."""
    await whole.sync("first")
    await whole.choose(Category.RECEIPTS, *also, direction=TO_SCORO)
    return await whole.put_in_xero("Contacts", Name="Harbour & Sons")


async def put(whole: Whole, contact: dict[str, Any], kind: str = "ACCREC", **fields: Any) -> dict[str, Any]:
    """An approved document of 120.00 gross."""
    said = {
        "Type": kind, "Contact": {"ContactID": contact["ContactID"]}, "InvoiceNumber": "INV-1", "Date": "2026-11-01",
        "DueDate": "2026-11-30", "Status": "AUTHORISED",
        "LineItems": [line("100", **(COST if kind == "ACCPAY" else {}))], **fields,
    }  # fmt: skip
    return await whole.put_in_xero("Invoices", **said)


async def pay(whole: Whole, invoice: dict[str, Any], amount: str, **fields: Any) -> dict[str, Any]:
    said = {"Account": {"Code": "090"}, "Date": "2026-11-10", "Amount": Decimal(amount), **fields}
    return await whole.put_in_xero("Payments", Invoice={"InvoiceID": invoice["InvoiceID"]}, **said)


def sums(receipts: list[dict[str, Any]]) -> list[Decimal]:
    return sorted(Decimal(str(one["sum"])) for one in receipts)


@pytest.mark.parametrize(
    ("kind", "category", "module"),
    [("ACCREC", Category.INVOICES, "invoices"), ("ACCPAY", Category.BILLS, "bills")],
)
async def test_a_payment_becomes_a_receipt(whole: Whole, kind: str, category: Category, module: str) -> None:
    invoice = await put(whole, await begin(whole, category), kind)
    paid = await pay(whole, invoice, "50")

    await whole.sync()

    [receipt] = await whole.scoro_rows("receipts")
    [document] = await whole.scoro_rows(module)
    [part] = receipt["receipts"]
    assert (receipt["sales_doc_type"], part["invoice_id"], receipt["date"]) == (module, document["id"], "2026-11-10")
    assert sums([receipt]) == [Decimal(50)]  # R115
    entry = await whole.newest(Category.RECEIPTS, "xero", paid["PaymentID"])
    assert (entry.state, entry.counterpart_id) == (State.SYNCED, str(receipt["id"]))
    known = await whole.desk.store.reference.get_list(CONNECTION, "scoro_receipt_accounts")
    accounts = {row["id"]: row["name"] for row in known}
    assert accounts[receipt["receipt_account_id"]] == "Business Bank Account"  # R51, R112


async def test_two_equal_part_payments_of_one_day_both_arrive(whole: Whole) -> None:  # R115
    invoice = await put(whole, await begin(whole, Category.INVOICES))
    for _ in range(2):
        await pay(whole, invoice, "60")

    await whole.sync()

    assert sums(await whole.scoro_rows("receipts")) == [Decimal(60), Decimal(60)]
    [document] = await whole.scoro_rows("invoices")
    assert Decimal(str(document["receivable_sum"])) == 0


async def test_a_second_sync_of_receipts_writes_nothing(whole: Whole) -> None:
    await pay(whole, await put(whole, await begin(whole, Category.INVOICES)), "120")
    await whole.sync()
    await whole.desk.forget_calls()

    for _ in range(10):
        await whole.sync("tick")

    assert await whole.writes() == {"xero": 0, "scoro": 0}


async def test_a_payment_without_its_document_follows_once_that_is_linked(whole: Whole) -> None:  # R114
    invoice = await put(whole, await begin(whole))
    paid = await pay(whole, invoice, "120")
    await whole.sync()
    entry = await whole.newest(Category.RECEIPTS, "xero", paid["PaymentID"])
    assert (entry.state, entry.reason) == (State.LEFT_OUT, "document_not_linked")

    await whole.choose(Category.RECEIPTS, Category.INVOICES, direction=TO_SCORO)
    await whole.want(Category.INVOICES, "xero", invoice["InvoiceID"], why="person")

    assert sums(await whole.scoro_rows("receipts")) == [Decimal(120)]


async def test_a_deleted_payment_takes_its_receipt_along_and_another_may_take_its_place(whole: Whole) -> None:  # R116
    invoice = await put(whole, await begin(whole, Category.INVOICES))
    paid = await pay(whole, invoice, "120")
    await whole.sync()
    await whole.in_xero("POST", f"/Payments/{paid['PaymentID']}", {"Status": "DELETED"})
    await pay(whole, invoice, "100")

    await whole.sync()

    assert sums(await whole.scoro_rows("receipts")) == [Decimal(100)]
    links = await whole.desk.store.links.active(CONNECTION, Category.RECEIPTS)
    assert len(links) == 1


async def test_more_than_is_open_is_not_booked(whole: Whole) -> None:  # R119, R113
    invoice = await put(whole, await begin(whole, Category.INVOICES))
    await whole.sync()
    [document] = await whole.scoro_rows("invoices")
    part = {"invoice_id": document["id"], "sum": "30.00", "date": "2026-11-05"}
    await book(whole, document, part)
    paid = await pay(whole, invoice, "120")

    await whole.sync()

    entry = await whole.newest(Category.RECEIPTS, "xero", paid["PaymentID"])
    assert (entry.state, entry.reason) == (State.FAILED, "amount_due_mismatch")
    assert sums(await whole.scoro_rows("receipts")) == [Decimal(30)]


async def test_an_equal_receipt_that_is_there_is_linked_and_not_booked_again(whole: Whole) -> None:
    invoice = await put(whole, await begin(whole, Category.INVOICES))
    await whole.sync()
    [document] = await whole.scoro_rows("invoices")
    part = {"invoice_id": document["id"], "sum": "50.00", "date": "2026-11-10"}
    made = await book(whole, document, part)
    paid = await pay(whole, invoice, "50")

    await whole.sync()

    entry = await whole.newest(Category.RECEIPTS, "xero", paid["PaymentID"])
    assert (entry.state, entry.counterpart_id) == (State.SYNCED, str(made["id"]))
    assert sums(await whole.scoro_rows("receipts")) == [Decimal(50)]


async def test_what_a_credit_note_was_allocated_to_counts_on_both_documents(whole: Whole) -> None:  # R92, R111
    contact = await begin(whole, Category.INVOICES)
    invoice = await put(whole, contact)
    note = await put_note(whole, contact)
    await allocate(whole, "CreditNotes", note["CreditNoteID"], invoice, "48")

    await whole.sync()

    assert sums(await whole.scoro_rows("receipts")) == [Decimal(-48), Decimal(48)]
    await whole.desk.forget_calls()
    await whole.sync()
    assert await whole.writes() == {"xero": 0, "scoro": 0}


async def test_an_allocation_that_was_taken_back_takes_its_receipts_along(whole: Whole) -> None:  # R116
    contact = await begin(whole, Category.INVOICES)
    invoice = await put(whole, contact)
    note = await put_note(whole, contact)
    await allocate(whole, "CreditNotes", note["CreditNoteID"], invoice, "48")
    await whole.sync()
    [one] = next(
        row for row in (await whole.xero_books())["CreditNotes"] if row["CreditNoteID"] == note["CreditNoteID"]
    )["Allocations"]
    await whole.in_xero("DELETE", f"/CreditNotes/{note['CreditNoteID']}/Allocations/{one['AllocationID']}", {})

    await whole.sync()

    assert await whole.scoro_rows("receipts") == []


async def test_a_refund_of_a_credit_note_is_a_negative_receipt_on_it(whole: Whole) -> None:  # R118
    contact = await begin(whole, Category.INVOICES)
    note = await put_note(whole, contact)
    await whole.put_in_xero(
        "Payments", CreditNote={"CreditNoteID": note["CreditNoteID"]}, Account={"Code": "090"}, Date="2026-11-12",
        Amount=Decimal(48),
    )  # fmt: skip

    await whole.sync()

    [receipt] = await whole.scoro_rows("receipts")
    [credit] = [row for row in await whole.scoro_rows("invoices") if Decimal(str(row["sum"])) < 0]
    assert sums([receipt]) == [Decimal(-48)]
    assert receipt["receipts"][0]["invoice_id"] == credit["id"]


async def book(whole: Whole, document: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """A person books a receipt in Scoro."""
    group = {
        "contact_id": document["company_id"],
        "date": part["date"],
        "currency": document["currency"],
        "receipts": [part],
    }
    return await whole.desk.make("receipts", **group)


async def put_note(whole: Whole, contact: dict[str, Any]) -> dict[str, Any]:
    """An approved credit note of 48.00."""
    return await whole.put_in_xero(
        "CreditNotes", Type="ACCRECCREDIT", Contact={"ContactID": contact["ContactID"]}, CreditNoteNumber="CN-1",
        Date="2026-11-05", Status="AUTHORISED", LineItems=[line("40")],
    )  # fmt: skip


async def allocate(whole: Whole, resource: str, credit_id: str, invoice: dict[str, Any], amount: str) -> None:
    body = {"Allocations": [{"Invoice": {"InvoiceID": invoice["InvoiceID"]}, "Amount": Decimal(amount)}]}
    await whole.in_xero("PUT", f"/{resource}/{credit_id}/Allocations", body)


async def paid_ahead(whole: Whole, contact: dict[str, Any], amount: str) -> str:
    """Money that came before the invoice, on account; hands out the prepayment's id."""
    made = await whole.put_in_xero(
        "BankTransactions", Type="RECEIVE-PREPAYMENT", Contact={"ContactID": contact["ContactID"]},
        BankAccount={"Code": "090"}, Date="2026-11-03", LineAmountTypes="NoTax",
        LineItems=[{"Description": "On account", "Quantity": 1, "UnitAmount": Decimal(amount), "AccountCode": "200"}],
    )  # fmt: skip
    return str(made["PrepaymentID"])


async def test_what_a_prepayment_was_allocated_to_arrives_and_the_rest_stays(whole: Whole) -> None:  # R98, R100, R111
    contact = await begin(whole, Category.INVOICES)
    invoice = await put(whole, contact)
    prepayment = await paid_ahead(whole, contact, "80")
    await allocate(whole, "Prepayments", prepayment, invoice, "30")

    await whole.sync()

    [receipt] = await whole.scoro_rows("receipts")
    assert sums([receipt]) == [Decimal(30)]
    assert not receipt["receipt_account_id"]  # R111: no bank account


async def test_an_unclear_receipt_is_there_once(whole: Whole) -> None:  # R115
    """Scoro booked it, and the answer was lost: with an equal payment of the same day beside it."""
    invoice = await put(whole, await begin(whole, Category.INVOICES))
    await whole.sync()
    for _ in range(2):
        await pay(whole, invoice, "60")
    fault = {"path": "*/receipts/modify", "kind": "reset", "carried_out": True, "count": 1}
    await whole.desk.scoro.post("faults", fault)
    await whole.sync()

    await after_an_age(whole)

    assert sums(await whole.scoro_rows("receipts")) == [Decimal(60), Decimal(60)]
    assert len(await whole.desk.store.links.active(CONNECTION, Category.RECEIPTS)) == 2


async def test_an_unclear_receipt_that_was_not_booked_is_booked_then(whole: Whole) -> None:
    invoice = await put(whole, await begin(whole, Category.INVOICES))
    await whole.sync()
    await pay(whole, invoice, "60")
    await whole.desk.scoro.post("faults", {"path": "*/receipts/modify", "kind": "reset", "count": 1})
    await whole.sync()

    await after_an_age(whole)

    assert sums(await whole.scoro_rows("receipts")) == [Decimal(60)]


async def after_an_age(whole: Whole) -> None:
    """So much later that no request can be under way any more; the sweeper rings for what is stuck."""
    past = whole.desk.clock.now() - dt.timedelta(minutes=10)
    calls = whole.desk.store.database.collection("calls")
    await calls.update_many({"pending": True}, {"$set": {"sent_at": past, "retry_at": past}})
    changes = whole.desk.store.database.collection("changes")
    async for row in changes.find({"state": {"$in": ["unclear", "sending", "open", "waiting"]}}):
        await whole.workers[Category.RECEIPTS].bell(row["_id"])
    await whole.settle()


async def test_a_batch_payment_becomes_one_receipt_per_document(whole: Whole) -> None:  # R117
    contact = await begin(whole, Category.INVOICES)
    parts = [
        {"Invoice": {"InvoiceID": (await put(whole, contact, InvoiceNumber=f"INV-{number}"))["InvoiceID"]},
         "Amount": Decimal(120)}
        for number in (1, 2)
    ]  # fmt: skip
    [bank] = [one for one in (await whole.xero_books())["Accounts"] if one.get("Code") == "090"]
    await whole.put_in_xero(
        "BatchPayments", Account={"AccountID": bank["AccountID"]}, Date="2026-11-11", Payments=parts
    )

    await whole.sync()

    receipts = await whole.scoro_rows("receipts")
    assert sums(receipts) == [Decimal(120), Decimal(120)]
    assert len({one["receipts"][0]["invoice_id"] for one in receipts}) == 2


async def test_a_bank_account_without_a_receipt_account_of_its_name_is_told(whole: Whole) -> None:  # R53
    contact = await begin(whole, Category.INVOICES)
    await whole.put_in_xero("Accounts", Code="092", Name="Petty Vault", Type="BANK", BankAccountNumber="1234567")
    paid = await pay(whole, await put(whole, contact), "120", Account={"Code": "092"})

    await whole.sync()

    [receipt] = await whole.scoro_rows("receipts")
    assert not receipt["receipt_account_id"]
    [call] = [one async for one in whole.desk.store.database.collection("calls").find({"category": "receipts"})]
    [item] = call["entries"]
    assert item["object_id"] == paid["PaymentID"]
    assert [one["code"] for one in item["memo"]["notices"]] == ["receipt_account_missing"]
