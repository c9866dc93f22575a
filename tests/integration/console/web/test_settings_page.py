"""Settings: checked beside the field, told before they are saved, and never over somebody else's."""

from dataclasses import replace

import pytest

from services.console.connector_api import LateConnector
from services.console.web.parts import Parts
from shared.contracts.envelope import Category
from shared.store.outcomes import Result
from shared.store.people import Role
from shared.store.records import State
from shared.sync.settings import Direction, Mode
from tests.integration.console.parts import ACME, Scene
from tests.integration.console.pretended import Connector, listening
from tests.integration.console.web.browsing import Browser

REVIEW = "Review the changes"


async def test_what_will_change_is_told_before_it_is_saved(browser: Browser, given: Parts, scene: Scene) -> None:  # R26
    await scene.a_day()
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)
    page = await browser.get(f"/c/{ACME}/settings")

    review = await browser.send(
        page, REVIEW, **{"mode": "manual", "bills.enabled": ["false", "true"], "default_expense_account": "429"}
    )
    before = await given.store.settings.get(ACME)
    done = await browser.send(review, "Save")

    after = await given.store.settings.get(ACME)
    assert "Bills: switched on off on" in review.text
    assert "Synchronization type Automatic, every five minutes Manual" in review.text
    assert "an expense claim of Xero" in review.text
    assert (before.mode, after.mode, after.of(Category.BILLS).enabled, after.author) == (
        Mode.AUTOMATIC, Mode.MANUAL, True, "Mari",
    )  # fmt: skip
    assert "Saved." in done.text
    assert after.of(Category.INVOICES) == before.of(Category.INVOICES)


async def test_what_does_not_fit_is_said_beside_its_field_and_kept(
    browser: Browser, given: Parts, scene: Scene
) -> None:
    await scene.a_day()
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)
    page = await browser.get(f"/c/{ACME}/settings")
    before = await given.store.settings.get(ACME)

    wrong = await browser.send(
        page, REVIEW,
        **{
            "brakes.deletions": "many", "rounding.tolerance": "a cent", "invoices.start_date": "2020-01-01",
            "invoices.ask_above_documents": "fifty", "invoices.ask_above_amount": "10,000", "mode": "manual",
        },
    )  # fmt: skip

    assert wrong.status == 400
    assert "'many' is not a whole number from 0 on." in wrong.text
    assert "'a cent' is not an amount in whole cents from 0.00 to 1, such as 0.05." in wrong.text
    assert "'fifty' is not a whole number from 0 to 1,000,000, nor none." in wrong.text
    assert "'10,000' is not a sum such as 10000 or 10000.50, nor none." in wrong.text
    assert "5 fields" in wrong.text
    assert wrong.form(REVIEW).fields["brakes.deletions"] == ["many"]
    assert await given.store.settings.get(ACME) == before


async def test_what_somebody_else_saved_meanwhile_is_not_overwritten(
    browser: Browser, given: Parts, scene: Scene
) -> None:
    await scene.a_day()
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)
    review = await browser.send(await browser.get(f"/c/{ACME}/settings"), REVIEW, mode="manual")
    now = await given.store.settings.get(ACME)
    await given.store.settings.save(ACME, now.model_copy(update={"default_sales_account": None}), author="jaan")

    late = await browser.send(review, "Save")

    assert (late.status, "Somebody else saved meanwhile." in late.text) == (409, True)
    assert (await given.store.settings.get(ACME)).mode is Mode.AUTOMATIC


async def test_nothing_chosen_is_nothing_saved(browser: Browser, scene: Scene) -> None:
    await scene.a_day()
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)

    same = await browser.send(await browser.get(f"/c/{ACME}/settings"), REVIEW)

    assert "Nothing changed: these are the present choices." in same.text


async def test_a_turned_direction_is_told_and_done(browser: Browser, given: Parts, scene: Scene) -> None:  # R28
    await scene.a_day()
    await browser.visits_as("Mari", Role.OPERATOR)

    review = await browser.send(await browser.get(f"/c/{ACME}/settings"), REVIEW, **{"invoices.direction": "to_scoro"})
    await browser.send(review, "Save")

    assert "Invoices turn around: only what changes from now on crosses" in review.text
    assert (await given.store.settings.get(ACME)).of(Category.INVOICES).direction is Direction.TO_SCORO


async def test_a_viewer_sees_them_and_every_change(browser: Browser, scene: Scene) -> None:
    await scene.a_day()
    await browser.visits_as("Jaan", Role.VIEWER, ACME)

    page = await browser.get(f"/c/{ACME}/settings")

    assert REVIEW not in page.text
    assert "mari" in page.text
    assert "Invoices: switched on: off → on" in page.text


async def test_bookmarks_are_chosen_by_name_and_what_follows_is_counted(
    browser: Browser, given: Parts, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:  # R120
    await scene.a_day()
    for number in ("1010", "1011"):
        entry = await scene.entry(Category.INVOICES, number, number)
        await scene.end(Result(entry, State.LEFT_OUT, reason="outside_bookmark"))
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)
    with listening(Connector()) as address:
        late = LateConnector(replace(given.addresses, connector_url=address))
        monkeypatch.setattr(given.bookmarks, "connector", late)
        monkeypatch.setattr(given.actions, "_connector", late)
        page = await browser.get(f"/c/{ACME}/settings")
        review = await browser.send(page, REVIEW, **{"invoices.bookmark": "111"})

    assert "Bookmark All EU invoices" in page.text
    assert "Invoices: bookmark none EU invoices" in review.text
    assert "Invoices are read again by the bookmark: about 2 more" in review.text
