"""What credit notes and prepayments of Xero were used for, and what of them was refunded (R92, R110, R118)."""

from decimal import Decimal

from shared.contracts.envelope import Category
from tests.integration.whole.paying import allocate, begin, paid_ahead, pay, prepaid, put, put_note, sums
from tests.integration.whole.sending import problems
from tests.integration.whole.world import Whole


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


async def test_a_refund_of_a_credit_note_is_a_negative_receipt_on_it(whole: Whole) -> None:  # R110, R118
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


async def test_what_a_prepayment_was_allocated_to_arrives_and_the_rest_stays(whole: Whole) -> None:  # R98, R100, R111
    contact = await begin(whole, Category.INVOICES)
    invoice = await put(whole, contact)
    prepayment = await paid_ahead(whole, contact, "80")
    await allocate(whole, "Prepayments", prepayment, invoice, "30")

    await whole.sync()

    [receipt] = await whole.scoro_rows("receipts")
    assert sums([receipt]) == [Decimal(30)]
    assert not receipt["receipt_account_id"]  # R111: no bank account


async def test_what_scoro_counts_as_prepaid_is_not_booked_again(whole: Whole) -> None:  # R97, R98, R99
    """The invoice that follows a prepayment crosses at full value; its prepaid part comes back as an allocation."""
    invoice_id, invoice = await prepaid(whole)
    assert invoice["Total"] == Decimal(120)  # R98
    ahead = await paid_ahead(whole, invoice["Contact"], "60")
    await allocate(whole, "Prepayments", ahead, invoice, "60")
    await pay(whole, invoice, "60")

    await whole.sync()

    [row] = [one for one in await whole.scoro_rows("invoices") if str(one["id"]) == invoice_id]
    assert Decimal(str(row["prepayment_sum"])) == Decimal(60)
    assert Decimal(str(row["receivable_sum"])) == 0
    assert sums(await whole.scoro_rows("receipts")) == [Decimal(60), Decimal(60)]
    entries = whole.desk.store.database.collection("changes").find({"category": "receipts", "state": "left_out"})
    assert [one["reason"] async for one in entries] == ["prepaid_in_scoro"]


async def test_r99_what_scoro_counts_as_prepaid_in_part_is_told_and_not_booked(whole: Whole) -> None:
    """Booked as a whole, 30 of the 50 would count twice, and nobody would see it: what is open is not compared then."""
    invoice_id, invoice = await prepaid(whole, 25)
    ahead = await paid_ahead(whole, invoice["Contact"], "50")
    await allocate(whole, "Prepayments", ahead, invoice, "50")

    await whole.sync()

    [problem] = (await problems(whole)).values()
    assert problem.code == "prepaid_in_part"
    assert problem.text == (
        f"50 GBP that was paid ahead is allocated to {invoice['InvoiceNumber']} in Xero; "
        "Scoro counts 30 GBP of it as prepaid"
    )
    [row] = [one for one in await whole.scoro_rows("invoices") if str(one["id"]) == invoice_id]
    assert Decimal(str(row["receivable_sum"])) == Decimal(90)


async def test_r99_once_the_accountant_allocates_it_in_two_parts_both_books_agree(whole: Whole) -> None:
    invoice_id, invoice = await prepaid(whole, 25)
    ahead = await paid_ahead(whole, invoice["Contact"], "50")
    await allocate(whole, "Prepayments", ahead, invoice, "50")
    await whole.sync()
    [one] = next(row for row in (await whole.xero_books())["Prepayments"] if row["PrepaymentID"] == ahead)[
        "Allocations"
    ]
    await whole.in_xero("DELETE", f"/Prepayments/{ahead}/Allocations/{one['AllocationID']}", {})
    await allocate(whole, "Prepayments", ahead, invoice, "30")
    await whole.sync()
    await allocate(whole, "Prepayments", ahead, invoice, "20")

    await whole.sync()

    [row] = [one for one in await whole.scoro_rows("invoices") if str(one["id"]) == invoice_id]
    [there] = (await whole.xero_books())["Invoices"]
    assert Decimal(str(row["receivable_sum"])) == Decimal(str(there["AmountDue"])) == Decimal(70)
    assert await problems(whole) == {}
