"""What cannot be undone is named before anything is touched, each with its own reason."""

from decimal import Decimal

import pytest

from shared.contracts.envelope import Category
from shared.errors import InvalidChoiceError
from shared.xero import wire
from tests.integration.whole import sending, undoing
from tests.integration.whole.mending import from_scoro, invoice
from tests.integration.whole.paying import allocate
from tests.integration.whole.test_closed_periods import lock
from tests.integration.whole.test_closed_periods_money import refusals
from tests.integration.whole.test_credit_notes_allocated import credited, notes
from tests.integration.whole.world import Whole, line

INVOICES = Category.INVOICES


async def two(whole: Whole) -> dict[str, str]:
    """One of October, one of November; number → Xero's id."""
    client = await from_scoro(whole)
    for number, day in {"I-1": "2026-10-05", "I-2": "2026-11-05"}.items():
        await invoice(whole, client, no=number, date=day, deadline="2026-12-01")
    await whole.sync()
    await whole.desk.scoro_time()
    return {number: one["InvoiceID"] for number, one in (await sending.in_xero(whole)).items()}


async def reasons(whole: Whole, *, payments: bool = True) -> dict[str, list[str]]:
    """Number → steps or reason of the run's plan; whatever stays is untouched after the rest was undone."""
    before = await sending.in_xero(whole)
    shown = await undoing.plan(whole, await undoing.last_run(whole), payments=payments)
    assert await sending.in_xero(whole) == before
    assert all(line.said for line in shown.staying)
    if shown.going:
        await undoing.confirm(whole, shown)
    else:
        with pytest.raises(InvalidChoiceError, match="nothing of it can be undone"):
            await undoing.confirm(whole, shown)
    after = await sending.in_xero(whole)
    stay = [one.number for one in shown.staying]
    assert {number: after[number]["Status"] for number in stay} == {number: before[number]["Status"] for number in stay}
    assert {number: after[number]["AmountDue"] for number in stay} == {
        number: before[number]["AmountDue"] for number in stay
    }
    assert {after[one.number]["Status"] for one in shown.going} <= {"VOIDED"}
    return undoing.verbs(shown)


async def test_a_document_of_a_closed_month(whole: Whole) -> None:
    await two(whole)
    await lock(whole, "2026-10-31")

    assert await reasons(whole) == {"I-1": ["locked_period"], "I-2": ["void", "unlink"]}


async def test_a_payment_of_a_closed_month_although_payments_may_go(whole: Whole) -> None:
    there = await two(whole)
    await whole.put_in_xero(
        "Payments", Invoice={"InvoiceID": there["I-2"]}, Account={"Code": "090"}, Date="2026-10-20", Amount=Decimal(10)
    )
    await lock(whole, "2026-10-31")

    assert await reasons(whole) == {"I-1": ["locked_period"], "I-2": ["locked_period"]}


async def test_a_part_that_somebody_elses_note_credits(whole: Whole) -> None:  # R94
    there = await two(whole)
    contact = (await sending.in_xero(whole))["I-2"]["Contact"]["ContactID"]
    note = await whole.put_in_xero(
        "CreditNotes", Type="ACCRECCREDIT", Contact={"ContactID": contact}, CreditNoteNumber="CN-1",
        Date="2026-11-06", Status="AUTHORISED", LineItems=[line("40")],
    )  # fmt: skip
    await allocate(whole, "CreditNotes", note["CreditNoteID"], {"InvoiceID": there["I-2"]}, "15")

    shown = await undoing.plan(whole, await undoing.last_run(whole))

    assert [one.said for one in shown.staying] == ["15.00 GBP of I-2 is credited by CN-1"]
    assert await reasons(whole) == {"I-1": ["void", "unlink"], "I-2": ["undo_credited"]}


async def test_a_part_of_a_batch_payment(whole: Whole) -> None:
    there = await two(whole)
    parts = [{"Invoice": {"InvoiceID": one}, "Amount": Decimal(10)} for one in there.values()]
    batch = {"Account": {"Code": "090"}, "Date": "2026-11-10", "Payments": parts}
    await whole.in_xero("PUT", "/BatchPayments", {"BatchPayments": [batch]})

    assert await reasons(whole) == {"I-1": ["undo_batch_payment"], "I-2": ["undo_batch_payment"]}


async def test_a_month_that_was_closed_between_plan_and_yes(whole: Whole) -> None:
    await two(whole)
    shown = await undoing.plan(whole, await undoing.last_run(whole))
    assert undoing.verbs(shown) == {"I-1": ["void", "unlink"], "I-2": ["void", "unlink"]}
    await lock(whole, "2026-10-31")

    after = await undoing.confirm(whole, shown)

    assert await sending.statuses(whole) == {"I-1": "AUTHORISED", "I-2": "VOIDED"}
    assert (after.progress.done, after.progress.refused, list(after.reasons.values())) == (1, 1, ["locked_period"])
    assert await refusals(whole) == 0


async def test_r94_an_allocation_of_a_closed_month(whole: Whole) -> None:
    """The documents are of an open month; a person dated the allocation earlier, and that month was closed since."""
    made = await invoice(whole, await from_scoro(whole, allocate_credit_notes=True), no="I-1", date="2026-11-05")
    await whole.sync()
    await whole.desk.scoro_time()
    note = await credited(whole, made)
    await whole.sync()
    [there] = await notes(whole)
    [allocation] = there["Allocations"]
    day = wire.day(str(allocation["Date"]))
    await lock(whole, f"{day}")

    shown = await undoing.plan(whole, None, made, note, category=INVOICES)

    assert {line.reason for line in shown.lines} == {"locked_period"}
    assert await refusals(whole) == 0
