"""Historic data of Xero, bills, and a click in the middle of it (R31-R34, R104)."""

import datetime as dt
from decimal import Decimal
from typing import Any

from shared.contracts.envelope import Category, Lane
from shared.store.records import State
from shared.sync.settings import Direction
from tests.integration.connector.reading.connection import CONNECTION, DAY
from tests.integration.whole import paying
from tests.integration.whole.historic import (
    LONG_AGO,
    OLD,
    agree,
    begin,
    load,
    old_invoices,
    ring_all,
    xero_invoices,
)
from tests.integration.whole.sending import gross
from tests.integration.whole.world import Whole, line


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

    counted = (await load(whole)).load.counted[Category.INVOICES]

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
        LineItems=[{"Description": "x", "Quantity": 1, "AccountCode": "429", "UnitAmount": gross(made["B-1"])}],
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


async def test_old_payments_come_with_the_documents_that_they_pay(whole: Whole) -> None:  # R34, R114
    contact = await paying.begin(whole, Category.INVOICES)
    invoice = await paying.put(whole, contact)
    await paying.pay(whole, invoice, "70")
    await forget_that_they_are_new(whole)
    await whole.sync()
    assert await whole.scoro_rows("invoices") == []

    counted = (await load(whole, begins=dt.date(2026, 11, 1))).load.counted

    assert (counted[Category.INVOICES].new, counted[Category.RECEIPTS].new) == (1, 1)
    [row] = await whole.scoro_rows("invoices")
    assert Decimal(str(row["paid_sum"])) == Decimal(70)
    assert paying.sums(await whole.scoro_rows("receipts")) == [Decimal(70)]


async def test_an_old_document_that_its_payment_needs_meanwhile_stays_part_of_the_load(whole: Whole) -> None:  # R34
    contact = await paying.begin(whole, Category.INVOICES)
    invoice = await paying.put(whole, contact)
    await forget_that_they_are_new(whole)
    await begin(whole, begins=dt.date(2026, 11, 1))
    await whole.settle()
    await agree(whole)
    await whole.desk.read_on()

    await whole.want(Category.INVOICES, "xero", invoice["InvoiceID"], why="dependency")
    await ring_all(whole)

    [row] = await whole.scoro_rows("invoices")
    assert row["no"] == invoice["InvoiceNumber"]
