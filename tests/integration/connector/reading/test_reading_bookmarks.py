"""Bookmarks select what is read; users and status in them do not count; a deleted one stops its category."""

import datetime as dt
from typing import Any

from shared.contracts.envelope import Category
from shared.sync.settings import CategorySettings
from tests.integration.connector.reading.connection import CONNECTION
from tests.integration.connector.reading.world import World

CONTACTS, INVOICES = Category.CONTACTS, Category.INVOICES
EURO_INVOICES, UNPAID_OF_MARIA, CLIENTS = "111", "112", "113"


async def _choose(world: World, category: Category, bookmark: str | None) -> None:
    choices = await world.store.settings.get(CONNECTION)
    own = choices.of(category).model_copy(update={"bookmark": bookmark})
    await world.choose(categories={**choices.categories, category: own})


async def _invoices(world: World, *fields: dict[str, Any]) -> list[str]:
    [company] = await world.make_contacts(1)
    return [await world.make_invoice(company, **one) for one in fields]


async def test_only_what_the_bookmark_selects_is_read(world: World) -> None:  # R120
    euro, _ = await _invoices(world, {"currency": "EUR"}, {"currency": "GBP"})
    await _choose(world, INVOICES, EURO_INVOICES)

    await world.sync("now", INVOICES)

    assert await world.read_ids(INVOICES) == [euro]


async def test_users_and_status_of_a_bookmark_do_not_count(world: World) -> None:  # R121
    ids = await _invoices(world, {"owner_id": 1}, {"owner_id": 2})
    await world.scoro.post(f"ui/acme_uk/invoices/{ids[1]}/pay", {})
    await _choose(world, INVOICES, UNPAID_OF_MARIA)

    await world.sync("now", INVOICES)

    assert sorted(await world.read_ids(INVOICES)) == sorted(ids)


async def test_a_deleted_bookmark_stops_its_category_and_no_other(world: World) -> None:  # R121
    [company] = await world.make_contacts(1)
    await world.make_invoice(company)
    await _choose(world, INVOICES, "999")

    event = await world.sync()

    run = await world.store.runs.get(event.id)
    assert run is not None
    assert run.failed == "bookmark_missing"
    assert await world.read_ids(INVOICES) == []
    assert await world.read_ids(CONTACTS) == [company]


async def test_another_bookmark_is_read_from_the_start_date_on(world: World) -> None:
    pound, euro = await _invoices(world, {"currency": "GBP"}, {"currency": "EUR"})
    await _choose(world, INVOICES, EURO_INVOICES)
    await world.sync("now", INVOICES)
    await world.finish_entries()
    await world.end_runs()

    await _choose(world, INVOICES, None)
    await world.sync("now", INVOICES)

    assert await world.read_ids(INVOICES) == [euro, pound]


async def test_news_outside_the_bookmark_is_not_recorded(world: World) -> None:
    euro, pound = await _invoices(world, {"currency": "EUR"}, {"currency": "GBP"})
    await _choose(world, INVOICES, EURO_INVOICES)

    await world.want(pound, INVOICES, why="webhook")
    await world.want(euro, INVOICES, why="webhook")

    assert await world.read_ids(INVOICES) == [euro]


async def test_a_click_ignores_the_bookmark(world: World) -> None:
    [pound] = await _invoices(world, {"currency": "GBP"})
    await _choose(world, INVOICES, EURO_INVOICES)

    await world.want(pound, INVOICES, why="person")

    assert await world.read_ids(INVOICES) == [pound]


async def test_news_is_not_recorded_while_the_bookmark_is_gone(world: World) -> None:
    [pound] = await _invoices(world, {"currency": "GBP"})
    await _choose(world, INVOICES, "999")

    await world.want(pound, INVOICES, why="webhook")

    assert await world.read_ids(INVOICES) == []


async def test_start_date_and_bookmark_both_count(world: World) -> None:
    await world.scoro_time(dt.timedelta(days=20))
    [company] = await world.make_contacts(1)
    await world.make_invoice(company, currency="EUR")
    await world.scoro_time(dt.timedelta(days=1))
    new = await world.make_invoice(company, currency="EUR")
    choices = CategorySettings(
        enabled=True, bookmark=EURO_INVOICES, start_date=(world.clock.now() - dt.timedelta(days=3)).date()
    )
    await world.choose(categories={INVOICES: choices})

    await world.sync("now", INVOICES)

    assert await world.read_ids(INVOICES) == [new]
