"""The pretend Xero behind a real socket, the official SDK pointed at it, and every exchange checked afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from xero_python.accounting import AccountingApi
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token, TokenApi
from xero_python.identity import IdentityApi

from services.sandbox.xero.app import create_app
from services.sandbox.xero.settings import XeroSandboxSettings
from tests.contract.xero_sandbox.openapi import BASE, Exchange, deviations
from tests.served import Served

ORGANISATION = "Acme Agency UK"
SCOPE = (
    "openid profile email offline_access accounting.invoices accounting.payments accounting.banktransactions "
    "accounting.contacts accounting.settings"
)


@dataclass
class Recorder:
    """Sees every accounting call and its answer."""

    app: ASGIApp
    exchanges: list[Exchange] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(BASE):
            await self.app(scope, receive, send)
            return
        sent, received, status = bytearray(), bytearray(), 0

        async def receiving() -> Message:
            message = await receive()
            sent.extend(message.get("body", b""))
            return message

        async def sending(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            received.extend(message.get("body", b""))
            await send(message)

        await self.app(scope, receiving, sending)
        self.exchanges.append(Exchange(scope["method"], scope["path"], bytes(sent), status, bytes(received)))


@dataclass
class Xero:
    """The SDK's two APIs, one organisation, and the control API."""

    accounting: Any
    identity: Any
    client: ApiClient
    tenant: str
    control: httpx.Client
    tokens: dict[str, Any]


@pytest.fixture(scope="session", name="recorder")
def _recorder() -> Recorder:
    return Recorder(create_app(XeroSandboxSettings()))


@pytest.fixture(scope="session", name="url")
def _url(recorder: Recorder) -> Iterator[str]:
    with Served(recorder) as url:
        yield url


@pytest.fixture(name="xero")
def _xero(url: str, recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> Iterator[Xero]:
    """A sandbox as freshly started; afterwards all exchanges are held against Xero's OpenAPI file."""
    monkeypatch.setattr(TokenApi, "refresh_token_url", f"{url}/connect/token")
    monkeypatch.setattr(TokenApi, "revoke_token_url", f"{url}/connect/revocation")
    with httpx.Client(base_url=f"{url}/_sandbox", trust_env=False) as control:
        control.post("/reset").raise_for_status()
        control.put("/limits", json={"per_minute": 1_000}).raise_for_status()
        tokens = control.post("/tokens", json={"organisations": [ORGANISATION], "scope": SCOPE}).json()
        organisations = control.get("/organisations").json()
        tenant = next(one["id"] for one in organisations if one["name"] == ORGANISATION)
        recorder.exchanges.clear()
        client = _client(tokens)
        accounting = AccountingApi(client, base_url=f"{url}{BASE}")
        yield Xero(accounting, IdentityApi(client, base_url=url), client, tenant, control, tokens)
        client.rest_client.pool_manager.clear()
    found = [one for exchange in recorder.exchanges for one in deviations(exchange)]
    assert not found, "\n".join(found)


def _client(tokens: dict[str, Any]) -> ApiClient:
    settings = XeroSandboxSettings()
    secret = settings.client_secret.get_secret_value()
    oauth = OAuth2Token(client_id=settings.client_id, client_secret=secret)
    client = ApiClient(Configuration(oauth2_token=oauth))
    # Otherwise urllib3 waits for Retry-After by itself and the SDK never says that a limit was met.
    client.rest_client.pool_manager.connection_pool_kw["retries"] = False
    store = {"token": tokens}
    client.oauth2_token_getter(lambda: store["token"])
    client.oauth2_token_saver(lambda token: store.update(token=token))
    client.set_oauth2_token(tokens)
    return client
