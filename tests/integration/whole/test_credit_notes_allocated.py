"""Credit notes from Scoro that are allocated in Xero, where somebody chose that (R94)."""

from decimal import Decimal
from json import dumps
from typing import Any

import pytest

from shared.contracts.envelope import Category
from shared.store.records import State
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.mending import from_scoro, invoice
from tests.integration.whole.paying import after_an_age, sums
from tests.integration.whole.world import Whole

INVOICES = Category.INVOICES
BELOW = "/api.xro/2.0/CreditNotes/*/Allocations"
LOCKED = "The document date cannot be before the period lock date."


async def credited(whole: Whole, made: str) -> str:
    """A person credits the whole invoice in Scoro; the id of the credit invoice."""
    done = await whole.desk.scoro.post(f"ui/acme_uk/invoices/{made}/credit", {})
    return str(done["id"])


async def notes(whole: Whole) -> list[dict[str, Any]]:
    return list((await whole.xero_books())["CreditNotes"])


async def due(whole: Whole) -> Decimal:
    """What is open on the only invoice in Xero."""
    [one] = (await whole.xero_books())["Invoices"]
    return Decimal(str(one["AmountDue"]))


async def test_left_alone_without_the_choice(whole: Whole) -> None:  # R94
    made = await invoice(whole, await from_scoro(whole), no="I-1")
    await whole.sync()
    await whole.desk.scoro_time()
    await credited(whole, made)

    await whole.sync()

    [note] = await notes(whole)
    assert (Decimal(str(note["RemainingCredit"])), await due(whole)) == (Decimal(114), Decimal(114))


async def test_allocated_once_to_the_invoice_that_it_credits(whole: Whole) -> None:  # R94
    made = await invoice(whole, await from_scoro(whole, allocate_credit_notes=True), no="I-1")
    await whole.sync()
    await whole.desk.scoro_time()
    credit = await credited(whole, made)

    await whole.sync()
    allocated = (await due(whole), [one["RemainingCredit"] for one in await notes(whole)])
    await whole.desk.forget_calls()
    for _ in range(3):
        await whole.sync("tick")

    entry = await whole.newest(INVOICES, "scoro", credit)
    assert (entry.state, entry.counterpart_id) == (State.SYNCED, (await notes(whole))[0]["CreditNoteID"])
    assert [Decimal(str(one)) for one in (allocated[0], *allocated[1])] == [Decimal(0), Decimal(0)]
    assert await whole.writes() == {"xero": 0, "scoro": 0}
    assert await whole.desk.store.problems.causes(CONNECTION) == []


async def test_no_more_than_is_open_on_the_invoice(whole: Whole) -> None:  # R94
    made = await invoice(whole, await from_scoro(whole, allocate_credit_notes=True), no="I-1")
    await whole.sync()
    [there] = (await whole.xero_books())["Invoices"]
    await whole.person("pay", invoice=there["InvoiceID"], amount="100.00", date="2026-11-20")
    await whole.desk.scoro_time()
    await credited(whole, made)

    await whole.sync()

    [note] = await notes(whole)
    assert (Decimal(str(note["RemainingCredit"])), await due(whole)) == (Decimal(100), Decimal(0))


async def test_what_the_accountant_takes_back_stays_taken_back(whole: Whole) -> None:  # R94
    made = await invoice(whole, await from_scoro(whole, allocate_credit_notes=True), no="I-1")
    await whole.sync()
    await whole.desk.scoro_time()
    credit = await credited(whole, made)
    await whole.sync()
    [note] = await notes(whole)
    [allocation] = note["Allocations"]
    path = f"/CreditNotes/{note['CreditNoteID']}/Allocations/{allocation['AllocationID']}"
    await whole.in_xero("DELETE", path, {})
    await whole.desk.scoro_time()

    await whole.desk.edit("invoices", credit, description="A word more")
    await whole.want(INVOICES, "scoro", credit, why="person")

    assert await due(whole) == Decimal(114)


async def test_where_xero_refuses_it_the_note_stays_linked_and_a_person_is_told(whole: Whole) -> None:  # R94, R149
    made = await invoice(whole, await from_scoro(whole, allocate_credit_notes=True), no="I-1")
    await whole.sync()
    refusal = {"StatusAttributeString": "ERROR", "ValidationErrors": [{"Message": LOCKED}]}
    fault = {"kind": "status", "path": BELOW, "status": 200, "body": dumps({"Allocations": [refusal]}), "count": 1}
    await whole.desk.xero.post("faults", fault)
    await whole.desk.scoro_time()
    credit = await credited(whole, made)

    await whole.sync()

    [cause] = await whole.desk.store.problems.causes(CONNECTION)
    assert cause.code == "credit_not_allocated"
    assert len(await notes(whole)) == 1
    await whole.want(INVOICES, "scoro", credit, why="person")
    assert await whole.desk.store.problems.causes(CONNECTION) == []
    assert len(await notes(whole)) == 1


async def test_what_is_changed_before_it_is_allocated_is_allocated_all_the_same(whole: Whole) -> None:  # R94
    made = await invoice(whole, await from_scoro(whole, allocate_credit_notes=True), no="I-1")
    await whole.sync()
    await whole.desk.xero.post("faults", {"kind": "status", "path": BELOW, "status": 503, "count": 1})
    await whole.desk.scoro_time()
    credit = await credited(whole, made)
    await whole.sync()
    assert (len(await notes(whole)), await due(whole)) == (1, Decimal(114))
    await whole.desk.scoro_time()
    await whole.desk.edit("invoices", credit, reference_no="Changed")

    await whole.want(INVOICES, "scoro", credit, why="webhook")
    await after_an_age(whole, INVOICES)

    [note] = await notes(whole)
    assert (note["Reference"], len(note["Allocations"]), await due(whole)) == ("Changed", 1, Decimal(0))
    assert (await whole.newest(INVOICES, "scoro", credit)).state is State.SYNCED


@pytest.mark.parametrize("carried_out", [True, False])
async def test_an_unclear_answer_allocates_nothing_twice(whole: Whole, carried_out: bool) -> None:  # noqa: FBT001 # R94
    made = await invoice(whole, await from_scoro(whole, allocate_credit_notes=True), no="I-1")
    await whole.sync()
    await whole.desk.scoro_time()
    credit = await credited(whole, made)
    fault = {"kind": "reset", "path": BELOW, "carried_out": carried_out, "count": 1}
    await whole.desk.xero.post("faults", fault)

    await whole.sync()
    for _ in range(2):
        await after_an_age(whole, INVOICES)

    [note] = await notes(whole)
    assert len(note["Allocations"]) == 1
    assert await due(whole) == Decimal(0)
    assert (await whole.newest(INVOICES, "scoro", credit)).state is State.SYNCED


async def test_what_was_allocated_comes_back_as_receipts_of_both_documents(whole: Whole) -> None:  # R92, R94
    made = await invoice(whole, await from_scoro(whole, allocate_credit_notes=True), no="I-1")
    await whole.sync()
    await whole.desk.scoro_time()
    await credited(whole, made)
    before = await whole.desk.store.settings.get(CONNECTION)
    receipts = before.of(Category.RECEIPTS).model_copy(update={"enabled": True})
    await whole.desk.choose(categories={**before.categories, Category.RECEIPTS: receipts})

    await whole.sync()
    await whole.sync()

    assert sums(await whole.scoro_rows("receipts")) == [Decimal(-114), Decimal(114)]
