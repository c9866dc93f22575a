"""Audit: settings, decisions and single objects in one line of time."""

from services.console.pausing import Scope
from services.console.web.parts import Parts
from shared.store.people import Role
from tests.integration.console.parts import ACME, Scene
from tests.integration.console.web.browsing import Browser


async def test_everything_that_people_did_is_in_one_line_of_time(browser: Browser, given: Parts, scene: Scene) -> None:
    await scene.a_day()
    scene.clock.advance(60)
    await given.pausing.pause(Scope(await given.store.connections.get(ACME)), by="jaan", why="audit of the year")
    await browser.visits_as("Mari", Role.VIEWER, ACME)

    page = await browser.get(f"/c/{ACME}/audit")

    assert "jaan Paused: all categories audit of the year" in page.text
    assert "mari Settings: Default sales account: none → 200" in page.text
    assert page.text.index("audit of the year") < page.text.index("Default sales account")


async def test_the_list_is_bounded(browser: Browser, scene: Scene) -> None:
    await scene.a_day()
    await browser.visits_as("Mari", Role.VIEWER, ACME)

    assert (await browser.get(f"/c/{ACME}/audit?limit=100000")).status == 400
