"""Health: for operators alone; what is away is said, and nothing secret leaves."""

import datetime as dt
import json
import re

from services.console.web.parts import Parts
from shared.budget import Lane, Limits
from shared.budget_state import Held, State, Use
from shared.store.budgets import XERO_APP, MongoLedger, xero_key
from shared.store.people import Role
from shared.store.tokens import UNUSED_LIFE
from tests.integration.console.parts import ACME, Scene
from tests.integration.console.web.browsing import Browser


async def test_each_limit_and_each_share_of_it_is_shown(browser: Browser, given: Parts, scene: Scene) -> None:
    await scene.a_day()
    clock = scene.clock
    limits = Limits(per_window=60, window=dt.timedelta(minutes=1), at_once=5, per_day=1000)
    ledger = MongoLedger(given.store.database, xero_key("tenant"), clock, own_time=True, limits=limits)
    uses = (Use(Lane.DOCUMENTS, clock.now(), 11), Use(Lane.CLICK, clock.now()))
    known = State(
        version=1, uses=uses, held=(Held("a", Lane.EVENTS, clock.now()),), others=7,
        others_until=clock.now() + dt.timedelta(minutes=1), day_left=4212, day_size=5000, day_heard=clock.now(),
        granted={Lane.DOCUMENTS: 1200, Lane.CLICK: 3},
    )  # fmt: skip
    await ledger.swap(known)
    await browser.visits_as("Mari", Role.OPERATOR)

    page = await browser.get("/state")

    assert (page.status, page.headings[0]) == (200, "Health")
    assert "In a minute 60 20 40 7 of them by other programs" in page.text
    assert "At the same time 5 1 4" in page.text
    assert "Today 5,000 788 4,212 begins anew when Xero says so" in page.text
    assert "1,203 calls so far." in page.text
    assert "What people ask for 3 37 4,212 0 3" in page.text
    assert "Comparing both books 1 33 2,712 1,500 0" in page.text


async def test_limits_of_what_only_an_older_version_called_are_not_made_up(
    browser: Browser, given: Parts, scene: Scene
) -> None:
    await scene.a_day()
    ledger = MongoLedger(given.store.database, xero_key("tenant"), scene.clock, own_time=True)
    await ledger.swap(State(version=1, day_left=4212, day_heard=scene.clock.now(), granted={Lane.CLICK: 15}))
    await browser.visits_as("Mari", Role.OPERATOR)

    page = await browser.get("/state")

    assert "Today not told yet – 4,212" in page.text
    assert "15 calls so far." in page.text


async def test_what_all_organisations_share_is_told_once(browser: Browser, given: Parts, scene: Scene) -> None:
    await scene.a_day()
    limits = Limits(per_window=9500, window=dt.timedelta(minutes=1))
    ledger = MongoLedger(given.store.database, XERO_APP, scene.clock, own_time=True, limits=limits)
    await ledger.swap(State(version=1, closed_until=scene.clock.now() + dt.timedelta(seconds=30)))
    await browser.visits_as("Mari", Role.OPERATOR)

    page = await browser.get("/state")

    assert page.text.count("Limits of Xero, all organisations together") == 1
    assert "In a minute 9,500 0 9,500" in page.text
    assert "said to call no more before" in page.text


async def test_storage_and_the_age_of_the_sign_in_are_shown(browser: Browser, given: Parts, scene: Scene) -> None:
    await scene.a_day()
    now = scene.clock.now()
    await given.store.database.collection("connections").update_one({"_id": ACME}, {"$set": {"token_set": "mari"}})
    await given.store.database.collection("tokens").insert_one(
        {"_id": "mari", "generation": 3, "access_token": b"", "expires_at": now, "refreshed_at": now}
    )
    await browser.visits_as("Mari", Role.OPERATOR)

    page = await browser.get("/state")

    assert "Signed in at Xero: renewed" in page.text
    assert f"{now + UNUSED_LIFE:%Y-%m-%d}" in page.answer.text
    assert re.search(r"MongoDB \d\S+: [\d,]+ documents, \S+ \wB on disk and \S+ \wB of indexes", page.text)


async def test_an_operator_may_check_everything(browser: Browser, scene: Scene) -> None:
    await scene.a_day()
    await browser.visits_as("Mari", Role.OPERATOR)

    page = await browser.send(await browser.get("/state"), "Check everything")

    assert "✓ MongoDB" in page.text
    assert "the connector does not answer" in page.text


async def test_the_bundle_holds_no_secret_and_no_document(browser: Browser, scene: Scene) -> None:
    await scene.a_day()
    await browser.visits_as("Mari", Role.OPERATOR)

    page = await browser.get("/state/bundle.json")

    [one] = json.loads(page.answer.text)["connections"]
    assert one["id"] == ACME
    assert "attachment" in page.answer.headers["content-disposition"]
    assert not {"1003", "Nordic Oy", "1240"} & set(page.answer.text.split('"'))


async def test_nobody_else_finds_it(browser: Browser, scene: Scene) -> None:
    await scene.a_day()
    await browser.visits_as("Jaan", Role.ADMINISTRATOR, ACME)

    assert [(await browser.get(path)).status for path in ("/state", "/state/bundle.json")] == [404, 404]
