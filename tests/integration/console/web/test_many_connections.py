"""The first page where there are many connections: found by name, in pages, whoever needs somebody first."""

import re

from shared.store.connections import ConnectionState
from shared.store.people import Role
from tests.integration.console.parts import ACME, Scene
from tests.integration.console.web.browsing import Browser, Page

MANY = 30
NAMES = [f"c{number:02}" for number in range(MANY)]


async def many(browser: Browser, scene: Scene) -> None:
    """Acme with a problem, and more than fit on a page; each has its number as the name of its organisation."""
    await browser.visits_as("Mari", Role.OPERATOR)
    await scene.a_day()
    for name in NAMES:
        await scene.another(name)
        await scene.store.connections.change(name, organisation={"name": f"Company {name}"})


def shown(page: Page) -> list[str]:
    """Ids in their order."""
    return re.findall(r'<th scope="row"><a href="/c/([^"/]+)"', page.answer.text)


async def test_they_come_in_pages(browser: Browser, scene: Scene) -> None:
    await many(browser, scene)

    first = await browser.get("/")
    last = await browser.get("/?page=2")
    beyond = await browser.get("/?page=99")

    assert "Page 1 of 2, 31 connections" in first.text
    assert len(shown(first)) == 25
    assert sorted([*shown(first), *shown(last)]) == sorted([ACME, *NAMES])
    assert shown(beyond) == shown(last)


async def test_whoever_needs_somebody_comes_first(browser: Browser, scene: Scene) -> None:
    await many(browser, scene)
    await scene.store.connections.change("c29", state=ConnectionState.BROKEN)

    page = await browser.get("/")

    assert shown(page)[:3] == ["c29", ACME, "c00"]
    assert "Stopped:" in page.text
    assert "attention" in page.text


async def test_one_is_found_by_name_or_by_how_its_id_begins(browser: Browser, scene: Scene) -> None:
    await many(browser, scene)

    by_name, by_id, nobody = [await browser.get(f"/?q={wanted}") for wanted in ("company C07", "c07", "zebra")]

    assert shown(by_name) == shown(by_id) == ["c07"]
    assert "No connection has the name or id “zebra”." in nobody.text
    assert "Page" not in by_name.text


async def test_a_number_that_is_none_is_refused(browser: Browser, scene: Scene) -> None:
    await many(browser, scene)

    assert {(await browser.get(f"/?page={wrong}")).status for wrong in ("0", "-1", "two")} == {400}
