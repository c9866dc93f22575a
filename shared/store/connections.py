"""Connections: one Scoro entity and one Xero organisation, strictly (R13)."""

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pydantic import SecretStr
from pymongo import ASCENDING, IndexModel, ReturnDocument
from pymongo.errors import DuplicateKeyError

from shared.clock import Clock
from shared.crypto import Vault
from shared.dates import EPOCH
from shared.errors import InvalidChoiceError, SyncError
from shared.store.database import Database, Document

CONNECTIONS = "connections"

INDEXES: dict[str, list[IndexModel]] = {
    CONNECTIONS: [
        IndexModel(
            [("tenant_id", ASCENDING)],
            name="one_entity_per_organisation",
            unique=True,
            partialFilterExpression={"tenant_id": {"$type": "string"}, "connected": True},
        ),
        IndexModel([("site_url", ASCENDING), ("entity", ASCENDING)], name="one_organisation_per_entity", unique=True),
        IndexModel([("connected", ASCENDING), ("next_tick", ASCENDING)], name="due"),
        IndexModel([("hook", ASCENDING)], name="hook", unique=True, sparse=True),
    ]
}


class ConnectionState(StrEnum):
    """R10."""

    DISCONNECTED = "disconnected"
    AUTHORISING = "authorising"
    BLOCKED_CURRENCY = "blocked_currency"
    CONNECTED = "connected"
    ACTIVE = "active"
    BROKEN = "broken"


WORKING = (ConnectionState.CONNECTED, ConnectionState.ACTIVE)


class UnknownConnectionError(SyncError):
    """No connection has this id."""

    code = "unknown_connection"

    def __init__(self, connection_id: str) -> None:
        super().__init__(f"there is no connection {connection_id!r}")


@dataclass(frozen=True, slots=True)
class Connection:
    """What is known of a connection; secrets stay encrypted until asked for."""

    id: str
    site_url: str
    """Full base address of the site's API, such as `https://acme.scoro.com/api/v2`."""
    entity: str
    time_zone: str
    state: ConnectionState
    api_key: bytes = b""
    tenant_id: str | None = None
    token_set: str | None = None
    """Whose tokens: the Xero user's id; one user may hold several organisations."""
    organisation: dict[str, Any] = field(default_factory=dict)
    """Name, base currency, short code, lock dates of the Xero organisation."""
    company: dict[str, Any] = field(default_factory=dict)
    """Name, base and active currencies of the Scoro site."""
    first_connected_at: dt.datetime | None = None
    missing_currencies: tuple[str, ...] = ()
    hook: str | None = None
    """The unguessable part of the address for Scoro's webhooks."""
    broken: str | None = None
    next_tick: dt.datetime | None = None
    paused: bool = False

    @property
    def works(self) -> bool:
        """Whether objects may cross."""
        return self.state in WORKING


class Connections:
    """Keeps connections; refuses a second one for either side (R13, R14)."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._connections = database.collection(CONNECTIONS)
        self._vault = vault
        self._clock = clock

    async def add(self, connection: Connection) -> None:
        """Keep a new connection.

        Raises InvalidChoiceError where the entity is connected already.
        """
        try:
            await self._connections.insert_one({**_document(connection), "created_at": self._clock.now()})
        except DuplicateKeyError as error:
            raise InvalidChoiceError("entity", f"{connection.entity} of this site is already connected") from error

    async def get(self, connection_id: str) -> Connection:
        """Raises UnknownConnectionError."""
        document = await self._connections.find_one({"_id": connection_id})
        if document is None:
            raise UnknownConnectionError(connection_id)
        return _connection(document)

    async def find(self, **fields: Any) -> list[Connection]:
        """All with these field values."""
        return [_connection(document) async for document in self._connections.find(fields).sort("_id")]

    async def change(self, connection_id: str, **fields: Any) -> Connection:
        """Set fields and hand out the result.

        Raises UnknownConnectionError; InvalidChoiceError where the organisation belongs to another entity (R13).
        """
        if "state" in fields:
            fields["connected"] = fields["state"] not in (ConnectionState.DISCONNECTED, ConnectionState.AUTHORISING)
        try:
            document = await self._connections.find_one_and_update(
                {"_id": connection_id},
                {"$set": {name: _plain(value) for name, value in fields.items()}},
                return_document=ReturnDocument.AFTER,
            )
        except DuplicateKeyError as error:
            raise InvalidChoiceError(
                "organisation", "this Xero organisation is already connected to another Scoro entity"
            ) from error
        if document is None:
            raise UnknownConnectionError(connection_id)
        return _connection(document)

    async def first_connected(self, connection_id: str, tenant_id: str) -> dt.datetime:
        """The moment of the first connection of this entity to this organisation; survives reconnecting (R36)."""
        document = await self._connections.find_one_and_update(
            {"_id": connection_id},
            [{"$set": {"first_connected_at": {"$ifNull": ["$first_connected_at", self._clock.now()]},
                       "first_tenant_id": {"$ifNull": ["$first_tenant_id", tenant_id]}}}],
            return_document=ReturnDocument.AFTER,
        )  # fmt: skip
        if document is None:
            raise UnknownConnectionError(connection_id)
        return _connection(document).first_connected_at or self._clock.now()

    async def due(self, now: dt.datetime, limit: int) -> AsyncIterator[Connection]:
        """Working connections whose tick has come, longest overdue first."""
        found = self._connections.find({"connected": True, "next_tick": {"$lte": now}}).sort("next_tick").limit(limit)
        async for document in found:
            yield _connection(document)

    async def without_tick(self, limit: int) -> list[Connection]:
        """Connections that were never given a moment to tick."""
        found = self._connections.find({"connected": True, "next_tick": None}).limit(limit)
        return [_connection(document) async for document in found]

    async def earliest_tick(self) -> dt.datetime | None:
        """When the next connection is due; None where none has a moment."""
        row = await self._connections.find_one(
            {"connected": True, "next_tick": {"$gt": EPOCH}}, {"next_tick": 1}, sort=[("next_tick", ASCENDING)]
        )
        return row["next_tick"] if row else None

    async def resting(self) -> list[str]:
        """Ids of connections over which nothing crosses now: not connected (any more), blocked, broken or paused."""
        working = [state.value for state in WORKING]
        found = self._connections.find({"$or": [{"state": {"$nin": working}}, {"paused": True}]}, {"_id": 1})
        return [row["_id"] async for row in found]

    async def ticked(self, connection_id: str, before: dt.datetime | None, following: dt.datetime) -> bool:
        """Move the next tick by compare-and-set; False where another scheduler did."""
        moved = await self._connections.update_one(
            {"_id": connection_id, "next_tick": before}, {"$set": {"next_tick": following}}
        )
        return moved.modified_count == 1

    def lock(self, api_key: SecretStr) -> bytes:
        """The API key as it is kept."""
        return self._vault.lock(api_key)

    def api_key(self, connection: Connection) -> SecretStr:
        """The API key in clear, for the Scoro client alone."""
        return self._vault.unlock(connection.api_key)


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, StrEnum) else value


def _document(connection: Connection) -> Document:
    fields = {name: _plain(getattr(connection, name)) for name in Connection.__dataclass_fields__ if name != "id"}
    absent = {name for name, value in fields.items() if value is None and name in ("tenant_id", "hook")}
    connected = connection.state not in (ConnectionState.DISCONNECTED, ConnectionState.AUTHORISING)
    return {"_id": connection.id, "connected": connected, **{n: v for n, v in fields.items() if n not in absent}}


def _connection(document: Document) -> Connection:
    known = {name: document[name] for name in Connection.__dataclass_fields__ if name in document}
    known["state"] = ConnectionState(document["state"])
    known["missing_currencies"] = tuple(document.get("missing_currencies", ()))
    known["api_key"] = bytes(document.get("api_key", b""))
    return Connection(id=document["_id"], **known)
