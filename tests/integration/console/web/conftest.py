"""The console's pages over a store in which something happened."""

from collections.abc import AsyncIterator

import httpx
import pytest
from pydantic import SecretStr

from services.console.web.app import create_app
from services.console.web.news import News
from services.console.web.parts import Parts, parts
from services.console.web.settings import WebSettings
from tests.integration.console.conftest import scene as scene  # noqa: PLC0414 the same fixture
from tests.integration.console.parts import Scene
from tests.integration.console.pretended import Connector, listening
from tests.integration.console.web.browsing import Browser, Sent


@pytest.fixture
def sent() -> Sent:
    """What pages published."""
    return Sent()


@pytest.fixture
def settings() -> WebSettings:
    """Tests override it."""
    return WebSettings(_env_file=None, internal_api_key=SecretStr("key"), connector_url="http://127.0.0.1:1")


@pytest.fixture
def given(scene: Scene, sent: Sent, settings: WebSettings) -> Parts:
    """What all pages are built from."""
    return parts(settings, scene.store, sent, scene.clock, News())


async def well() -> bool:
    """Servers answer."""
    return True


@pytest.fixture
async def browser(given: Parts) -> AsyncIterator[Browser]:
    """Nobody has signed in yet."""
    transport = httpx.ASGITransport(app=create_app(given, well), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://console", follow_redirects=True) as http:
        yield Browser(http, given)


__all__ = ["Connector", "listening"]
