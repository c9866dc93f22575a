"""Somebody changed the receiving side, and a person wants the source's version there again."""

from decimal import Decimal

import pytest

from shared.contracts.envelope import Category, Lane, System
from shared.store.records import State
from tests.integration.whole.agreeing import crossed, lines, proved
from tests.integration.whole.paying import after_an_age, allocate, begin, paid_twice, pay, put, put_note, sums
from tests.integration.whole.sending import in_scoro, in_xero, problems, xero_id
from tests.integration.whole.world import Whole, line


async def written_again(whole: Whole, category: Category, system: System, object_id: object) -> State:
    """What becomes of it."""
    await whole.want(category, system, object_id, why="person", lane=Lane.NOW, rewrite=True)
    return (await whole.newest(category, system, object_id)).state


async def test_an_invoice_that_was_edited_in_xero_says_again_what_scoro_says(whole: Whole) -> None:
    edited, other = await crossed(whole, 2)
    before = (await in_xero(whole))["1001"]
    changed = {"InvoiceID": await xero_id(whole, edited), "LineItems": [line("77"), line("3")], "InvoiceNumber": "X-1"}
    await whole.in_xero("POST", "/Invoices", {"Invoices": [changed]})
    await whole.want(Category.INVOICES, "scoro", edited, why="person", lane=Lane.NOW)
    assert (await in_xero(whole))["X-1"]["Total"] != before["Total"]  # sending alone does nothing

    assert await written_again(whole, Category.INVOICES, "scoro", edited) is State.SYNCED

    after = (await in_xero(whole))["1001"]
    shown = ("Total", "SubTotal", "Status", "DateString")
    assert {name: after[name] for name in shown} == {name: before[name] for name in shown}
    assert len(after["LineItems"]) == len(before["LineItems"])
    assert await lines(whole, await proved(whole)) == []
    [call] = [one async for one in whole.desk.store.database.collection("calls").find({"method": "POST"})]
    assert "asked:rewrite" in call["caused_by"]
    assert (await whole.newest(Category.INVOICES, "scoro", other)).asked is None


async def test_what_was_voided_or_paid_in_xero_meanwhile_takes_nothing_and_says_so(whole: Whole) -> None:
    voided, paid = await crossed(whole, 2)
    gone = {"InvoiceID": await xero_id(whole, voided), "Status": "VOIDED"}
    await whole.in_xero("POST", "/Invoices", {"Invoices": [gone]})
    await pay(whole, {"InvoiceID": await xero_id(whole, paid)}, "10")
    before = await whole.writes()

    for one in (voided, paid):
        assert await written_again(whole, Category.INVOICES, "scoro", one) is State.FAILED

    assert await whole.writes() == before
    found = await problems(whole)
    assert {number: one.code for number, one in found.items()} == {"1001": "voided_in_xero", "1002": "payment_attached"}


@pytest.mark.parametrize("deleted", [False, True], ids=["edited", "deleted"])
async def test_a_document_from_xero_that_somebody_changed_in_scoro(whole: Whole, deleted: bool) -> None:  # noqa: FBT001
    contact = await begin(whole, Category.INVOICES)
    made = await put(whole, contact)
    await whole.sync()
    [row] = await whole.scoro_rows("invoices")
    if deleted:
        await whole.desk.delete("invoices", row["id"])
    else:
        await whole.desk.edit("invoices", row["id"], lines=[{"comment": "Else", "price": "7.35", "amount": "1"}])
    assert [one.scoro_id for one in await lines(whole, await proved(whole))] == [str(row["id"])]

    assert await written_again(whole, Category.INVOICES, "xero", made["InvoiceID"]) is State.SYNCED

    assert Decimal(str((await in_scoro(whole))["INV-1"]["sum"])) == Decimal(100)
    assert len(await whole.scoro_rows("invoices")) == 1
    assert await lines(whole, await proved(whole)) == []


async def test_r113_a_receipt_that_was_deleted_in_scoro_is_booked_again_once(whole: Whole) -> None:
    _, first, receipt = await paid_twice(whole)
    await whole.desk.delete("receipts", receipt["id"])

    for _ in range(2):
        assert await written_again(whole, Category.RECEIPTS, "xero", first["PaymentID"]) is State.SYNCED

    assert sums(await whole.scoro_rows("receipts")) == [50, 50]
    assert await lines(whole, await proved(whole)) == []


async def test_r113_a_receipt_that_was_edited_in_scoro_gets_its_sum_and_day_again(whole: Whole) -> None:
    _, first, receipt = await paid_twice(whole)
    part = {"invoice_id": receipt["receipts"][0]["invoice_id"], "date": "2026-10-02", "sum": "20"}
    await whole.desk.edit("receipts", receipt["id"], date="2026-10-02", receipts=[part])
    assert sums(await whole.scoro_rows("receipts")) == [20, 50]

    assert await written_again(whole, Category.RECEIPTS, "xero", first["PaymentID"]) is State.SYNCED

    assert sums(await whole.scoro_rows("receipts")) == [50, 50]
    assert {str(one["date"])[:10] for one in await whole.scoro_rows("receipts")} == {"2026-11-10"}
    assert await lines(whole, await proved(whole)) == []


async def test_r118_what_was_booked_of_an_allocation_is_booked_again(whole: Whole) -> None:
    contact = await begin(whole, Category.INVOICES)
    invoice = await put(whole, contact)
    note = await put_note(whole, contact)
    await allocate(whole, "CreditNotes", note["CreditNoteID"], invoice, "20")
    for _ in range(2):
        await whole.sync()
    links = whole.desk.store.database.collection("links")
    [link] = [one async for one in links.find({"category": "receipts", "twin.sum": "20"})]
    await whole.desk.delete("receipts", link["scoro_id"])
    [missing] = await lines(whole, await proved(whole))
    assert (missing.xero_id, missing.source) == (link["xero_id"], "xero")

    assert await written_again(whole, Category.RECEIPTS, "xero", link["xero_id"]) is State.SYNCED

    assert sums(await whole.scoro_rows("receipts")) == [-20, 20]
    assert await lines(whole, await proved(whole)) == []


@pytest.mark.parametrize("carried_out", [True, False])
@pytest.mark.parametrize("edited", [True, False])
async def test_r115_an_unclear_answer_books_nothing_twice(whole: Whole, carried_out: bool, edited: bool) -> None:  # noqa: FBT001
    _, first, receipt = await paid_twice(whole)
    if edited:
        part = {"invoice_id": receipt["receipts"][0]["invoice_id"], "date": receipt["date"], "sum": "20"}
        await whole.desk.edit("receipts", receipt["id"], receipts=[part])
    else:
        await whole.desk.delete("receipts", receipt["id"])
    fault = {"path": "*/receipts/modify*", "kind": "reset", "carried_out": carried_out, "count": 1}
    await whole.desk.scoro.post("faults", fault)

    await written_again(whole, Category.RECEIPTS, "xero", first["PaymentID"])
    for _ in range(2):
        await after_an_age(whole)

    assert sums(await whole.scoro_rows("receipts")) == [50, 50]
    assert (await whole.newest(Category.RECEIPTS, "xero", first["PaymentID"])).state is State.SYNCED
