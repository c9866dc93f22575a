"""Historic data: what is older than the start date, brought across because an administrator asked (R31-R34, R37)."""

import datetime as dt
from decimal import Decimal

import pytest

from shared.contracts.envelope import Category
from shared.errors import InvalidChoiceError
from shared.store.historic import Phase, Tally
from shared.store.records import State
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.whole.historic import (
    OLD,
    agree,
    backfilling,
    begin,
    connection,
    load,
    old_invoices,
    progress,
    ring_all,
    xero_invoices,
)
from tests.integration.whole.sending import gross
from tests.integration.whole.world import Whole


async def test_invoices_older_than_the_start_date_cross_from_scoro_with_their_contact(whole: Whole) -> None:  # R34
    made = await old_invoices(whole, 5)

    done = await load(whole)

    numbers = sorted(one["InvoiceNumber"] for one in await xero_invoices(whole))
    assert numbers == [f"H-{number}" for number in range(5)]
    assert (done.load.phase, done.synced, done.waiting, done.is_over) == (Phase.READ, 5, 0, True)
    links = await whole.desk.store.links.by_scoro(CONNECTION, Category.INVOICES, made)
    assert set(links) == set(made)


async def test_the_start_date_still_counts_outside_the_range(whole: Whole) -> None:  # R34
    [_, second, _] = await old_invoices(whole, 3)  # April, May, June

    await backfilling(whole).begin(
        await connection(whole), dt.date(2026, 5, 1), dt.date(2026, 5, 31), (), by="mari", dry_run=False
    )
    await whole.settle()
    await agree(whole)
    await whole.settle()

    assert [one["InvoiceNumber"] for one in await xero_invoices(whole)] == ["H-1"]
    assert set(await whole.desk.store.links.by_scoro(CONNECTION, Category.INVOICES, [second])) == {second}


async def test_a_dry_run_writes_nothing_and_counts(whole: Whole) -> None:
    await old_invoices(whole, 4)
    await whole.desk.forget_calls()

    await begin(whole, dry_run=True)
    await whole.settle()

    done = await progress(whole)
    assert done.load.phase is Phase.COUNTED
    assert done.load.counted == {Category.INVOICES: Tally(objects=4)}
    assert await whole.writes() == {"xero": 0, "scoro": 0}
    assert await whole.desk.store.historic.agree(done.load.id, by="mari") is None
    assert await xero_invoices(whole) == []


async def test_what_xero_has_already_is_linked_and_what_only_shares_its_number_is_a_problem(whole: Whole) -> None:
    made = await old_invoices(whole, 4)
    contact = await whole.put_in_xero("Contacts", Name="Harbour Ltd")
    rows = {row["no"]: row for row in await whole.scoro_rows("invoices")}
    there = {
        number: await whole.put_in_xero(
            "Invoices", Type="ACCREC", Contact={"ContactID": contact["ContactID"]}, InvoiceNumber=number, Date=OLD,
            DueDate="2026-09-01", Status="AUTHORISED", CurrencyCode=rows[number]["currency"],
            LineAmountTypes="NoTax",
            LineItems=[{"Description": "x", "Quantity": 1, "AccountCode": "200", "UnitAmount": total}],
        )
        for number, total in (("H-0", gross(rows["H-0"])), ("H-1", gross(rows["H-1"])), ("H-2", Decimal(7)))
    }  # fmt: skip

    counted = (await load(whole)).load.counted[Category.INVOICES]

    assert (counted.twins, counted.taken, counted.new) == (2, 1, 1)
    assert len(await xero_invoices(whole)) == 4
    links = await whole.desk.store.links.by_scoro(CONNECTION, Category.INVOICES, made)
    assert links[made[0]].xero_id == there["H-0"]["InvoiceID"]
    assert links[made[1]].xero_id == there["H-1"]["InvoiceID"]
    failed = await whole.newest(Category.INVOICES, "scoro", made[2])
    assert (failed.state, failed.reason) == (State.FAILED, "number_taken")
    now = {one["InvoiceNumber"]: one for one in await xero_invoices(whole)}
    assert now["H-2"]["Total"] == 7
    assert (await progress(whole)).attention == 1


async def test_a_second_backfill_of_the_same_range_writes_nothing(whole: Whole) -> None:
    await old_invoices(whole, 3)
    await load(whole)
    await whole.desk.forget_calls()

    again = await load(whole)

    assert again.load.counted[Category.INVOICES].linked == 3
    assert await whole.writes() == {"xero": 0, "scoro": 0}


async def test_a_reader_that_dies_in_the_middle_is_followed_by_another_and_nothing_is_doubled(whole: Whole) -> None:
    await old_invoices(whole, 6)
    await begin(whole)
    await whole.settle()
    await agree(whole)
    pages = await whole.desk.read_on(pages=3)
    assert pages
    whole.desk.unread.clear()  # the process is gone, and its message with it

    await whole.desk.sweep()
    await whole.settle()
    await ring_all(whole)

    numbers = sorted(one["InvoiceNumber"] for one in await xero_invoices(whole))
    assert numbers == [f"H-{number}" for number in range(6)]
    assert (await progress(whole)).synced == 6


async def test_a_cancelled_backfill_stands_still_and_goes_on_where_it_stood(whole: Whole) -> None:
    await old_invoices(whole, 3)
    await begin(whole)
    await whole.settle()
    await agree(whole)
    await whole.desk.read_on(pages=1)
    await backfilling(whole).cancel(await connection(whole), by="mari")
    [page] = whole.desk.unread
    whole.desk.unread.clear()
    await whole.desk.chains.page(page)
    await whole.settle()
    stopped = await progress(whole)
    before = len(await xero_invoices(whole))

    await backfilling(whole).go_on(await connection(whole), by="mari")
    await whole.settle()

    assert stopped.load.stopped_by == "mari"
    assert before == 0
    assert len(await xero_invoices(whole)) == 3
    assert (await progress(whole)).is_over


async def test_only_one_backfill_runs_at_a_time(whole: Whole) -> None:
    await old_invoices(whole, 1)
    await begin(whole)

    with pytest.raises(InvalidChoiceError, match="under way"):
        await begin(whole)


async def test_a_category_that_is_off_is_refused(whole: Whole) -> None:
    await old_invoices(whole, 1)

    with pytest.raises(InvalidChoiceError, match="bills"):
        await begin(whole, Category.BILLS)
