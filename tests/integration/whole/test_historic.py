"""Historic data: what is older than the start date, brought across because an administrator asked (R31-R34, R37)."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from services.console.backfilling import Backfilling, Progress
from shared.contracts.envelope import Category, Lane
from shared.errors import InvalidChoiceError
from shared.store.connections import Connection
from shared.store.historic import Phase, Tally
from shared.store.records import State
from shared.sync.settings import Direction
from tests.integration.connector.reading.world import CONNECTION, DAY
from tests.integration.whole.world import Whole, line

FIRST = dt.date(2026, 3, 1)
OLD = "2026-04-15"
LONG_AGO = 60 * DAY


def backfilling(whole: Whole) -> Backfilling:
    return Backfilling(whole.desk.store, whole.desk.publisher, whole.desk.clock)


async def connection(whole: Whole) -> Connection:
    return await whole.desk.store.connections.get(CONNECTION)


async def begin(whole: Whole, *categories: Category, dry_run: bool = False) -> None:
    await backfilling(whole).begin(await connection(whole), FIRST, None, categories, by="mari", dry_run=dry_run)


async def agree(whole: Whole) -> None:
    load = (await progress(whole)).load
    assert await backfilling(whole).agree(load, by="mari")


async def progress(whole: Whole) -> Progress:
    found = await backfilling(whole).progress(await connection(whole))
    assert found is not None
    return found


async def load(whole: Whole, *categories: Category) -> Progress:
    await begin(whole, *categories)
    await whole.settle()
    await agree(whole)
    await whole.settle()
    return await progress(whole)


async def old_invoices(whole: Whole, count: int) -> list[str]:
    """Of Scoro, made and dated before the start date; invoices come from Scoro."""
    await whole.sync("first")
    await whole.choose(Category.INVOICES, direction=Direction.FROM_SCORO, default_sales_account="200")
    await whole.desk.scoro_time(LONG_AGO)
    [client] = await whole.desk.make_contacts(1, name="Harbour Ltd")
    made = [
        await whole.desk.make_invoice(client, no=f"H-{number}", date=f"2026-0{4 + number % 3}-15")
        for number in range(count)
    ]
    await whole.desk.scoro_time()
    await whole.sync()
    assert await xero_invoices(whole) == []
    return made


async def xero_invoices(whole: Whole) -> list[dict[str, Any]]:
    return [one for one in (await whole.xero_books())["Invoices"] if one["Type"] == "ACCREC"]


async def test_invoices_older_than_the_start_date_cross_from_scoro_with_their_contact(whole: Whole) -> None:
    made = await old_invoices(whole, 5)

    done = await load(whole)

    numbers = sorted(one["InvoiceNumber"] for one in await xero_invoices(whole))
    assert numbers == [f"H-{number}" for number in range(5)]
    assert (done.load.phase, done.synced, done.waiting, done.is_over) == (Phase.READ, 5, 0, True)
    links = await whole.desk.store.links.by_scoro(CONNECTION, Category.INVOICES, made)
    assert set(links) == set(made)


async def test_the_start_date_still_counts_outside_the_range(whole: Whole) -> None:
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
        for number, total in (("H-0", _gross(rows["H-0"])), ("H-1", _gross(rows["H-1"])), ("H-2", Decimal(7)))
    }  # fmt: skip

    await begin(whole)
    await whole.settle()
    counted = (await progress(whole)).load.counted[Category.INVOICES]
    await agree(whole)
    await whole.settle()

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


def _gross(row: dict[str, Any]) -> Decimal:
    return Decimal(str(row["sum"])) + Decimal(str(row["vat_sum"]))


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


async def ring_all(whole: Whole) -> None:
    """As the sweeper does with bells that nobody heard."""
    entries = await whole.desk.store.recorded.open_ones(CONNECTION, Category.INVOICES, limit=100)
    for entry in entries:
        await whole.workers[Category.INVOICES].bell(entry.id)
    await whole.settle()


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


async def test_old_documents_of_xero_come_to_scoro_and_existing_ones_are_linked(whole: Whole) -> None:
    await whole.sync("first")
    await whole.choose(Category.INVOICES, direction=Direction.TO_SCORO)
    await whole.desk.scoro_time()
    contact = await whole.put_in_xero("Contacts", Name="Harbour Ltd")
    made = {
        number: await whole.put_in_xero(
            "Invoices", Type="ACCREC", Contact={"ContactID": contact["ContactID"]}, InvoiceNumber=number,
            Date=OLD, DueDate="2026-05-15", Status="AUTHORISED", LineItems=[line()],
        )
        for number in ("X-1", "X-2", "X-3")
    }  # fmt: skip
    await forget_that_they_are_new(whole)
    client = await linked_contact(whole, contact)
    code = next(row["vat_code_id"] for row in await whole.scoro_rows("vatCodes") if row["vat_code"] == "OUTPUT2")
    known = {
        number: await whole.desk.make(
            "invoices", company_id=client, no=number, date=OLD, currency=made[number]["CurrencyCode"],
            lines=[{"comment": "Work", "price": price, "amount": "1", "vat_code_id": code}],
        )
        for number, price in (("X-1", "100"), ("X-2", "3"))
    }  # fmt: skip

    await begin(whole)
    await whole.settle()
    counted = (await progress(whole)).load.counted[Category.INVOICES]
    await agree(whole)
    await whole.settle()

    assert (counted.twins, counted.taken, counted.new) == (1, 1, 1)
    rows = await whole.scoro_rows("invoices")
    assert sorted(row["no"] for row in rows) == ["X-1", "X-2", "X-3"]
    links = await whole.desk.store.links.by_xero(
        CONNECTION, Category.INVOICES, [one["InvoiceID"] for one in made.values()]
    )
    assert links[made["X-1"]["InvoiceID"]].scoro_id == str(known["X-1"]["id"])
    refused = await whole.newest(Category.INVOICES, "xero", made["X-2"]["InvoiceID"])
    assert (refused.state, refused.reason) == (State.FAILED, "number_taken_in_scoro")


async def forget_that_they_are_new(whole: Whole) -> None:
    """The start date lies in the future, so that nothing that was just made is news."""
    settings = await whole.desk.store.settings.get(CONNECTION)
    tomorrow = (whole.desk.clock.now() + 2 * DAY).date()
    own = settings.of(Category.INVOICES).model_copy(update={"start_date": tomorrow})
    await whole.desk.choose(categories=dict(settings.categories) | {Category.INVOICES: own})
    await whole.sync()
    assert await whole.scoro_rows("invoices") == []


async def linked_contact(whole: Whole, contact: dict[str, Any]) -> int:
    """The company of Scoro that the contact came to be."""
    await whole.want(Category.CONTACTS, "xero", contact["ContactID"], why="dependency")
    [row] = await whole.scoro_rows("contacts")
    return int(row["contact_id"])


async def test_old_bills_cross_from_scoro_and_those_that_xero_has_are_linked(whole: Whole) -> None:
    await whole.sync("first")
    await whole.choose(Category.BILLS, direction=Direction.FROM_SCORO, default_expense_account="429")
    await whole.desk.scoro_time(LONG_AGO)
    [supplier] = await whole.desk.make_contacts(1, name="Printers Ltd", is_supplier=1, is_client=0)
    lines = [{"comment": "Print run", "price": "30", "amount": "1"}]
    made = {
        number: await whole.desk.make("bills", company_id=int(supplier), no=number, date=OLD, lines=lines)
        for number in ("B-1", "B-2")
    }
    await whole.desk.scoro_time()
    contact = await whole.put_in_xero("Contacts", Name="Printers Ltd")
    known = await whole.put_in_xero(
        "Invoices", Type="ACCPAY", Contact={"ContactID": contact["ContactID"]}, InvoiceNumber="B-1", Date=OLD,
        DueDate="2026-05-30", Status="AUTHORISED", CurrencyCode=made["B-1"]["currency"], LineAmountTypes="NoTax",
        LineItems=[{"Description": "x", "Quantity": 1, "AccountCode": "429", "UnitAmount": _gross(made["B-1"])}],
    )  # fmt: skip

    await load(whole, Category.BILLS)

    bills = [one for one in (await whole.xero_books())["Invoices"] if one["Type"] == "ACCPAY"]
    assert sorted(one["InvoiceNumber"] for one in bills) == ["B-1", "B-2"]
    ids = {number: str(row["id"]) for number, row in made.items()}
    links = await whole.desk.store.links.by_scoro(CONNECTION, Category.BILLS, list(ids.values()))
    assert links[ids["B-1"]].xero_id == known["InvoiceID"]


async def test_a_click_during_a_backfill_keeps_its_own_lane(whole: Whole) -> None:
    [first, *_] = await old_invoices(whole, 3)
    await begin(whole)
    await whole.settle()
    await agree(whole)
    await whole.desk.read_on()

    await whole.want(Category.INVOICES, "scoro", first, why="person", lane=Lane.NOW)

    entry = await whole.newest(Category.INVOICES, "scoro", first)
    assert (entry.state, entry.lane) == (State.SYNCED, Lane.NOW)
    await ring_all(whole)
    assert len(await xero_invoices(whole)) == 3
