"""Undoing on pages, without scripts."""

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from services.console.web.settings import WebSettings
from shared.store.people import Role
from tests.integration.console.parts import ACME, Scene
from tests.integration.console.undoing import carried_out, newest, planned
from tests.integration.console.web.browsing import Browser
from tests.integration.console.web.conftest import Connector, listening

PATH = f"/c/{ACME}/undo"


@pytest.fixture
def pretended() -> Connector:
    return Connector()


@pytest.fixture
def settings(pretended: Connector) -> Iterator[WebSettings]:
    with listening(pretended) as address:
        yield WebSettings(_env_file=None, internal_api_key=SecretStr("key"), connector_url=address)


async def test_from_a_run_to_its_end(browser: Browser, scene: Scene, pretended: Connector) -> None:
    run_id = await scene.a_day()
    plan = await planned(scene, str(run_id))
    pretended.refusal = (201, {"id": plan.id})
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)

    shown = await browser.send(await browser.get(f"/c/{ACME}/runs/{run_id}"), "Undo this run…")
    silent = await browser.send(shown, "Undo 1 object in Xero")
    begun = await browser.send(shown, "Undo 1 object in Xero", why="wrong year")
    await carried_out(scene)
    over = await browser.get(f"{PATH}/{plan.id}")

    assert pretended.bodies[-1] == {"by": "Mari", "payments": False, "run_id": str(run_id)}
    assert "1 of 2 can be undone; 1 cannot be." in shown.text
    assert "A payment on it is reconciled with the bank: 1005 has a payment" in shown.text
    assert "Remove the allocation of 20.00 GBP of CN-1 Void 1001, 120.00 GBP End the link" in shown.text
    assert (silent.status, "Say why" in silent.text) == (400, True)
    assert "0 undone, 1 on the way, 1 could not be." in begun.text
    assert "1 undone, 1 could not be." in over.text
    assert "wrong year" in (await browser.get(PATH)).text
    assert (await newest(scene)).reason == "undone"


async def test_viewers_look_and_undo_nothing(browser: Browser, scene: Scene) -> None:
    run_id = await scene.a_day()
    plan = await planned(scene, str(run_id))
    await browser.visits_as("Vera", Role.VIEWER, ACME)

    shown = await browser.get(f"{PATH}/{plan.id}")
    page = await browser.get(f"/c/{ACME}/runs/{run_id}")

    assert "Void 1001, 120.00 GBP" in shown.text
    assert not [button for one in (*shown.forms, *page.forms) for button in one.buttons if "Undo" in button]
    assert (await browser.get(f"{PATH}/nothing")).status == 404


async def test_from_an_object(browser: Browser, scene: Scene, pretended: Connector) -> None:
    await scene.a_day()
    pretended.refusal = (201, {"id": (await planned(scene)).id})
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)

    await browser.send(await browser.get(f"/c/{ACME}/objects/invoices/scoro/1001"), "Undo in Xero…")

    assert pretended.bodies[-1] == {"by": "Mari", "payments": False, "category": "invoices", "object_ids": ["1001"]}
