"""A store in a database of its own, a scene in it, and the command line beside it."""

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from typer.testing import CliRunner

from services.console.cli.main import app
from shared.clock import FixedClock, SystemClock
from shared.crypto import Vault
from shared.store.database import opened
from shared.store.everything import Store
from tests.integration.console.parts import Scene
from tests.integration.console.pretended import Connector, listening


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Said]


@pytest.fixture
async def scene(mongodb_url: str, mongodb_database: str) -> AsyncIterator[Scene]:
    """Its clock begins now, as the command line has the machine's own."""
    clock = FixedClock(SystemClock().now() - dt.timedelta(seconds=30))
    async with opened(SecretStr(mongodb_url), mongodb_database) as database:
        store = Store.of(database, Vault(SecretStr(Fernet.generate_key().decode())), clock)
        await store.prepare()
        yield Scene(store, clock)


@pytest.fixture
def command(mongodb_url: str, mongodb_database: str, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs `scoro-xero` as a person would, 80 columns wide; RabbitMQ is away unless a test names one."""
    monkeypatch.setenv("MONGODB_URL", mongodb_url)
    monkeypatch.setenv("MONGODB_DATABASE", mongodb_database)
    monkeypatch.setenv("RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:1/")
    monkeypatch.setenv("CONNECTOR_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("PUBLIC_URL", "https://sync.example.com")
    monkeypatch.setenv("INTERNAL_API_KEY", "key")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")

    def run(*arguments: str, input_text: str = "") -> Said:
        ended = CliRunner().invoke(app, arguments, input=input_text)
        if ended.exception is not None and not isinstance(ended.exception, SystemExit):
            raise ended.exception
        return Said(ended.exit_code, ended.stdout, ended.stderr)

    return run


@pytest.fixture
def connector(command: Command, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connector]:  # noqa: ARG001 - it sets the other addresses first
    """Answers the command line."""
    pretended = Connector()
    with listening(pretended) as address:
        monkeypatch.setenv("CONNECTOR_URL", address)
        yield pretended


async def aside(command: Command, *arguments: str, **options: Any) -> Said:
    """Run a command beside the test's own event loop."""
    return await asyncio.to_thread(command, *arguments, **options)
