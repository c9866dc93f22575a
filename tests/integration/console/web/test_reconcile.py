"""Reconcile: differences side by side, totals, what rules keep, and files to take away."""

from dataclasses import replace

import pytest

from shared.contracts.envelope import Category
from shared.contracts.sync import ObjectWanted, PageWanted
from shared.store.people import Role
from tests.integration.console.parts import ACME, Scene
from tests.integration.console.proofs import EDITED, KEPT, proved
from tests.integration.console.web.browsing import Browser, Sent

HERE = f"/c/{ACME}/reconcile"


async def test_before_the_first_proof_there_is_a_sentence(browser: Browser, scene: Scene) -> None:
    await scene.connect()
    await browser.visits_as("Mari", Role.VIEWER, ACME)

    assert "The books have not been compared yet." in (await browser.get(HERE)).text


async def test_a_difference_stands_side_by_side_with_what_both_last_agreed_on(browser: Browser, scene: Scene) -> None:
    await scene.a_day()
    await proved(scene.store, scene.clock.now(), EDITED, KEPT)
    await browser.visits_as("Mari", Role.VIEWER, ACME)

    page = await browser.get(HERE)

    text = " ".join(page.text.split())
    assert "1 difference." in text
    assert "Changed in Xero since both agreed." in text
    assert "A person decides" in text
    assert "Not changed since the start date: 1 object (900)" in text
    assert 'action="/c/acme/reconcile/send"' not in text


async def test_filters_and_files_stand_in_the_address(browser: Browser, scene: Scene) -> None:
    await scene.a_day()
    await proved(scene.store, scene.clock.now(), EDITED)
    await browser.visits_as("Mari", Role.VIEWER, ACME)

    other = await browser.get(f"{HERE}?month=2026-10&category=invoices")
    file = await browser.http.get(f"{HERE}/download.csv?month=2026-11")
    document = await browser.http.get(f"{HERE}/download.json")

    assert "There are none." in other.text
    assert file.headers["Content-Disposition"] == 'attachment; filename="reconcile-acme-2026-11.csv"'
    assert "1001" in file.text
    assert document.json()["differences"][0]["number"] == "1001"


async def test_what_crossed_again_since_says_so(browser: Browser, scene: Scene) -> None:
    await scene.a_day()
    await proved(scene.store, scene.clock.now(), EDITED)
    await browser.visits_as("Mari", Role.VIEWER, ACME)
    before = await browser.get(HERE)
    scene.clock.advance(60)
    await scene.written(await scene.entry(Category.INVOICES, "1001", "1001 again"))

    after = await browser.get(HERE)

    assert ("It crossed again since" in before.text, "It crossed again since" in after.text) == (False, True)


@pytest.mark.parametrize("wrong", ["?month=soon", "?category=contacts", "?page=0", "/download.exe"])
async def test_what_cannot_be_asked_is_told(browser: Browser, scene: Scene, wrong: str) -> None:
    await scene.a_day()
    await browser.visits_as("Mari", Role.VIEWER, ACME)

    assert 400 <= (await browser.http.get(f"{HERE}{wrong}")).status_code < 500


async def test_an_administrator_asks_for_a_proof_and_sends_an_object_again(
    browser: Browser, scene: Scene, sent: Sent
) -> None:
    await scene.a_day()
    await proved(scene.store, scene.clock.now(), replace(EDITED, changed_in=("scoro",)))
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)
    page = await browser.get(HERE)

    await browser.send(page, "Read both books now")
    again = await browser.send(page, "Send 1001 again")

    [asked, wanted] = sent.messages
    assert isinstance(asked, PageWanted)
    assert asked.source == "agreement"
    assert isinstance(wanted, ObjectWanted)
    assert (wanted.object_id, wanted.system) == ("1001", "scoro")
    assert "Both books are being read now." in again.text


async def test_a_difference_is_left_so_with_a_reason_and_the_page_tells(browser: Browser, scene: Scene) -> None:
    await scene.a_day()
    await proved(scene.store, scene.clock.now(), EDITED)
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)
    page = await browser.get(HERE)

    without = await browser.send(page, "Leave 1001 so", why=" ")
    left = await browser.send(page, "Leave 1001 so", why="the bank rounded it")

    assert "Say why, for whoever looks next" in without.text
    text = " ".join(left.text.split())
    assert "Both books agree, but for what was left so. 1 difference left so by people." in text
    assert "Left so by Mari: the bank rounded it. It stays so until either side changes." in text
    assert "Leave 1001 so" not in text
    audit = await browser.get(f"/c/{ACME}/audit")
    assert "Mari Left a difference as it is: invoices 1001, 1 object the bank rounded it" in audit.text


async def test_the_sources_version_is_written_again(browser: Browser, scene: Scene, sent: Sent) -> None:
    await scene.a_day()
    await proved(scene.store, scene.clock.now(), EDITED)
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)
    page = await browser.get(HERE)

    done = await browser.send(page, "Write Scoro's version again of 1001")

    [wanted] = sent.messages
    assert isinstance(wanted, ObjectWanted)
    assert (wanted.object_id, wanted.system, wanted.rewrite) == ("1001", "scoro", True)
    assert "It is written again now" in done.text


async def test_what_a_newer_proof_names_is_not_decided_on_an_old_page(
    browser: Browser, scene: Scene, sent: Sent
) -> None:
    await scene.a_day()
    await proved(scene.store, scene.clock.now(), EDITED)
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)
    page = await browser.get(HERE)
    scene.clock.advance(60)
    await proved(scene.store, scene.clock.now(), replace(EDITED, xero={"gross": "7"}), number=2)

    said = await browser.send(page, "Leave 1001 so", why="as seen")
    again = await browser.send(page, "Write Scoro's version again of 1001")

    assert "The books were read again since" in said.text
    assert "The books were read again since" in again.text
    assert sent.messages == []
    assert "1 difference." in (await browser.get(HERE)).text
