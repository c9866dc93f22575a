"""Audit: settings, decisions and single objects in one line of time."""

import pytest

from services.console.pausing import Scope
from services.console.web.pages import audit
from services.console.web.parts import Parts
from shared.store.decisions import Act, Decision
from shared.store.people import Role
from shared.words import advice
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


async def test_older_acts_are_a_page_further_and_none_is_lost(
    browser: Browser, given: Parts, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "ON_A_PAGE", 3)
    await scene.a_day()
    scope = Scope(await given.store.connections.get(ACME))
    for number in range(4):
        scene.clock.advance(60)
        await given.pausing.pause(scope, by="jaan", why=f"reason {number}")
        scope = Scope(await given.store.connections.get(ACME))
        await given.pausing.resume(scope, by="jaan", why="")
        scope = Scope(await given.store.connections.get(ACME))
    await browser.visits_as("Mari", Role.VIEWER, ACME)

    page, seen, pages = await browser.get(f"/c/{ACME}/audit"), "", 0
    while "Older acts" in page.text:
        seen, pages = seen + page.text, pages + 1
        link = page.answer.text.split('href="?before=')[1].split('"')[0]
        page = await browser.get(f"/c/{ACME}/audit?before={link}")
    seen += page.text

    assert pages >= 2
    assert [seen.count(f"reason {number}") for number in range(4)] == [1, 1, 1, 1]
    assert seen.count("Resumed: all categories") == 4
    assert seen.count("mari Settings") == 1
    assert "Nothing older." in (await browser.get(f"/c/{ACME}/audit?before=2000-01-01")).text
    assert (await browser.get(f"/c/{ACME}/audit?before=nonsense")).status == 400


async def test_an_act_that_only_a_newer_version_knows_is_shown_beside_the_others(
    browser: Browser, given: Parts, scene: Scene
) -> None:
    await scene.a_day()
    await given.pausing.pause(Scope(await given.store.connections.get(ACME)), by="jaan", why="audit of the year")
    await given.store.database.collection("decisions").update_one({"by": "jaan"}, {"$set": {"act": "to_be_invented"}})
    await browser.visits_as("Mari", Role.VIEWER, ACME)

    page = await browser.get(f"/c/{ACME}/audit")

    assert "jaan Did something that only a newer version has a word for" in page.text


async def test_what_was_ignored_and_what_was_done_with_the_connection_is_told(
    browser: Browser, given: Parts, scene: Scene
) -> None:
    await scene.a_day()
    connection = await given.store.connections.get(ACME)
    await given.actions.ignore(connection, "unknown_account", author="jaan", why="paid by hand")
    await given.store.decisions.keep(Decision(Act.DISCONNECTED, "mari", "", ACME), None)
    await browser.visits_as("Mari", Role.VIEWER, ACME)

    page = await browser.get(f"/c/{ACME}/audit")
    ignored = await browser.get(f"/c/{ACME}/problems?ignored=true")

    assert f"jaan Ignored: {advice.of('unknown_account').title}, 2 objects paid by hand" in page.text
    assert "mari Disconnected –" in page.text
    assert "Ignored by jaan" in ignored.text
    assert ": paid by hand" in ignored.text
