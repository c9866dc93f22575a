"""Keys by which programs ask for one connection; only their hash is kept."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from pydantic import SecretStr
from pymongo import ASCENDING, IndexModel, ReturnDocument

from shared.clock import Clock
from shared.store.database import Database, Document, Session
from shared.store.trail import Trail

API_KEYS = "api_keys"
PREFIX = "sxs_"
"""So that a key is recognised wherever it should not be."""
SECRET_BYTES = 32
ID_BYTES = 6

INDEXES: dict[str, list[IndexModel]] = {
    API_KEYS: [
        IndexModel([("hash", ASCENDING)], name="by_hash", unique=True),
        IndexModel([("connection_id", ASCENDING), ("created_at", ASCENDING)], name="of_a_connection"),
    ]
}


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key without its secret."""

    id: str
    connection_id: str
    name: str
    """What uses it, in the words of whoever made it."""
    created_at: dt.datetime
    created_by: str
    last_used_at: dt.datetime | None = None
    revoked_at: dt.datetime | None = None
    revoked_by: str | None = None


class ApiKeys:
    """Makes, recognises and revokes keys. A random secret of 32 bytes needs no slow hash: nobody can guess it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._keys = database.collection(API_KEYS)
        self._trail = Trail(database, clock)
        self._clock = clock

    async def create(self, connection_id: str, name: str, *, author: str) -> tuple[ApiKey, SecretStr]:
        """A new key, and its secret, which is told this once."""
        secret = SecretStr(PREFIX + secrets.token_urlsafe(SECRET_BYTES))
        made = ApiKey(secrets.token_hex(ID_BYTES), connection_id, name, self._clock.now(), author)
        row: Document = {
            "_id": made.id,
            "hash": _hash(secret),
            "connection_id": connection_id,
            "name": name,
            "created_at": made.created_at,
            "created_by": author,
        }

        async def work(session: Session) -> None:
            await self._keys.insert_one(dict(row), session=session)
            await self._trail.act(connection_id, "api_key_made", author, session, key=made.id, name=name)

        await self._database.transaction(work)
        return made, secret

    async def used(self, secret: SecretStr) -> ApiKey | None:
        """Whose secret it is, and remember that it was used; None where nobody's, or it was revoked."""
        row = await self._keys.find_one_and_update(
            {"hash": _hash(secret), "revoked_at": None},
            {"$set": {"last_used_at": self._clock.now()}},
            return_document=ReturnDocument.AFTER,
        )
        return _key(row) if row else None

    async def of(self, connection_id: str) -> list[ApiKey]:
        """All of a connection, oldest first, revoked ones too."""
        return [_key(row) async for row in self._keys.find({"connection_id": connection_id}).sort("created_at")]

    async def revoke(self, connection_id: str, key_id: str, *, author: str) -> ApiKey | None:
        """End it at once; None where the connection has no such key. One that was revoked stays as it was."""

        async def work(session: Session) -> None:
            ended = await self._keys.update_one(
                {"_id": key_id, "connection_id": connection_id, "revoked_at": None},
                {"$set": {"revoked_at": self._clock.now(), "revoked_by": author}},
                session=session,
            )
            if ended.modified_count:
                await self._trail.act(connection_id, "api_key_revoked", author, session, key=key_id)

        await self._database.transaction(work)
        row = await self._keys.find_one({"_id": key_id, "connection_id": connection_id})
        return _key(row) if row else None


def _hash(secret: SecretStr) -> str:
    return hashlib.sha256(secret.get_secret_value().encode()).hexdigest()


def _key(row: Document) -> ApiKey:
    return ApiKey(
        id=row["_id"],
        connection_id=row["connection_id"],
        name=row["name"],
        created_at=row["created_at"],
        created_by=row["created_by"],
        last_used_at=row.get("last_used_at"),
        revoked_at=row.get("revoked_at"),
        revoked_by=row.get("revoked_by"),
    )
