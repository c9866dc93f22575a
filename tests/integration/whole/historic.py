"""What tests of historic loads do: begin one, say yes, watch it."""

import datetime as dt
from typing import Any

from services.console.backfilling import Backfilling, Progress
from shared.contracts.envelope import Category
from shared.store.connections import Connection
from shared.sync.settings import Direction
from tests.integration.connector.reading.connection import CONNECTION, DAY
from tests.integration.whole.world import Whole

FIRST = dt.date(2026, 3, 1)
OLD = "2026-04-15"
LONG_AGO = 60 * DAY


def backfilling(whole: Whole) -> Backfilling:
    return Backfilling(whole.desk.store, whole.desk.publisher, whole.desk.clock)


async def connection(whole: Whole) -> Connection:
    return await whole.desk.store.connections.get(CONNECTION)


async def begin(whole: Whole, *categories: Category, begins: dt.date = FIRST, dry_run: bool = False) -> None:
    await backfilling(whole).begin(await connection(whole), begins, None, categories, by="mari", dry_run=dry_run)


async def agree(whole: Whole) -> None:
    load = (await progress(whole)).load
    assert await backfilling(whole).agree(load, by="mari")


async def progress(whole: Whole) -> Progress:
    found = await backfilling(whole).progress(await connection(whole))
    assert found is not None
    return found


async def load(whole: Whole, *categories: Category, begins: dt.date = FIRST) -> Progress:
    await begin(whole, *categories, begins=begins)
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


async def ring_all(whole: Whole) -> None:
    """As the sweeper does with bells that nobody heard."""
    entries = await whole.desk.store.recorded.open_ones(CONNECTION, Category.INVOICES, limit=100)
    for entry in entries:
        await whole.workers[Category.INVOICES].bell(entry.id)
    await whole.settle()
