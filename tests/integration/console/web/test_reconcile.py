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

    assert "There is none." in other.text
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
