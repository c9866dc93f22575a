from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from services.sandbox.common.server import running
from services.sandbox.scoro.app import create_app
from services.sandbox.scoro.settings import ScoroSettings
from tests.unit.sandbox_scoro.receiver import Receiver
from tests.unit.sandbox_scoro.scoro import NOW, Scoro


@pytest.fixture
def app() -> FastAPI:
    """An empty site (reference data only) whose clock stands still."""
    app = create_app(ScoroSettings(size=0, requests_per_window=10_000))
    app.state.sandbox.controls.clock.set(NOW, frozen=True)
    app.state.sandbox.seed(1, 0)
    return app


@pytest.fixture
async def scoro(app: FastAPI) -> AsyncIterator[Scoro]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://scoro.example") as http:
        yield Scoro(http, app.state.sandbox)
    await app.state.sandbox.sender.close()


@pytest.fixture
async def client_id(scoro: Scoro) -> int:
    client = await scoro.create("contacts", name="Client", is_client=1)
    return int(client["contact_id"])


@pytest.fixture
async def live(app: FastAPI) -> AsyncIterator[Scoro]:
    """The same behind a real socket."""
    async with running(app) as url, httpx.AsyncClient(base_url=url) as http:
        yield Scoro(http, app.state.sandbox)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    async with running(receiver.app()) as url:
        receiver.url = f"{url}/hook"
        yield receiver
