"""From when on things cross: never from before the first connection (R31, R32, R35)."""

import datetime as dt

import pytest

from services.console.choices import ChoicesRefusedError
from shared.contracts.envelope import Category
from shared.sync.settings import Direction
from tests.integration.connector.reading.connection import CONNECTION, DAY
from tests.integration.whole.choosing import save, travelling
from tests.integration.whole.world import Whole


async def numbers(whole: Whole) -> list[str]:
    return sorted(one["InvoiceNumber"] for one in (await whole.xero_books())["Invoices"])


async def first_connected(whole: Whole) -> dt.date:
    connection = await whole.desk.store.connections.get(CONNECTION)
    assert connection.first_connected_at is not None
    return connection.first_connected_at.date()


async def made(whole: Whole, client: str, no: str, ago: dt.timedelta) -> str:
    await whole.desk.scoro_time(ago)
    return await whole.desk.make_invoice(client, no=no)


async def test_r32_no_start_date_before_the_first_connection_and_what_is_older_stays(whole: Whole) -> None:
    await whole.sync("first")
    await whole.choose(direction=Direction.FROM_SCORO)
    first = await first_connected(whole)
    [client] = await whole.desk.make_contacts(1)
    old = await made(whole, client, "OLD", 11 * DAY)
    await made(whole, client, "NEW", 9 * DAY)
    await whole.desk.scoro_time()

    with pytest.raises(ChoicesRefusedError, match=rf"cannot be before {first}, .* first connected \(R32\)"):
        await save(whole, invoices__enabled="true", invoices__start_date=str(first - DAY))
    await save(whole, invoices__enabled="true", invoices__start_date=str(first), default_sales_account="200")
    await whole.sync()

    assert await numbers(whole) == ["NEW"]

    await whole.desk.edit("invoices", old, reference_no="PO-9")
    await whole.sync()

    assert await numbers(whole) == ["NEW", "OLD"]  # R35: modified since


async def test_r32_without_a_start_date_a_category_begins_on_that_day(whole: Whole) -> None:
    await whole.desk.choose(categories={})
    await travelling(whole, invoices=Direction.FROM_SCORO)
    [client] = await whole.desk.make_contacts(1)
    await made(whole, client, "OLD", 11 * DAY)
    await made(whole, client, "NEW", 9 * DAY)
    await whole.desk.scoro_time()

    await whole.sync()

    assert await numbers(whole) == ["NEW"]  # R31
    begins = (await whole.desk.store.settings.get(CONNECTION)).of(Category.INVOICES).start_date
    assert begins == await first_connected(whole)
