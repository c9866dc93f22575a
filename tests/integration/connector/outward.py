"""The connector's outward side, real but for the two systems: servers, sandboxes, and a person with a browser."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import aio_pika
import httpx
from cryptography.fernet import Fernet
from pydantic import SecretStr

from services.connector.oauth import OAuth
from services.connector.outward import build_access, build_outward
from services.connector.settings import ConnectorSettings
from services.connector.web.parts import Parts
from services.sandbox.common.server import bound_socket
from services.sandbox.common.server import running as served
from shared.clients import Clients
from shared.clock import SystemClock
from shared.contracts.envelope import Message
from shared.contracts.sync import ObjectWanted
from shared.crypto import Vault
from shared.messaging.app import Messaging
from shared.service import Running
from shared.store.connections import Connection
from shared.store.database import TRANSIENT, opened
from shared.store.everything import Store
from tests.sandboxes import ENTITY, PLAIN, SandboxControl

KEY = "internal-key"
WEBHOOK_KEY = "webhook-key"
CLIENT_ID, CLIENT_SECRET = "0123456789ABCDEF0123456789ABCDEF", "made-up-secret"
API_KEY = "ScoroAPI_sandbox"
INSIDE = {"Authorization": f"Bearer {KEY}"}


@dataclass(frozen=True, slots=True)
class Outward:
    """A running connector, the world around it, and hands to move both."""

    settings: ConnectorSettings
    running: Running
    clients: Clients
    http: httpx.AsyncClient
    """To the connector; follows nothing."""
    browser: httpx.AsyncClient
    """Knows no address of its own."""
    scoro: SandboxControl
    xero: SandboxControl
    amqp: str

    @property
    def store(self) -> Store:
        return self.running.store

    @property
    def oauth(self) -> OAuth:
        found: Parts = self.running.web.state.parts
        return found.oauth

    async def create(self, entity: str = ENTITY, **fields: Any) -> httpx.Response:
        wish = {"site_url": f"{self.scoro.url}/api/v2", "entity": entity, "api_key": API_KEY, **fields}
        return await self.http.post("/connections", json=wish, headers=INSIDE)

    async def allow(self, authorise_url: str, organisations: list[str]) -> str:
        """A person allows these at Xero; the address to which Xero sends the browser."""
        page = await self.browser.get(authorise_url)
        assert page.status_code == 200, page.text
        form = {"user": _user(page.text), "organisation": organisations, "decision": "allow"}
        answer = await self.browser.post(authorise_url, data=form)
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    async def connect(self, entity: str = ENTITY, organisation: str = "Acme Agency UK") -> Connection:
        """All the way."""
        made = (await self.create(entity)).json()
        callback = await self.allow(made["authorise_url"], [await self.tenant(organisation)])
        page = await self.browser.get(callback)
        assert page.status_code == 200, page.text
        return await self.store.connections.get(made["connection"]["id"])

    async def tenant(self, name: str) -> str:
        return next(str(one["id"]) for one in await self.xero.get("organisations") if one["name"] == name)

    async def told(self, queue: str) -> list[dict[str, Any]]:
        """What waits in a queue of the connector, taken out."""
        async with await aio_pika.connect(self.amqp, timeout=10) as connection:
            return await _emptied(await (await connection.channel()).get_queue(queue))

    async def wishes(self) -> list[ObjectWanted]:
        """What was kept to be read, taken out."""
        groups = await self.store.wishes.unread(older_than_seconds=-60)
        taken = [one for group in groups for one in await self.store.wishes.take(group, uuid4().hex, objects=100)]
        return [one.wish for one in taken]

    @asynccontextmanager
    async def listening(self, key: str) -> AsyncIterator[Callable[[], Awaitable[list[dict[str, Any]]]]]:
        """Hears an event to which no queue of ours is bound."""
        async with await aio_pika.connect(self.amqp, timeout=10) as connection:
            ear = await (await connection.channel()).declare_queue(exclusive=True)
            await ear.bind("events", key)

            async def heard() -> list[dict[str, Any]]:
                return await _emptied(ear)

            yield heard

    async def forget_queue(self, queue: str) -> None:
        """From now on the broker refuses what belongs there."""
        async with await aio_pika.connect(self.amqp, timeout=10) as connection:
            await (await connection.channel()).queue_delete(queue)

    async def tell(self, message: Message) -> None:
        await self.running.messaging.publisher.publish(message)

    async def refreshes(self) -> int:
        """How often Xero was asked for tokens."""
        return len([row for row in await self.xero.get("requests", limit=5000) if row["path"] == "/connect/token"])


def _user(page: str) -> str:
    found = re.search(r'name="user" value="([^"]+)"', page)
    assert found, page
    return found[1]


async def _emptied(queue: aio_pika.abc.AbstractQueue) -> list[dict[str, Any]]:
    found = []
    while (letter := await queue.get(no_ack=True, fail=False)) is not None:
        found.append(_letter(letter.body))
    return found


def _letter(body: bytes) -> dict[str, Any]:
    read: dict[str, Any] = httpx.Response(200, content=body).json()
    return read


def free_port() -> int:
    sock = bound_socket("127.0.0.1", 0)
    try:
        return int(sock.getsockname()[1])
    finally:
        sock.close()


@asynccontextmanager
async def started(settings: ConnectorSettings) -> AsyncIterator[tuple[Running, Clients]]:
    """The service as `shared.service` would build it, without signals."""
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(opened(settings.mongodb_url, settings.mongodb_database))
        running = Running(
            settings=settings,
            clock=clock,
            store=Store.of(database, Vault(settings.token_key), clock),
            messaging=Messaging(settings.rabbitmq_url, clock, passing=TRANSIENT, drain_seconds=5),
            stack=stack,
        )
        await running.store.prepare()
        await running.messaging.prepare()
        stack.push_async_callback(running.messaging.stop)
        access = await build_access(running, settings)
        build_outward(running, settings, access, running.store.wishes.put)
        await running.messaging.consume()
        stack.push_async_callback(running.messaging.stop_consuming)
        yield running, access.clients


@asynccontextmanager
async def standing(
    scoro: SandboxControl, xero: SandboxControl, *, mongodb_url: str, database: str, rabbitmq_url: str
) -> AsyncIterator[Outward]:
    """Serve the connector on an address of its own and make it known to Xero."""
    port = free_port()
    address = f"http://localhost:{port}"
    settings = ConnectorSettings(
        _env_file=None,
        rabbitmq_url=SecretStr(rabbitmq_url),
        mongodb_url=SecretStr(mongodb_url),
        mongodb_database=database,
        token_key=SecretStr(Fernet.generate_key().decode()),
        internal_api_key=SecretStr(KEY),
        public_url=address,
        scoro_private_addresses=True,
        xero_api_url=xero.url,
        xero_login_url=xero.url,
        xero_identity_url=xero.url,
        xero_client_id=CLIENT_ID,
        xero_client_secret=SecretStr(CLIENT_SECRET),
        xero_webhook_key=SecretStr(WEBHOOK_KEY),
        http_timeout=20,
    )
    app = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "redirect_uris": [settings.redirect_uri]}
    await xero.post("seed", {"replace": False, "apps": [app]})
    async with (
        started(settings) as (running, clients),
        served(running.web, port=port),
        httpx.AsyncClient(base_url=address, timeout=20, trust_env=False, verify=PLAIN) as http,
        httpx.AsyncClient(timeout=20, trust_env=False, verify=PLAIN) as browser,
    ):
        yield Outward(settings, running, clients, http, browser, scoro, xero, rabbitmq_url)
