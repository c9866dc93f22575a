"""Connecting, pausing and ending it by pages; the connector does what only it can."""

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from services.console.web.parts import Parts
from services.console.web.settings import WebSettings
from shared.store.people import Role
from tests.integration.console.parts import ACME, Scene
from tests.integration.console.pretended import ADDRESS, OUTSET, SIGNED_IN, TWO, Connector, listening
from tests.integration.console.web.browsing import Browser

KEY = "ScoroAPI_secret"
TYPED = {"site": "https://acme.example/api/v2", "entity": "1", "time_zone": "Europe/Tallinn", "api_key": KEY}


@pytest.fixture
def pretended() -> Iterator[tuple[Connector, str]]:
    """A small connector and its address."""
    connector = Connector()
    with listening(connector) as address:
        yield connector, address


@pytest.fixture
def settings(pretended: tuple[Connector, str]) -> WebSettings:
    """The console asks that one."""
    return WebSettings(_env_file=None, internal_api_key=SecretStr("key"), connector_url=pretended[1])


async def test_the_way_leads_from_scoro_to_xero_and_the_key_is_never_shown(
    browser: Browser, given: Parts, scene: Scene, pretended: tuple[Connector, str]
) -> None:
    await scene.another("other")
    await browser.visits_as("Jaan", Role.ADMINISTRATOR, "other")

    done = await browser.send(await browser.get("/connect"), "Go on to Xero", **TYPED)

    assert (done.status, done.headings) == (200, ["Sign in at Xero"])
    assert ADDRESS.replace("&", "&amp;") in done.answer.text
    assert KEY not in done.answer.text
    assert pretended[0].bodies[0]["api_key"] == KEY
    person = await given.store.people.get("jaan")
    assert person is not None
    assert "c1" in person.connections


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"entity": " "}, "Id of the entity: is missing."),
        ({"api_key": ""}, "API key: is missing."),
        ({"time_zone": "Mars/Olympus"}, "is not a time zone"),
    ],
)
async def test_what_is_missing_is_said_and_the_rest_is_kept(
    browser: Browser, pretended: tuple[Connector, str], wrong: dict[str, str], said: str
) -> None:
    await browser.visits_as("Mari", Role.OPERATOR)

    page = await browser.send(await browser.get("/connect"), "Go on to Xero", **(TYPED | wrong))

    assert (page.status, said in page.text) == (400, True)
    assert page.form("Go on to Xero").fields["site"] == [TYPED["site"]]
    assert KEY not in page.answer.text
    assert pretended[0].bodies == []


async def test_what_the_connector_refuses_is_said_in_its_words(
    browser: Browser, pretended: tuple[Connector, str]
) -> None:
    pretended[0].refusal = (400, {"code": "invalid_choice", "message": "entity: there is none", "field": "entity"})
    await browser.visits_as("Mari", Role.OPERATOR)

    page = await browser.send(await browser.get("/connect"), "Go on to Xero", **TYPED)

    assert (page.status, "there is none" in page.text) == (400, True)


async def test_a_viewer_finds_no_way_to_connect(browser: Browser, scene: Scene) -> None:
    await scene.a_day()
    await browser.visits_as("Jaan", Role.VIEWER, ACME)

    page = await browser.get(f"/c/{ACME}/connection")

    assert (await browser.get("/connect")).status == 404
    assert (page.status, "Disconnect" in page.text) == (200, False)


async def test_it_is_paused_with_a_reason_and_goes_on(browser: Browser, given: Parts, scene: Scene) -> None:
    await scene.a_day()
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)
    page = await browser.get(f"/c/{ACME}/connection")

    without = await browser.send(page, "Pause", why=" ")
    paused = await browser.send(page, "Pause", why="audit", of=["invoices"])
    held = (await given.store.connections.get(ACME)).pauses
    done = await browser.send(paused, "Resume invoices")

    assert (without.status, "say why" in without.text.lower()) == (400, True)
    assert [(one.category, one.by, one.why) for one in held] == [("invoices", "Mari", "audit")]
    assert "It goes on." in done.text
    assert (await given.store.connections.get(ACME)).pauses == ()


async def test_disconnecting_wants_to_be_meant(
    browser: Browser, scene: Scene, pretended: tuple[Connector, str]
) -> None:  # R11
    await scene.a_day()
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)
    page = await browser.get(f"/c/{ACME}/connection")

    hasty = await browser.send(page, "Disconnect", sure="yes")
    before = list(pretended[0].asked)
    done = await browser.send(page, "Disconnect", sure="disconnect")

    assert "No document is deleted or changed, on either side." in page.text
    assert (hasty.status, before) == (400, [])
    assert pretended[0].asked == [f"DELETE /connections/{ACME}"]
    assert "Disconnected." in done.text


async def test_looking_again_and_choosing_are_kept_with_who_did_it(
    browser: Browser, scene: Scene, pretended: tuple[Connector, str]
) -> None:  # R8
    await scene.a_day()
    pretended[0].answers = [OUTSET | {"id": ACME, "choices": TWO}, SIGNED_IN | {"id": ACME}]
    await browser.visits_as("Mari", Role.ADMINISTRATOR, ACME)

    page = await browser.get(f"/c/{ACME}/connection")
    chosen = await browser.send(page, "Choose", tenant_id="t1")
    await browser.send(chosen, "Check again")
    audit = await browser.get(f"/c/{ACME}/audit")

    assert pretended[0].asked == [f"POST /connections/{ACME}/organisation", f"POST /connections/{ACME}/checks"]
    assert "Mari Chose the organisation: Acme Ltd" in audit.text
    assert "Mari Looked again whether it holds: it works" in audit.text
