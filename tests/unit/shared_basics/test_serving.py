"""Who asks is who is connected."""

import httpx
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from shared.service import web_server

PROXY = "127.0.0.1"


async def who(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers from where it was asked."""
    client = Request(scope).client
    await PlainTextResponse(client.host if client else "")(scope, receive, send)


async def test_a_header_of_a_proxy_does_not_hide_the_proxy() -> None:
    config = web_server(who, PROXY, 0).config
    config.load()
    transport = httpx.ASGITransport(app=config.loaded_app, client=(PROXY, 1))

    async with httpx.AsyncClient(base_url="http://console", transport=transport) as http:
        answer = await http.get("/", headers={"X-Forwarded-For": "203.0.113.7"})

    assert answer.text == PROXY
