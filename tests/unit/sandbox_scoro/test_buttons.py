"""A Trigger button posts the object it stands on; its address is checked when it is saved."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response

from services.sandbox.common.server import running
from tests.unit.sandbox_scoro.scoro import Scoro, an_invoice

Posted = list[dict[str, Any]]


@pytest.fixture
def posted() -> Posted:
    return []


@pytest.fixture
async def address(posted: Posted) -> AsyncIterator[str]:
    """Listens, and belongs to whoever says so."""
    app = FastAPI()

    @app.api_route("/button", methods=["GET", "POST"])
    async def button(request: Request) -> Response:
        if await request.body():
            posted.append(await request.json())
        return Response()

    @app.get("/scoro.txt")
    async def owner() -> Response:
        return Response("This host belongs to us.")

    async with running(app) as url:
        yield url


async def test_a_pressed_button_posts_the_object_as_a_webhook_does(
    scoro: Scoro, client_id: int, address: str, posted: Posted
) -> None:
    invoice = await an_invoice(scoro, client_id)
    button = await scoro.control("POST", "buttons/acme_uk/invoices", url=f"{address}/button")

    attempt = await scoro.control("POST", f"buttons/acme_uk/{button['id']}/press/{invoice['id']}")

    [body] = posted
    assert attempt["status"] == 200
    assert (body["entityId"], body["entityType"]) == (invoice["id"], "invoice")
    assert body["entity"]["no"] == invoice["no"]
    assert body["entity"]["lines"]


async def test_an_address_that_does_not_answer_is_not_saved(scoro: Scoro, address: str) -> None:
    answer = await scoro.http.post("/_sandbox/buttons/acme_uk/invoices", json={"url": f"{address}/elsewhere"})

    assert answer.status_code == 400
    assert "must answer GET with HTTP 200, answered 404" in answer.text


async def test_a_button_stands_on_objects_that_are_there(scoro: Scoro, address: str) -> None:
    button = await scoro.control("POST", "buttons/acme_uk/invoices", url=f"{address}/button")

    missing = await scoro.http.post(f"/_sandbox/buttons/acme_uk/{button['id']}/press/99")

    assert missing.status_code == 404
