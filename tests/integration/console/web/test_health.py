"""Health: for operators alone; what is away is said, and nothing secret leaves."""

import json
import re

from services.console.web.parts import Parts
from shared.store.people import Role
from shared.store.tokens import UNUSED_LIFE
from tests.integration.console.parts import ACME, Scene
from tests.integration.console.web.browsing import Browser


async def test_limits_and_queues_are_shown(browser: Browser, given: Parts, scene: Scene) -> None:
    await scene.a_day()
    await given.store.database.collection("budgets").insert_one(
        {"_id": "xero-organisation:tenant", "version": 1, "uses": [], "held": [], "waiting": [], "typical_ms": 500.0,
         "others": 0, "others_until": None, "closed_until": None, "day_left": 4212, "day_size": 5000,
         "day_heard": scene.clock.now(), "day_closed_until": None, "granted": {"documents": 12, "click": 3}}
    )  # fmt: skip
    await browser.visits_as("Mari", Role.OPERATOR)

    page = await browser.get("/state")

    assert (page.status, page.headings[0]) == (200, "Health")
    assert "4,212" in page.text
    assert "15 click 3, documents 12" in page.text


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
