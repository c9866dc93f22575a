"""The whole state of the pretend Xero as plain values: apps, people, tokens, connections, books, limits, webhooks."""

import datetime as dt
from dataclasses import dataclass, field
from uuid import uuid4

from services.sandbox.xero.books.ledger import Ledger


class UnknownOrganisationError(LookupError):
    """No organisation has this id or name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no organisation {name!r}")


@dataclass(slots=True)
class App:
    """What a developer registers at Xero."""

    client_id: str
    client_secret: str
    """Empty for a PKCE app, which has none."""
    name: str
    redirect_uris: tuple[str, ...]
    scopes: frozenset[str] | None = None
    """What the app may ask for; None = everything."""
    may_use_client_credentials: bool = False


@dataclass(frozen=True, slots=True)
class User:
    id: str
    email: str
    first_name: str
    last_name: str


@dataclass(slots=True)
class Connection:
    id: str
    client_id: str
    user_id: str
    tenant_id: str
    auth_event_id: str
    created: dt.datetime
    updated: dt.datetime
    is_live: bool = True


@dataclass(slots=True)
class Code:
    """An authorisation code: once, five minutes."""

    client_id: str
    user_id: str
    redirect_uri: str
    scope: str
    challenge: str
    auth_event_id: str
    expires: dt.datetime


@dataclass(slots=True)
class Grant:
    """What one user allowed one app; all its tokens live and die together."""

    id: str
    client_id: str
    user_id: str
    scope: str
    auth_event_id: str
    is_dead: bool = False


@dataclass(slots=True)
class RefreshToken:
    grant_id: str
    issued: dt.datetime
    superseded: dt.datetime | None = None


@dataclass(slots=True)
class AccessToken:
    grant_id: str
    expires: dt.datetime


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one organisation. `latency_seconds` is real time that every call takes, so that calls can overlap."""

    concurrent: int = 5
    per_minute: int = 60
    per_day: int = 5000
    latency_seconds: float = 0.0


@dataclass(slots=True)
class Window:
    """A fixed window: it starts with the first call after the last one ended."""

    seconds: int
    started: dt.datetime | None = None
    used: int = 0


@dataclass(slots=True)
class Usage:
    """Calls of one app on one organisation."""

    minute: Window = field(default_factory=lambda: Window(60))
    day: Window = field(default_factory=lambda: Window(86_400))


@dataclass(slots=True)
class StoredAnswer:
    """What an idempotency key remembers."""

    fingerprint: bytes
    at: dt.datetime
    status: int
    body: bytes
    content_type: str


@dataclass(slots=True)
class Event:
    """A webhook event waiting for delivery."""

    sequence: int
    at: dt.datetime
    content: dict[str, object]


@dataclass(slots=True)
class Subscription:
    """An app's webhook."""

    url: str
    key: str
    status: str = "PENDING"
    """PENDING (intent to receive under way or failed), OK, DISABLED."""
    last_sequence: int = 0
    waiting: list[Event] = field(default_factory=list)
    failing_since: dt.datetime | None = None
    failures: int = 0
    next_attempt: dt.datetime | None = None


@dataclass(slots=True)
class World:
    apps: dict[str, App] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    books: dict[str, Ledger] = field(default_factory=dict)
    connections: dict[str, Connection] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    refresh_tokens: dict[str, RefreshToken] = field(default_factory=dict)
    access_tokens: dict[str, AccessToken] = field(default_factory=dict)
    default_limits: Limits = field(default_factory=Limits)
    limits: dict[str, Limits] = field(default_factory=dict)
    app_per_minute: int = 10_000
    usage: dict[tuple[str, str], Usage] = field(default_factory=dict)
    app_usage: dict[str, Window] = field(default_factory=dict)
    answers: dict[tuple[str, str], StoredAnswer] = field(default_factory=dict)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    missing_scope_status: int = 401
    """Public notes disagree on 401 or 403 (reference 2.7)."""

    def limits_of(self, tenant_id: str) -> Limits:
        return self.limits.get(tenant_id, self.default_limits)

    def ledger(self, id_or_name: str) -> Ledger:
        """By organisation id or exact name."""
        if found := self.books.get(id_or_name.lower()):
            return found
        for ledger in self.books.values():
            if ledger.organisation.name == id_or_name:
                return ledger
        raise UnknownOrganisationError(id_or_name)

    def live_connections(self, client_id: str, user_id: str | None = None) -> list[Connection]:
        return [
            one
            for one in self.connections.values()
            if one.is_live and one.client_id == client_id and user_id in {None, one.user_id}
        ]


def fresh_id() -> str:
    return str(uuid4())
