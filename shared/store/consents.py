"""What a person began and has not finished: a sign-in at Xero, a choice of organisation. Each is good once."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import SecretStr
from pymongo import ASCENDING, DESCENDING, IndexModel

from shared.clock import Clock
from shared.crypto import Vault
from shared.store.database import Database, Document

CONSENTS = "consents"
NO_SECRET = SecretStr("")
KEPT = dt.timedelta(days=1)
"""How long MongoDB keeps what has expired."""

INDEXES: dict[str, list[IndexModel]] = {
    CONSENTS: [
        IndexModel([("expires_at", ASCENDING)], name="forgotten", expireAfterSeconds=int(KEPT.total_seconds())),
        IndexModel([("connection_id", ASCENDING), ("purpose", ASCENDING), ("expires_at", DESCENDING)], name="newest"),
    ]
}


class Purpose(StrEnum):
    """What the holder of the ticket may do."""

    SIGN_IN = "sign_in"
    CHOOSE = "choose"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A Xero organisation that a person may choose."""

    tenant_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Consent:
    """An act in progress, bound to one connection."""

    connection_id: str
    purpose: Purpose
    expires_at: dt.datetime
    verifier: SecretStr = NO_SECRET
    """PKCE: what only we know of the sign-in."""
    token_set: str = ""
    candidates: tuple[Candidate, ...] = ()


class Consents:
    """Keeps them under the hash of a ticket that only its holder knows."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._consents = database.collection(CONSENTS)
        self._vault = vault
        self._clock = clock

    async def add(self, ticket: SecretStr, consent: Consent) -> None:
        """Begin; `ticket` is random and never stored itself."""
        await self._consents.insert_one(
            {
                "_id": _hash(ticket),
                "connection_id": consent.connection_id,
                "purpose": consent.purpose.value,
                "expires_at": consent.expires_at,
                "verifier": self._vault.lock(consent.verifier),
                "token_set": consent.token_set,
                "candidates": [{"tenant_id": one.tenant_id, "name": one.name} for one in consent.candidates],
            }
        )

    async def take(self, ticket: SecretStr, purpose: Purpose) -> Consent | None:
        """End it: nobody gets the same one twice; None where it is unknown, used or too old."""
        row = await self._consents.find_one_and_delete(
            {"_id": _hash(ticket), "purpose": purpose.value, "expires_at": {"$gt": self._clock.now()}}
        )
        return self._consent(row) if row else None

    async def newest(self, connection_id: str, purpose: Purpose) -> Consent | None:
        """The one that was begun last, without ending it."""
        row = await self._consents.find_one(
            {"connection_id": connection_id, "purpose": purpose.value, "expires_at": {"$gt": self._clock.now()}},
            sort=[("expires_at", DESCENDING)],
        )
        return self._consent(row) if row else None

    async def under_way(self, *, connection_id: str | None = None, token_set: str | None = None) -> bool:
        """Whether a person is just signing in or choosing, for this connection or with these tokens."""
        match: Document = {"expires_at": {"$gt": self._clock.now()}}
        match |= {"connection_id": connection_id} if connection_id else {}
        match |= {"token_set": token_set} if token_set else {}
        return await self._consents.find_one(match, {"_id": 1}) is not None

    async def drop(self, connection_id: str, purposes: Sequence[Purpose]) -> None:
        """Forget what became pointless."""
        wanted = [purpose.value for purpose in purposes]
        await self._consents.delete_many({"connection_id": connection_id, "purpose": {"$in": wanted}})

    def _consent(self, row: Document) -> Consent:
        return Consent(
            connection_id=row["connection_id"],
            purpose=Purpose(row["purpose"]),
            expires_at=row["expires_at"],
            verifier=self._vault.unlock(bytes(row["verifier"])),
            token_set=row["token_set"],
            candidates=tuple(Candidate(one["tenant_id"], one["name"]) for one in row["candidates"]),
        )


def _hash(ticket: SecretStr) -> str:
    return hashlib.sha256(ticket.get_secret_value().encode()).hexdigest()
