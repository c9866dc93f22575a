"""A lock date that moved after it was looked at: Xero refuses once, and what it closes goes on as if it had been known.

Lock dates are looked at once a minute at most, so a document may be sent into a period that was closed since. Then they
are read at once, and the category's choice decides, not the refusal.
"""

from decimal import Decimal

import pytest

from shared.contracts.envelope import Category
from shared.documents.periods import books
from shared.store.records import State
from shared.sync.settings import ClosedPeriods, Direction
from shared.xero import wire
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole import undoing
from tests.integration.whole.mending import a_quarter_later, from_scoro, invoice
from tests.integration.whole.paying import after_an_age
from tests.integration.whole.sending import in_xero, problems, statuses
from tests.integration.whole.test_bills import make_bill
from tests.integration.whole.test_closed_periods import closed, days, lock
from tests.integration.whole.test_closed_periods_money import LOCKED, choose_policy, note_of_october, refusals
from tests.integration.whole.test_credit_notes_allocated import due, notes
from tests.integration.whole.world import Whole

INVOICES, BILLS = Category.INVOICES, Category.BILLS


async def known(whole: Whole) -> str:
    """Up to which day the books are closed, as is kept with the connection."""
    return str(books((await whole.desk.store.connections.get(CONNECTION)).organisation).locked_until)


async def late(whole: Whole, policy: ClosedPeriods) -> str:
    """An invoice of October, closed after its worker had looked at the lock dates, with one of November beside it."""
    made = await closed(whole, policy, until=None)
    await whole.sync()
    assert sorted(await in_xero(whole)) == sorted(["1001", "1002"])
    client = (await whole.scoro_rows("invoices"))[0]["company_id"]
    await whole.desk.scoro_time()
    first = await whole.desk.make_invoice(client, no="1003", date="2026-10-06", deadline="2026-12-01", is_sent=1)
    await whole.desk.make_invoice(client, no="1004", date="2026-11-06", deadline="2026-12-01", is_sent=1)
    await lock(whole, LOCKED)
    await whole.sync("tick")
    assert (await refusals(whole), await known(whole), len(made)) == (1, LOCKED, 2)
    return first


async def test_what_is_to_be_held_is_held_in_our_words_and_goes_once_the_lock_date_moves(whole: Whole) -> None:
    made = await late(whole, ClosedPeriods.HOLD)

    assert sorted(await in_xero(whole)) == ["1001", "1002", "1004"]
    problem = (await problems(whole))["1003"]
    assert problem.code == "locked_period"
    assert problem.text.startswith("1003 is dated 2026-10-06, and Xero is closed up to and including 2026-10-31")
    assert (await whole.newest(INVOICES, "scoro", made)).state is State.FAILED

    await lock(whole, "2026-09-30")
    await a_quarter_later(whole)
    await whole.sync("tick")

    assert days(await in_xero(whole))["1003"] == "2026-10-06"
    assert (await problems(whole), await refusals(whole)) == ({}, 1)


@pytest.mark.parametrize(
    ("policy", "status"), [(ClosedPeriods.FIRST_OPEN_DAY, "AUTHORISED"), (ClosedPeriods.DRAFT, "DRAFT")]
)
async def test_what_is_to_be_moved_goes_with_the_first_open_day(
    whole: Whole, policy: ClosedPeriods, status: str
) -> None:
    await late(whole, policy)

    there = (await in_xero(whole))["1003"]
    assert (there["DateString"][:10], there["Status"]) == ("2026-11-01", status)
    assert await problems(whole) == {}
    assert [one["InvoiceNumber"] for one in (await whole.xero_books())["Invoices"]].count("1003") == 1


async def test_a_change_of_what_was_closed_meanwhile_is_held(whole: Whole) -> None:
    made = await closed(whole, ClosedPeriods.FIRST_OPEN_DAY, until=None)
    await whole.sync()
    before = (await in_xero(whole))["1001"]
    await whole.desk.scoro_time()
    await whole.desk.edit("invoices", made["1001"], description="Another text", reference_no="PO-1")
    await lock(whole, LOCKED)

    await whole.sync("tick")

    problem = (await problems(whole))["1001"]
    assert (problem.code, "it can no longer be changed there" in problem.text) == ("locked_period", True)
    assert (await in_xero(whole))["1001"] == before
    assert await refusals(whole) == 1


async def test_r143_a_draft_whose_month_was_closed_meanwhile_is_held(whole: Whole) -> None:
    client = await from_scoro(whole)
    made = await invoice(whole, client, no="I-1", date="2026-10-05", deadline="2026-12-01", is_sent=0)
    await whole.sync()
    await lock(whole, LOCKED)
    await whole.desk.scoro_time()
    await whole.desk.delete("invoices", made)

    await whole.sync("tick")

    problem = (await problems(whole))["I-1"]
    assert problem.text.startswith("I-1 is dated 2026-10-05, and Xero is closed up to and including 2026-10-31")
    assert (await in_xero(whole))["I-1"]["Status"] == "DRAFT"
    assert await refusals(whole) == 1


@pytest.mark.parametrize("policy", list(ClosedPeriods))
async def test_r102_a_bill(whole: Whole, policy: ClosedPeriods) -> None:
    await whole.sync("first")
    await whole.choose(BILLS, direction=Direction.FROM_SCORO, default_expense_account="429")
    await choose_policy(whole, BILLS, policy)
    [supplier] = await whole.desk.make_contacts(1, name="Printers Ltd", is_supplier=1, is_client=0)
    await make_bill(whole, int(supplier), no="B-1", date="2026-10-05", deadline="2026-12-01")
    await whole.sync()
    await whole.desk.scoro_time()
    await make_bill(whole, int(supplier), no="B-2", date="2026-10-06", deadline="2026-12-01")
    await lock(whole, LOCKED)

    await whole.sync("tick")

    assert await refusals(whole) == 1
    if policy is ClosedPeriods.FIRST_OPEN_DAY:
        assert days(await in_xero(whole)) == {"B-1": "2026-10-05", "B-2": "2026-11-01"}
        assert await problems(whole) == {}
    else:
        assert days(await in_xero(whole)) == {"B-1": "2026-10-05"}
        problem = (await problems(whole))["B-2"]
        assert "and Xero is closed up to and including 2026-10-31" in problem.text
        assert ("none is sent as a draft" in problem.text) is (policy is ClosedPeriods.DRAFT)


@pytest.mark.parametrize("policy", list(ClosedPeriods))
async def test_r94_an_allocation(whole: Whole, policy: ClosedPeriods) -> None:
    await note_of_october(whole, policy)
    await lock(whole, LOCKED)  # after the note was made, before it was allocated

    for _ in range(3):
        await after_an_age(whole, INVOICES)

    assert (await refusals(whole), await known(whole)) == (1, LOCKED)
    if policy is ClosedPeriods.FIRST_OPEN_DAY:
        assert await due(whole) == Decimal(0)
        [note] = await notes(whole)
        [allocation] = note["Allocations"]
        assert str(wire.day(str(allocation["Date"]))) == "2026-11-01"
        assert await problems(whole) == {}
    else:
        assert await due(whole) == Decimal(114)
        [problem] = (await problems(whole)).values()
        assert (problem.code, "the allocation of" in problem.text) == ("locked_period", True)
        assert ("an allocation has no draft stage" in problem.text) is (policy is ClosedPeriods.DRAFT)


@pytest.mark.parametrize("step", ["void", "delete_payment"])
async def test_a_step_of_undoing(whole: Whole, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """The month is closed after the step was decided and before its call is made."""
    client = await from_scoro(whole)
    await invoice(whole, client, no="I-1", date="2026-10-05", deadline="2026-12-01")
    await whole.sync()
    there = (await in_xero(whole))["I-1"]
    if step == "delete_payment":
        await whole.put_in_xero(
            "Payments", Invoice={"InvoiceID": there["InvoiceID"]}, Account={"Code": "090"}, Date="2026-10-20",
            Amount=Decimal(10),
        )  # fmt: skip
    shown = await undoing.plan(whole, await undoing.last_run(whole), payments=True)
    assert undoing.verbs(shown)["I-1"][0] == step
    begin = whole.desk.store.calls.begin

    async def late(call: object) -> object:
        await lock(whole, LOCKED)
        return await begin(call)  # type: ignore[arg-type]  # as it came

    monkeypatch.setattr(whole.desk.store.calls, "begin", late)
    after = await undoing.confirm(whole, shown)

    assert (after.progress.refused, list(after.reasons.values())) == (1, ["locked_period"])
    [problem] = (await problems(whole)).values()
    assert "and Xero is closed up to and including 2026-10-31" in problem.text
    assert (await statuses(whole), await refusals(whole)) == ({"I-1": "AUTHORISED"}, 1)
