"""Every route, with every role: nobody sees or changes what is another's, whatever pages there will be."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute

from services.console.web.app import PAGES
from services.console.web.parts import Parts
from shared.store.people import Role
from tests.integration.console.parts import ACME, Scene
from tests.integration.console.web.browsing import Browser, Sent

OPEN = {"/sign-in", "/welcome/{secret}", "/health"}
"""For whoever has not signed in."""
NOBODYS = "00000000-0000-4000-8000-000000000000"


def routes() -> Iterator[tuple[str, str, bool]]:
    """Method, address and whether it is about a connection."""
    for part in PAGES:
        for route in part.router.routes:
            if isinstance(route, APIRoute) and route.path not in OPEN:
                for method in sorted(set(route.methods or ()) - {"HEAD"}):
                    yield method, route.path, "{connection_id}" in route.path


def filled(path: str, connection_id: str) -> str:
    return re.sub(r"\{[^}]*\}", NOBODYS, path.replace("{connection_id}", connection_id))


async def asked(browser: Browser, method: str, path: str, **fields: Any) -> int:
    answer = await browser.http.request(method, path, data=fields or None, follow_redirects=False)
    return answer.status_code


async def test_whoever_is_not_signed_in_is_led_to_the_sign_in(browser: Browser, scene: Scene) -> None:
    await scene.a_day()

    found = {
        (method, path): (await browser.http.request(method, filled(path, ACME), follow_redirects=False))
        for method, path, _ in routes()
    }

    assert len(found) > 10
    elsewhere = {
        key: answer.status_code
        for key, answer in found.items()
        if answer.status_code != 303 or not answer.headers["location"].startswith("/sign-in")
    }
    assert elsewhere == {}


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ADMINISTRATOR])
async def test_anothers_connection_is_not_there(browser: Browser, scene: Scene, sent: Sent, role: Role) -> None:
    await scene.a_day()
    await scene.another("other")
    await browser.visits_as("Jaan", role, "other")
    [token] = (await browser.get("/c/other")).form("Sign out").fields["token"]

    found = {
        (method, path): await asked(
            browser, method, filled(path, ACME), **({"token": token} if method == "POST" else {})
        )
        for method, path, is_of_connection in routes()
        if is_of_connection and not path.endswith("/live")
    }

    assert {key: status for key, status in found.items() if status != 404} == {}
    assert sent.messages == []


async def test_a_form_without_the_token_of_the_visit_does_nothing(browser: Browser, scene: Scene, sent: Sent) -> None:
    await scene.a_day()
    await browser.visits_as("Mari", Role.OPERATOR)

    found = {path: await asked(browser, method, filled(path, ACME)) for method, path, _ in routes() if method != "GET"}

    assert {path: status for path, status in found.items() if status not in {400, 403, 404}} == {}
    assert sent.messages == []


async def test_a_viewer_changes_nothing(browser: Browser, given: Parts, scene: Scene, sent: Sent) -> None:
    await scene.a_day()
    await browser.visits_as("Jaan", Role.VIEWER, ACME)
    [token] = (await browser.get(f"/c/{ACME}")).form("Sign out").fields["token"]
    before = await given.store.settings.get(ACME)

    found = {
        path: await asked(browser, method, filled(path, ACME), token=token)
        for method, path, _ in routes()
        if method != "GET" and path != "/sign-out"
    }

    assert {path: status for path, status in found.items() if status not in {400, 403, 404}} == {}
    assert sent.messages == []
    assert await given.store.settings.get(ACME) == before


async def test_what_is_of_the_house_is_for_operators_alone(browser: Browser, scene: Scene) -> None:
    await scene.a_day()
    await browser.visits_as("Jaan", Role.ADMINISTRATOR, ACME)

    found = {
        path: await asked(browser, method, filled(path, ACME))
        for method, path, is_of_connection in routes()
        if method == "GET"
        and not is_of_connection
        and path not in {"/", "/connect"}
        and not path.startswith("/connect")
    }

    assert {path: status for path, status in found.items() if status != 404} == {}
