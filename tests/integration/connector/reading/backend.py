"""Scoro's backend, as far as we meet it: an AMQP user that announces changes."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import aio_pika
from aio_pika.abc import AbstractExchange
from pydantic import SecretStr

from services.console.amqp_users import address, amqp_users, new_password
from shared.messaging.topology import PUBLIC
from tests.servers import RabbitServer

OTHER = "other.scoro.com"
"""A site for which the backend may speak, and which is not connected."""
INVOICE, CONTACT = "invoice.changed.v1", "contact.changed.v1"


@dataclass(frozen=True, slots=True)
class Announced:
    """One announcement, before it is sent."""

    body: bytes
    key: str = CONTACT
    user_id: str | None = None
    message_id: str = ""
    headers: Mapping[str, Any] | None = None

    def but(self, **fields: Any) -> "Announced":
        return replace(self, **fields)


@dataclass(frozen=True, slots=True)
class Backend:
    """Announces as `user`."""

    user: str
    url: str
    site: str
    entity: str

    def says(self, object_id: object, key: str = CONTACT, **fields: Any) -> Announced:
        """A good announcement, unless `fields` say otherwise."""
        body = {"site": self.site, "entity": self.entity, "object_id": object_id, **fields}
        return Announced(json.dumps(body).encode(), key, self.user, str(uuid.uuid4()))

    async def announce(self, *announced: Announced) -> None:
        """All at once, each confirmed."""
        async with await aio_pika.connect(self.url, timeout=10) as connection:
            channel = await connection.channel(on_return_raises=True)
            exchange = await channel.get_exchange(PUBLIC, ensure=False)
            await asyncio.gather(*(_publish(exchange, one) for one in announced))


async def _publish(exchange: AbstractExchange, one: Announced) -> None:
    message = aio_pika.Message(
        one.body, headers=dict(one.headers or {}), message_id=one.message_id, user_id=one.user_id
    )
    await exchange.publish(message, one.key, mandatory=True, timeout=10)


@asynccontextmanager
async def amqp_user(server: RabbitServer, url: str) -> AsyncIterator[tuple[str, str]]:
    """A user that may write to `announcements` of this virtual host; its name and address."""
    name, password = f"backend-{uuid.uuid4().hex[:8]}", new_password()
    async with amqp_users(SecretStr(str(server.management.base_url)), SecretStr(url)) as users:
        await users.create(name, password)
        try:
            yield name, address(SecretStr(url), name, password.get_secret_value())
        finally:
            await users.remove(name)


def site_of(url: str) -> str:
    """`127.0.0.1:8080`"""
    return urlsplit(url).netloc
