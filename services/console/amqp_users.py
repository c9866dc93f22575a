"""AMQP users of publishers: made through RabbitMQ's management API; where there is none, the words for its own tool."""

import secrets
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from urllib.parse import parse_qs, quote, unquote, urlsplit, urlunsplit

import httpx
from pydantic import SecretStr

from shared.errors import AwayError, MendedBy, SyncError
from shared.messaging.topology import PUBLIC

ANSWER_SECONDS = 20
NOTHING, ONLY_ANNOUNCEMENTS = "^$", f"^{PUBLIC}$"
"""Rights are patterns of names: make nothing, read nothing, write to one exchange."""


class BrokerRefusedError(SyncError):
    """RabbitMQ's management API said no, in its own words."""

    code = "broker_refused"
    mended_by = MendedBy.OPERATOR


class AmqpUsers:
    """Makes and removes users of one virtual host. Every method raises BrokerRefusedError or AwayError."""

    def __init__(self, client: httpx.AsyncClient, virtual_host: str) -> None:
        self._client = client
        self._virtual_host = virtual_host

    async def exists(self, name: str) -> bool:
        """Whether the broker knows a user of this name, ours or not."""
        return (await self._ask("GET", f"/api/users/{_part(name)}")).is_success

    async def create(self, name: str, password: SecretStr) -> None:
        """A user without tags: it may not look into the broker, nor speak in another's name."""
        await self._ask("PUT", f"/api/users/{_part(name)}", {"password": password.get_secret_value(), "tags": ""})
        await self.permit(name)

    async def permit(self, name: str) -> None:
        """Let it write to `announcements`, and nothing else."""
        rights = {"configure": NOTHING, "write": ONLY_ANNOUNCEMENTS, "read": NOTHING}
        await self._ask("PUT", f"/api/permissions/{_part(self._virtual_host)}/{_part(name)}", rights)

    async def remove(self, name: str) -> None:
        """Ends its connections too."""
        await self._ask("DELETE", f"/api/users/{_part(name)}")

    async def _ask(self, method: str, path: str, body: dict[str, str] | None = None) -> httpx.Response:
        """An answer that is a success, or that there is no such thing."""
        try:
            answer = await self._client.request(method, path, json=body)
        except httpx.TransportError as error:
            raise AwayError(f"RabbitMQ's management API does not answer: {type(error).__name__}") from error
        if answer.is_server_error:
            raise AwayError(f"RabbitMQ's management API answered {answer.status_code}")
        if answer.is_success or (answer.status_code == HTTPStatus.NOT_FOUND and method != "PUT"):
            return answer
        raise BrokerRefusedError(f"RabbitMQ's management API answered {answer.status_code} to {method} {path}")


@asynccontextmanager
async def amqp_users(management_url: SecretStr, amqp_url: SecretStr) -> AsyncIterator[AmqpUsers]:
    """For the life of a command."""
    async with httpx.AsyncClient(
        base_url=management_url.get_secret_value(), timeout=ANSWER_SECONDS, trust_env=False, verify=_trusted(amqp_url)
    ) as client:
        yield AmqpUsers(client, virtual_host(amqp_url))


def _trusted(amqp_url: SecretStr) -> ssl.SSLContext:
    """By the authority that the AMQP address names, else by those of the system."""
    authority = parse_qs(urlsplit(amqp_url.get_secret_value()).query).get("cafile")
    return ssl.create_default_context(cafile=authority[-1] if authority else None)


def virtual_host(amqp_url: SecretStr) -> str:
    """Of an AMQP address; `/` where it names none."""
    return unquote(urlsplit(amqp_url.get_secret_value()).path[1:]) or "/"


def new_password() -> SecretStr:
    """Nobody can guess it; safe in an address."""
    return SecretStr(secrets.token_urlsafe(24))


def address(amqp_url: SecretStr, name: str, password: str) -> str:
    """Where a publisher connects: our own address with its user."""
    parts = urlsplit(amqp_url.get_secret_value())
    server = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, f"{_part(name)}:{_part(password)}@{server}", parts.path, "", ""))


def words_to_add(name: str, amqp_url: SecretStr) -> list[str]:
    """What makes the user on a node of the broker; the first command asks for a password."""
    host = virtual_host(amqp_url)
    return [
        f"rabbitmqctl add_user {name}",
        f"rabbitmqctl set_permissions -p '{host}' {name} '{NOTHING}' '{ONLY_ANNOUNCEMENTS}' '{NOTHING}'",
    ]


def words_to_remove(name: str) -> list[str]:
    """What removes it there."""
    return [f"rabbitmqctl delete_user {name}"]


def _part(name: str) -> str:
    return quote(name, safe="")
