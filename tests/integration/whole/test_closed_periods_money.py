"""Bills, allocations and payments under a lock date of Xero: known beforehand, never sent and refused."""

from decimal import Decimal
from typing import Any

import pytest

from shared.contracts.envelope import Category
from shared.store.records import State
from shared.sync.settings import ClosedPeriods, Direction
from shared.xero import wire
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.mending import a_quarter_later, from_scoro, invoice
from tests.integration.whole.paying import after_an_age, begin, pay, put
from tests.integration.whole.sending import in_xero, problems
from tests.integration.whole.test_bills import make_bill
from tests.integration.whole.test_closed_periods import days, lock
from tests.integration.whole.test_credit_notes_allocated import BELOW, credited, due, notes
from tests.integration.whole.world import Whole, workers

INVOICES, BILLS, RECEIPTS = Category.INVOICES, Category.BILLS, Category.RECEIPTS
LOCKED = "2026-10-31"
REFUSAL = b"lock date"
"""In Xero's words."""


async def choose_policy(whole: Whole, category: Category, policy: ClosedPeriods) -> None:
    settings = await whole.desk.store.settings.get(CONNECTION)
    own = settings.of(category).model_copy(update={"closed_periods": policy})
    await whole.desk.choose(categories={**settings.categories, category: own})


async def refusals(whole: Whole) -> int:
    """Answers of Xero in which a period is closed."""
    calls = whole.desk.store.database.collection("calls")
    return sum([bytes(row.get("answer") or b"").count(REFUSAL) async for row in calls.find({})])


async def two_bills(whole: Whole, policy: ClosedPeriods) -> dict[str, dict[str, Any]]:
    """One on either side of the lock date, after a synchronization."""
    await whole.sync("first")
    await whole.choose(BILLS, direction=Direction.FROM_SCORO, default_expense_account="429")
    await choose_policy(whole, BILLS, policy)
    [supplier] = await whole.desk.make_contacts(1, name="Printers Ltd", is_supplier=1, is_client=0)
    await lock(whole, LOCKED)
    made = {
        no: await make_bill(whole, int(supplier), no=no, date=day, deadline="2026-12-01")
        for no, day in {"B-1": "2026-10-05", "B-2": "2026-11-03"}.items()
    }
    await whole.sync()
    assert await refusals(whole) == 0
    return made


@pytest.mark.parametrize("policy", [ClosedPeriods.HOLD, ClosedPeriods.DRAFT])
async def test_a_bill_is_held_without_a_call_and_goes_once_the_lock_date_moves(
    whole: Whole, policy: ClosedPeriods
) -> None:
    made = await two_bills(whole, policy)

    assert days(await in_xero(whole)) == {"B-2": "2026-11-03"}
    problem = (await problems(whole))["B-1"]
    assert problem.code == "locked_period"
    assert ("none is sent as a draft" in problem.text) is (policy is ClosedPeriods.DRAFT)  # R102
    entry = await whole.newest(BILLS, "scoro", made["B-1"]["id"])
    assert await whole.desk.store.calls.of_entry(entry.id) == []

    await lock(whole, "2026-09-30")
    await a_quarter_later(whole)
    await whole.sync("tick")

    assert days(await in_xero(whole)) == {"B-1": "2026-10-05", "B-2": "2026-11-03"}
    assert await problems(whole) == {}


async def test_a_bill_is_sent_with_the_first_open_day(whole: Whole) -> None:
    await two_bills(whole, ClosedPeriods.FIRST_OPEN_DAY)

    books = await in_xero(whole)
    assert days(books) == {"B-1": "2026-11-01", "B-2": "2026-11-03"}
    assert books["B-1"]["Status"] == "AUTHORISED"
    assert books["B-1"]["LineItems"][-1]["Description"] == "Dated 2026-10-05 in Scoro; that period is closed in Xero"
    assert await problems(whole) == {}


async def note_of_october(whole: Whole, policy: ClosedPeriods) -> str:
    """It was made in Xero, and its allocation to an invoice could not be."""
    client = await from_scoro(whole, allocate_credit_notes=True)
    await choose_policy(whole, INVOICES, policy)
    made = await invoice(whole, client, no="I-1", date="2026-10-05", deadline="2026-12-01")
    await whole.sync()
    await whole.desk.xero.post("faults", {"kind": "status", "path": BELOW, "status": 503, "count": 1})
    await whole.desk.scoro_time()
    credit = await credited(whole, made)
    await whole.desk.edit("invoices", credit, date="2026-10-06")
    await whole.sync()
    return credit


async def half_credited(whole: Whole, policy: ClosedPeriods) -> str:
    """Then October was closed, and nobody has read it."""
    credit = await note_of_october(whole, policy)
    [note] = await notes(whole)
    assert (note["DateString"][:10], note.get("Allocations")) == ("2026-10-06", [])
    await lock(whole, LOCKED)
    whole.workers.update(workers(whole.desk))  # what a worker read of lock dates counts for a minute
    for _ in range(2):
        await after_an_age(whole, INVOICES)
    assert await refusals(whole) == 0
    return credit


@pytest.mark.parametrize("policy", [ClosedPeriods.HOLD, ClosedPeriods.DRAFT])
async def test_r94_an_allocation_is_held_and_made_once_the_lock_date_moves(whole: Whole, policy: ClosedPeriods) -> None:
    credit = await half_credited(whole, policy)

    entry = await whole.newest(INVOICES, "scoro", credit)
    assert (entry.state, entry.reason) == (State.FAILED, "locked_period")
    [problem] = (await problems(whole)).values()
    assert "the allocation of" in problem.text
    assert ("an allocation has no draft stage" in problem.text) is (policy is ClosedPeriods.DRAFT)
    assert await due(whole) == Decimal(114)

    await lock(whole, "2026-09-30")
    await a_quarter_later(whole)
    await whole.sync("tick")

    assert (await due(whole), len(await notes(whole))) == (Decimal(0), 1)
    assert await problems(whole) == {}


async def test_r94_an_allocation_is_dated_on_the_first_open_day(whole: Whole) -> None:
    await half_credited(whole, ClosedPeriods.FIRST_OPEN_DAY)

    assert await due(whole) == Decimal(0)
    [note] = await notes(whole)
    [allocation] = note["Allocations"]
    assert str(wire.day(str(allocation["Date"]))) == "2026-11-01"
    assert await problems(whole) == {}


async def test_r143_a_draft_of_a_closed_month_that_was_deleted_in_scoro_goes_once_the_lock_date_moves(
    whole: Whole,
) -> None:
    client = await from_scoro(whole)
    made = await invoice(whole, client, no="I-1", date="2026-10-05", deadline="2026-12-01", is_sent=0)
    await whole.sync()
    await lock(whole, LOCKED)  # and nobody has read it
    whole.workers.update(workers(whole.desk))
    await whole.desk.scoro_time()
    await whole.desk.delete("invoices", made)

    await whole.sync("tick")

    assert {one.code for one in (await problems(whole)).values()} == {"locked_period"}
    assert (await in_xero(whole))["I-1"]["Status"] == "DRAFT"
    assert await refusals(whole) == 0

    await lock(whole, "2026-09-30")
    await a_quarter_later(whole)
    await whole.sync("tick")

    assert (await in_xero(whole))["I-1"]["Status"] == "DELETED"
    assert await problems(whole) == {}


async def test_a_payment_of_a_closed_month_is_booked_in_scoro_all_the_same(whole: Whole) -> None:
    """Scoro has no lock date, and nothing is written to Xero for it."""
    paid = await put(whole, await begin(whole, INVOICES), Date="2026-10-05")
    await pay(whole, paid, "50", Date="2026-10-20")
    await lock(whole, LOCKED)
    before = (await whole.writes())["xero"]

    for _ in range(2):
        await whole.sync()

    [receipt] = await whole.scoro_rows("receipts")
    assert (Decimal(str(receipt["sum"])), str(receipt["date"])[:10]) == (Decimal(50), "2026-10-20")
    assert (await whole.writes())["xero"] == before
    assert await problems(whole) == {}
