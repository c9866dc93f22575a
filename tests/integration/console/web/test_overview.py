"""Is it working? The first page says so, and stays fresh."""

import asyncio

from services.console.web.pages import live
from services.console.web.parts import Parts
from shared.contracts.sync import SyncRequested
from shared.dates import zone
from shared.store.people import Role
from tests.integration.console.parts import ACME, Scene
from tests.integration.console.web.browsing import Browser, Sent


async def test_it_says_what_a_day_came_to(browser: Browser, scene: Scene) -> None:
    await scene.a_day()
    await browser.visits_as("Mari", Role.OPERATOR)

    page = await browser.get(f"/c/{ACME}")

    assert page.headings[0].startswith("Acme Nordic OÜ")
    assert "needs attention" in page.text.lower()
    assert "1,550.50 EUR" in page.text
    assert "Invoices From Scoro" in page.text


async def test_synchronize_now_asks_for_a_run(browser: Browser, scene: Scene, sent: Sent) -> None:
    await scene.a_day()
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)

    done = await browser.send(await browser.get(f"/c/{ACME}"), "Synchronize now")

    [message] = sent.messages
    assert isinstance(message, SyncRequested)
    assert (message.connection_id, message.trigger) == (ACME, "now")
    assert done.path == f"/c/{ACME}/runs/{message.run_id}"
    assert "Asked for." in done.text


async def test_the_stream_tells_the_present_state_at_once_and_whenever_something_happened(
    given: Parts, scene: Scene
) -> None:
    await scene.a_day()
    connection = await scene.store.connections.get(ACME)
    events = live._events(given, connection)

    first = await anext(events)
    second = asyncio.ensure_future(anext(events))
    given.news.happened(ACME)
    given.news.happened("another")
    told = await asyncio.wait_for(second, 10)
    await events.aclose()

    assert first.startswith("data: ")
    assert "needs attention" in first.lower()
    assert told.count("data: ") == first.count("data: ")


async def test_streams_end_with_the_process(given: Parts, scene: Scene) -> None:
    await scene.a_day()
    events = live._events(given, await scene.store.connections.get(ACME))
    await anext(events)

    await given.news.ended()

    assert [event async for event in events] == []


async def test_the_last_day_is_drawn_and_stands_in_a_table_as_well(browser: Browser, scene: Scene) -> None:
    scene.clock.advance((90 - scene.clock.now().minute) % 60 * 60)  # half past some hour, so that all is in that one
    hour = scene.clock.now().astimezone(zone("Europe/Tallinn")).hour
    await scene.a_day()
    await browser.visits_as("Mari", Role.VIEWER, ACME)

    page = await browser.get(f"/c/{ACME}")

    assert "The last 24 hours" in page.headings
    assert "3 objects, at most 3 in an hour" in page.text
    assert f"From Crossed On its way Needs attention {hour:02}:00 3 0 2" in page.text
    assert page.answer.text.count("<rect") == 2
