"""Both sandboxes for a test, served over real HTTP on free ports, and a control client for each."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from services.sandbox.common import json
from services.sandbox.common.server import running
from services.sandbox.scoro import app as scoro_app
from services.sandbox.scoro.settings import ScoroSettings
from services.sandbox.xero import app as xero_app
from services.sandbox.xero.settings import XeroSandboxSettings

ENTITY = "acme_uk"


@dataclass(frozen=True, slots=True)
class SandboxControl:
    """One sandbox: its address, and its remote control."""

    url: str
    http: httpx.AsyncClient

    async def get(self, path: str, **params: Any) -> Any:
        """`/_sandbox/…`, parsed with exact decimals."""
        answer = await self.http.get(f"/_sandbox/{path}", params=params)
        answer.raise_for_status()
        return json.decode(answer.content)

    async def post(self, path: str, body: Any = None, *, method: str = "POST") -> Any:
        """The same for changes."""
        answer = await self.http.request(
            method,
            f"/_sandbox/{path}",
            content=json.encode(body if body is not None else {}),
            headers={"Content-Type": "application/json"},
        )
        answer.raise_for_status()
        return json.decode(answer.content) if answer.content else None


@pytest.fixture
async def xero_sandbox() -> AsyncIterator[SandboxControl]:
    """A pretend Xero with two organisations and no documents."""
    async with (
        running(xero_app.create_app(XeroSandboxSettings())) as url,
        httpx.AsyncClient(base_url=url, timeout=20, trust_env=False) as client,
    ):
        yield SandboxControl(url, client)


@pytest.fixture
async def scoro_sandbox() -> AsyncIterator[SandboxControl]:
    """A pretend Scoro with reference data and no documents: tests make their own or seed."""
    async with (
        running(scoro_app.create_app(ScoroSettings(size=0))) as url,
        httpx.AsyncClient(base_url=url, timeout=20, trust_env=False) as client,
    ):
        yield SandboxControl(url, client)


@pytest.fixture
async def organisation(xero_sandbox: SandboxControl) -> str:
    """The tenant id of the British organisation."""
    [first, *_] = await xero_sandbox.get("organisations")
    return str(first["id"])
