"""Every page of one's own connection, given another connection's ids: nothing of it is found, told or touched."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import SecretStr

from services.console.web.settings import WebSettings
from shared.store.people import Role
from tests.integration.console.anothers import CAUSE, INVOICE, OTHER, TOLD_BY_NOBODY, Acmes, busy
from tests.integration.console.parts import ACME, Scene
from tests.integration.console.pretended import OUTSET, Connector, listening
from tests.integration.console.web.browsing import Browser, Sent
from tests.integration.console.web.test_every_route import routes
from tests.integration.kept import changed, kept

OWN_STREAM = "/c/{connection_id}/live"
"""Never ends; it names nothing but the connection."""


@pytest.fixture
def pretended() -> Connector:
    """Finds nothing that it is asked for."""
    return Connector(
        answers=[OUTSET | {"id": OTHER}], refusal=(404, {"code": "object_not_found", "message": "there is none"})
    )


@pytest.fixture
def settings(pretended: Connector) -> Iterator[WebSettings]:
    with listening(pretended) as address:
        yield WebSettings(_env_file=None, internal_api_key=SecretStr("key"), connector_url=address)


def ids(its: Acmes) -> dict[str, str]:
    """Every name that a path has, with what it is at Acme's."""
    return {
        "run_id": str(its.active_run), "preview_id": its.preview, "undoing_id": its.undoing, "action_id": its.action,
        "category": "invoices", "system": "scoro", "object_id": INVOICE, "form": "csv",
    }  # fmt: skip


def told(its: Acmes) -> dict[str, Any]:
    """Every field and question that names something, at once: a page takes those that it knows."""
    return {
        "name": CAUSE, "category": "invoices", "system": "scoro", "object_id": INVOICE, "hold": its.hold,
        "run": str(its.run), "why": "mine", "reason": "mine", "way": "retry", "kind": "invoice", "tenant_id": "tenant",
        "without": str(its.line), "load": str(its.load), "number": "1001", "q": "1001", "preview": its.preview,
    }  # fmt: skip


def paths(its: Acmes) -> Iterator[tuple[str, str, bool]]:
    """Method, address, and whether the address names something of Acme's."""
    for method, path, is_of_connection in routes():
        if is_of_connection and path != OWN_STREAM:
            filled = path.replace("{connection_id}", OTHER)
            for name, value in ids(its).items():
                filled = filled.replace(f"{{{name}}}", value)
            assert "{" not in filled, f"{path}: what is its id at Acme's?"
            yield (
                method,
                filled,
                any(f"{{{name}_id}}" in path for name in ("run", "preview", "undoing", "action", "object")),
            )


async def test_nothing_of_another_connection_is_found_told_or_touched(
    browser: Browser, scene: Scene, sent: Sent, pretended: Connector, mongodb_url: str, mongodb_database: str
) -> None:
    its = await busy(scene)
    await browser.visits_as("Jaan", Role.ADMINISTRATOR, OTHER)
    [token] = (await browser.get(f"/c/{OTHER}")).form("Sign out").fields["token"]
    before = await kept(mongodb_url, mongodb_database, ACME)

    for method, path, names in paths(its):
        data = told(its) | {"token": token} if method == "POST" else None
        params = None if data else told(its)
        said = await browser.http.request(method, path, data=data, params=params, follow_redirects=True)
        assert [words for words in TOLD_BY_NOBODY if words in said.text] == [], (method, path)
        assert not names or said.status_code in {400, 404, 409}, (method, path, said.status_code)

    assert changed(before, await kept(mongodb_url, mongodb_database, ACME)) == {}
    assert {getattr(message, "connection_id", "") for message in sent.messages} <= {OTHER}
    assert {asked.split("/")[2] for asked in pretended.asked} == {OTHER}
