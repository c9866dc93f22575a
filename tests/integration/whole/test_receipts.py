"""Payments of Xero on their way to Scoro, and in no other direction (R109–R119)."""

from decimal import Decimal

import pytest

from shared.contracts.envelope import Category
from shared.store.records import State
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.paying import TO_SCORO, after_an_age, begin, book, pay, put, sums
from tests.integration.whole.world import Whole


@pytest.mark.parametrize(
    ("kind", "category", "module"),
    [("ACCREC", Category.INVOICES, "invoices"), ("ACCPAY", Category.BILLS, "bills")],
)
async def test_a_payment_becomes_a_receipt(whole: Whole, kind: str, category: Category, module: str) -> None:  # R109
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


async def test_news_of_a_document_bring_what_was_paid_on_it_at_once(whole: Whole) -> None:  # R109
    invoice = await put(whole, await begin(whole, Category.INVOICES))
    await whole.sync()
    await whole.choose(Category.RECEIPTS, direction=TO_SCORO)
    for amount in ("50", "20"):
        await pay(whole, invoice, amount)
        await whole.want(Category.INVOICES, "xero", invoice["InvoiceID"], why="webhook")

    assert sums(await whole.scoro_rows("receipts")) == [Decimal(20), Decimal(50)]

    await whole.desk.forget_calls()
    await whole.want(Category.INVOICES, "xero", invoice["InvoiceID"], why="webhook")
    await whole.sync()

    assert await whole.writes() == {"xero": 0, "scoro": 0}


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


async def test_a_receipt_that_somebody_made_in_scoro_is_told_and_stays_there(whole: Whole) -> None:  # R113
    invoice = await put(whole, await begin(whole, Category.INVOICES))
    await whole.sync()
    [document] = await whole.scoro_rows("invoices")
    await book(whole, document, {"invoice_id": document["id"], "sum": "30.00", "date": "2026-11-10"})
    await pay(whole, invoice, "50")

    await whole.sync()

    assert sums(await whole.scoro_rows("receipts")) == [Decimal(30), Decimal(50)]
    [call] = [one async for one in whole.desk.store.database.collection("calls").find({"category": "receipts"})]
    assert [one["code"] for one in call["entries"][0]["memo"]["notices"]] == ["receipt_made_in_scoro"]
    [paid] = [one for one in (await whole.xero_books())["Invoices"] if one["InvoiceID"] == invoice["InvoiceID"]]
    assert paid["AmountPaid"] == Decimal(50)
