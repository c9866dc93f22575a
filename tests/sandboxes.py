"""Both sandboxes over real HTTP, served once per session and started over for every test; a control client each."""

import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from services.sandbox.common import json
from services.sandbox.scoro import app as scoro_app
from services.sandbox.scoro.settings import ScoroSettings
from services.sandbox.xero import app as xero_app
from services.sandbox.xero.settings import XeroSandboxSettings
from tests.served import Served

ENTITY = "acme_uk"
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody: for clients that only speak plain HTTP, because reading all certificates takes 30 ms each time."""


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


@asynccontextmanager
async def _started_over(url: str) -> AsyncIterator[SandboxControl]:
    """As freshly started; afterwards it has nobody left to tell anything."""
    async with httpx.AsyncClient(base_url=url, timeout=20, trust_env=False, verify=PLAIN) as client:
        sandbox = SandboxControl(url, client)
        await sandbox.post("reset")
        yield sandbox
        await sandbox.post("reset")


@pytest.fixture(scope="session")
def xero_sandbox_url() -> Iterator[str]:
    with Served(xero_app.create_app(XeroSandboxSettings())) as url:
        yield url


@pytest.fixture(scope="session")
def scoro_sandbox_url() -> Iterator[str]:
    with Served(scoro_app.create_app(ScoroSettings(size=0))) as url:
        yield url


@pytest.fixture
async def xero_sandbox(xero_sandbox_url: str) -> AsyncIterator[SandboxControl]:
    """A pretend Xero with two organisations and no documents."""
    async with _started_over(xero_sandbox_url) as sandbox:
        yield sandbox


@pytest.fixture
async def scoro_sandbox(scoro_sandbox_url: str) -> AsyncIterator[SandboxControl]:
    """A pretend Scoro with reference data and no documents: tests make their own or seed."""
    async with _started_over(scoro_sandbox_url) as sandbox:
        yield sandbox


@pytest.fixture
async def organisation(xero_sandbox: SandboxControl) -> str:
    """The tenant id of the British organisation."""
    [first, *_] = await xero_sandbox.get("organisations")
    return str(first["id"])
