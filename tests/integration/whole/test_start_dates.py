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


@pytest.mark.parametrize("way", Direction)
async def test_r33_a_start_date_that_is_moved_before_it_is_locked_brings_what_lies_between(
    whole: Whole, way: Direction
) -> None:
    """The first run could not read everything; one of the two older objects was heard of meanwhile."""
    await travelling(whole, contacts=way)
    await turned_long_ago(whole)
    first = await first_connected(whole)
    await save(whole, contacts__start_date=str(first + 8 * DAY))
    system = way.source
    ids = [await contact(whole, system, name, 4 * DAY) for name in ("Listed Ltd", "Heard Ltd")]
    await whole.want(Category.CONTACTS, system, ids[1], why="webhook")
    await whole.sync()
    assert len(await contacts(whole, system)) == 0
    await whole.desk.store.database.collection("runs").update_many({}, {"$set": {"failed": "scoro_away"}})

    await save(whole, contacts__start_date=str(first))
    await whole.sync()

    assert await contacts(whole, system) == ["Heard Ltd", "Listed Ltd"]


async def turned_long_ago(whole: Whole) -> None:
    """Else nothing older than the turn would cross (R28)."""
    known = (await whole.desk.store.settings.get(CONNECTION)).categories
    await whole.desk.choose(categories={one: own.model_copy(update={"turned_at": None}) for one, own in known.items()})


async def contact(whole: Whole, system: str, name: str, ago: dt.timedelta) -> str:
    """A contact that was made so long ago; its id."""
    desk = whole.desk
    await (desk.scoro_time(ago) if system == "scoro" else desk.xero_time(ago))
    if system == "scoro":
        [made_in_scoro] = await desk.make_contacts(1, name=name)
        await desk.scoro_time()
        return made_in_scoro
    made_in_xero = await whole.put_in_xero("Contacts", Name=name)
    await desk.xero_time()
    return str(made_in_xero["ContactID"])


async def contacts(whole: Whole, source: str) -> list[str]:
    """Names on the other side."""
    if source == "scoro":
        return sorted(row["Name"] for row in (await whole.xero_books())["Contacts"])
    return sorted(row["name"] for row in await whole.scoro_rows("contacts"))
