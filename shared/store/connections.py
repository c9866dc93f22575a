"""Connections: one Scoro entity and one Xero organisation, strictly (R13)."""

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr
from pymongo import ASCENDING, IndexModel, ReturnDocument
from pymongo.errors import DuplicateKeyError

from shared.clock import Clock
from shared.contracts.envelope import Category, Lane, System
from shared.crypto import Vault
from shared.dates import EPOCH
from shared.errors import InvalidChoiceError, SyncError
from shared.store.database import Database, Document, Session
from shared.store.gates import CONNECTIONS, Closed, Gate, Part, gate_of
from shared.store.pauses import EVERYWHERE, INSTALLATION, Pause, pause_of

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
    next_tick: dt.datetime | None = None
    gates: tuple[Gate, ...] = ()
    pauses: tuple[Pause, ...] = ()
    signed_in_at: dt.datetime | None = None
    """When a sign-in at Xero last ended with this connection."""
    refusal: dict[str, str] | None = None
    """`code` and `message` of why the last sign-in came to nothing."""
    vanished: dict[str, list[str]] = field(default_factory=dict)
    """Scoro's module → keys that Xero's list lost, more than usual at once: active until a person decides (R42).

    Likewise `unmatched_` and the module → keys that only Scoro has, where these are to become inactive (R44)."""
    said_gone: dict[str, list[str]] = field(default_factory=dict)
    """Those of which a person said that they are really gone."""
    heard: dict[System, dt.datetime] = field(default_factory=dict)
    """When each system last announced something, nearly."""
    stretched: dict[System, int] = field(default_factory=dict)
    """Systems whose plan allows so few calls that they are read more seldom, and how many times so."""
    farewell: tuple[System, ...] = ()
    """Systems that still have to be told that it was ended."""

    @property
    def works(self) -> bool:
        """Whether it is connected and nobody has to mend it; something may be closed for a while all the same."""
        return self.state in WORKING

    @property
    def broken(self) -> str | None:
        """Code of what a person has to mend before anything crosses."""
        return next((gate.code for gate in self.gates if gate.breaks), None)

    def page_in_scoro(self, module: str, object_id: int | str) -> str:
        """Where people find a document in Scoro."""
        site = urlsplit(self.site_url)
        return f"{site.scheme}://{site.netloc}/{module}/view/{object_id}"

    def stopped(
        self, now: dt.datetime, category: Category | None = None, lane: Lane | None = None, *, reading: bool = False
    ) -> Gate | None:
        """What keeps this from going now, the longest first; None where it may go. Nobody asks elsewhere.

        `reading`: what somebody paused is read all the same, and calls under way are brought to their end.
        """
        closed = [gate for gate in self.gates if gate.closes(now, category, lane)]
        if personal := next((gate for gate in closed if gate.until is None), None):
            return personal
        if not self.works:
            return Gate(self.state.value)
        if not reading and (pause := self.pause(category)):
            return pause.gate
        return max(closed, key=lambda gate: gate.until or now, default=None)

    def pause(self, category: Category | None = None) -> Pause | None:
        """What somebody paused of this, the widest first."""
        found = [pause for pause in self.pauses if pause.closes(category)]
        return min(found, key=lambda pause: (not pause.everywhere, pause.category is not None), default=None)

    def holds_news(self, category: Category) -> Gate | None:
        """What keeps back changes that nobody asked for, such as a bookmark that is gone (R121-b)."""
        return next((gate for gate in self.gates if gate.news_only and gate.category is category), None)


class Connections:
    """Keeps connections; refuses a second one for either side (R13, R14)."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._connections = database.collection(CONNECTIONS)
        self._installation = database.collection(INSTALLATION)
        self._vault = vault
        self._clock = clock

    async def add(self, connection: Connection) -> None:
        """Keep a new connection; a pause of all is one of its own.

        Raises InvalidChoiceError where the entity is connected already.
        """
        row = await self._installation.find_one(EVERYWHERE) or {}
        document = {**_document(connection), "pauses": row.get("pauses", []), "created_at": self._clock.now()}
        try:
            await self._connections.insert_one(document)
        except DuplicateKeyError as error:
            raise InvalidChoiceError("entity", f"{connection.entity} of this site is already connected") from error

    async def get(self, connection_id: str) -> Connection:
        """Raises UnknownConnectionError."""
        document = await self._connections.find_one({"_id": connection_id})
        if document is None:
            raise UnknownConnectionError(connection_id)
        return connection_of(document)

    async def find(self, **fields: Any) -> list[Connection]:
        """All with these field values."""
        return [connection_of(document) async for document in self._connections.find(fields).sort("_id")]

    async def change(self, connection_id: str, *, session: Session | None = None, **fields: Any) -> Connection:
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
                session=session,
            )
        except DuplicateKeyError as error:
            raise InvalidChoiceError(
                "organisation", "this Xero organisation is already connected to another Scoro entity"
            ) from error
        if document is None:
            raise UnknownConnectionError(connection_id)
        return connection_of(document)

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
        return connection_of(document).first_connected_at or self._clock.now()

    async def due(self, now: dt.datetime, limit: int) -> AsyncIterator[Connection]:
        """Working connections whose tick has come, longest overdue first."""
        found = self._connections.find({"connected": True, "next_tick": {"$lte": now}}).sort("next_tick").limit(limit)
        async for document in found:
            yield connection_of(document)

    async def without_tick(self, limit: int) -> list[Connection]:
        """Connections that were never given a moment to tick."""
        found = self._connections.find({"connected": True, "next_tick": None}).limit(limit)
        return [connection_of(document) async for document in found]

    async def earliest_tick(self) -> dt.datetime | None:
        """When the next connection is due; None where none has a moment."""
        row = await self._connections.find_one(
            {"connected": True, "next_tick": {"$gt": EPOCH}}, {"next_tick": 1}, sort=[("next_tick", ASCENDING)]
        )
        return row["next_tick"] if row else None

    async def closed(self, now: dt.datetime, *, reading: bool = False) -> Closed:
        """What may not go now: whole connections (not connected, blocked, broken, paused, gates), parts of others.

        `reading`: see `Connection.stopped`.
        """
        working = [state.value for state in WORKING]
        still: Document = {"$elemMatch": {"$or": [{"until": None}, {"until": {"$gt": now}}]}}
        reasons: list[Document] = [{"state": {"$nin": working}}, {"gates": still}, {"pauses.0": {"$exists": True}}]
        some = [connection_of(row) async for row in self._connections.find({"$or": reasons})]
        whole = frozenset(one.id for one in some if one.stopped(now, reading=reading))
        others = [one for one in some if one.id not in whole]
        parts = [
            Part(one.id, gate.category, gate.lane)
            for one in others
            for gate in one.gates
            if not gate.news_only and (gate.until is None or gate.until > now)
        ]
        if not reading:
            parts += [Part(one.id, pause.category, None) for one in others for pause in one.pauses]
        return Closed(whole, tuple(parts))

    async def ended(self) -> list[Connection]:
        """Those of whose end a system was not told yet."""
        found = self._connections.find({"farewell.0": {"$exists": True}}).sort("_id")
        return [connection_of(row) async for row in found]

    async def told(self, connection_id: str, system: System, *, forget_sign_in: bool = False) -> None:
        """A system knows of the end; nothing happens where somebody connected again meanwhile."""
        change: Document = {"$pull": {"farewell": system}}
        if forget_sign_in:
            change["$set"] = {"token_set": None}
        await self._connections.update_one({"_id": connection_id, "farewell": system}, change)

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
    kept = Connection.__dataclass_fields__.keys() - {"id", "gates", "pauses"}
    fields = {name: _plain(getattr(connection, name)) for name in kept}
    absent = {name for name, value in fields.items() if value is None and name in ("tenant_id", "hook")}
    connected = connection.state not in (ConnectionState.DISCONNECTED, ConnectionState.AUTHORISING)
    return {"_id": connection.id, "connected": connected, **{n: v for n, v in fields.items() if n not in absent}}


def connection_of(document: Document) -> Connection:
    known = {name: document[name] for name in Connection.__dataclass_fields__ if name in document}
    known["state"] = ConnectionState(document["state"])
    known["missing_currencies"] = tuple(document.get("missing_currencies", ()))
    known["api_key"] = bytes(document.get("api_key", b""))
    known["farewell"] = tuple(document.get("farewell", ()))
    known["gates"] = tuple(gate_of(row) for row in document.get("gates", ()))
    known["pauses"] = tuple(pause_of(row) for row in document.get("pauses", ()))
    return Connection(id=document["_id"], **known)
