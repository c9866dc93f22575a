from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from services.sandbox.common.server import running
from services.sandbox.common.webhooks import WebhookSender
from services.sandbox.scoro.app import create_app
from services.sandbox.scoro.settings import ScoroSettings
from tests.unit.sandbox_scoro.receiver import Receiver
from tests.unit.sandbox_scoro.scoro import NOW, Scoro


@pytest.fixture(scope="session")
def built() -> FastAPI:
    """Made once; every test starts it over."""
    return create_app(ScoroSettings(size=0, requests_per_window=10_000))


@pytest.fixture
async def app(built: FastAPI) -> AsyncIterator[FastAPI]:
    """An empty site (reference data only) whose clock stands still."""
    sandbox = built.state.sandbox
    sandbox.sender = WebhookSender(timeout_seconds=sandbox.settings.hook_timeout_seconds)
    async with speaking(built) as http:
        (await http.post("/_sandbox/reset")).raise_for_status()
    sandbox.controls.clock.set(NOW, frozen=True)
    sandbox.seed(1, 0)
    yield built
    await sandbox.sender.close()


def speaking(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://scoro.example")


@pytest.fixture
async def scoro(app: FastAPI) -> AsyncIterator[Scoro]:
    async with speaking(app) as http:
        yield Scoro(http, app.state.sandbox)


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
