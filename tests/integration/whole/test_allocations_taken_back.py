"""Allocations that were taken back in Xero before they were booked: Xero shows them nowhere any more (R116)."""

from decimal import Decimal

from shared.contracts.envelope import Category
from tests.integration.whole.paying import TO_SCORO, allocate, begin, paid_ahead, prepaid, put, put_note, sums
from tests.integration.whole.world import Whole


async def take_back(whole: Whole, resource: str, credit_id: str) -> None:
    """A bookkeeper removes the only allocation of a credit."""
    id_name = resource.removesuffix("s") + "ID"
    [credit] = [row for row in (await whole.xero_books())[resource] if row[id_name] == credit_id]
    [one] = credit["Allocations"]
    await whole.in_xero("DELETE", f"/{resource}/{credit_id}/Allocations/{one['AllocationID']}", {})


async def test_what_was_taken_back_before_its_document_crossed_is_never_booked(whole: Whole) -> None:  # R114, R116
    contact = await begin(whole, Category.INVOICES)
    await whole.choose(Category.RECEIPTS, direction=TO_SCORO)
    invoice = await put(whole, contact)
    note = await put_note(whole, contact)
    await allocate(whole, "CreditNotes", note["CreditNoteID"], invoice, "48")
    await whole.sync()
    await take_back(whole, "CreditNotes", note["CreditNoteID"])
    await whole.sync()

    await whole.choose(Category.RECEIPTS, Category.INVOICES, direction=TO_SCORO)
    for _ in range(2):
        await whole.sync()

    assert len(await whole.scoro_rows("invoices")) == 2
    assert await whole.scoro_rows("receipts") == []


async def test_what_was_taken_back_no_longer_counts_as_prepaid_in_scoro(whole: Whole) -> None:  # R99, R116
    """The accountant allocates the prepayment anew; Scoro counts it as prepaid all the time."""
    _, invoice = await prepaid(whole)
    ahead = await paid_ahead(whole, invoice["Contact"], "60")
    await allocate(whole, "Prepayments", ahead, invoice, "60")
    await whole.sync()
    await take_back(whole, "Prepayments", ahead)
    await whole.sync()
    await allocate(whole, "Prepayments", ahead, invoice, "60")

    await whole.sync()

    assert sums(await whole.scoro_rows("receipts")) == [Decimal(60)]
