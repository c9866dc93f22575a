"""Visits to the console: who signed in, until when; the browser keeps a secret, the store its hash."""

import datetime as dt
import secrets
from dataclasses import dataclass

from pydantic import SecretStr
from pymongo import ASCENDING, IndexModel, ReturnDocument

from shared.clock import Clock
from shared.store.database import Database, Document
from shared.store.people import SECRET_BYTES, hashed

VISITS = "visits"
IDLE = dt.timedelta(hours=8)
"""Without a click for so long one has to sign in again."""
LONGEST = dt.timedelta(days=7)
FRESH = dt.timedelta(minutes=1)
"""The last click is noted no more often than that."""

INDEXES: dict[str, list[IndexModel]] = {
    VISITS: [
        IndexModel([("expires_at", ASCENDING)], name="forgotten", expireAfterSeconds=0),
        IndexModel([("person", ASCENDING)], name="of_a_person"),
    ]
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One browser."""

    person: str
    token: str
    """Every form carries it: another site does not know it."""


class Visits:
    """Begins, recognises and ends them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._visits = database.collection(VISITS)
        self._clock = clock

    async def begin(self, person: str) -> tuple[Visit, SecretStr]:
        """A new one, with the secret for the browser."""
        now = self._clock.now()
        secret = SecretStr(secrets.token_urlsafe(SECRET_BYTES))
        row: Document = {
            "_id": hashed(secret),
            "person": person,
            "token": secrets.token_urlsafe(SECRET_BYTES),
            "began_at": now,
            "expires_at": now + IDLE,
        }
        await self._visits.insert_one(row)
        return _visit(row), secret

    async def of(self, secret: SecretStr) -> Visit | None:
        """Whose browser it is; a click keeps the visit alive, but not for ever."""
        now = self._clock.now()
        row = await self._visits.find_one({"_id": hashed(secret), "expires_at": {"$gt": now}})
        if row is None:
            return None
        until = min(now + IDLE, row["began_at"] + LONGEST)
        if until - row["expires_at"] > FRESH:
            row = await self._visits.find_one_and_update(
                {"_id": row["_id"]}, {"$set": {"expires_at": until}}, return_document=ReturnDocument.AFTER
            )
        return _visit(row) if row else None

    async def end(self, secret: SecretStr) -> None:
        """One browser has left."""
        await self._visits.delete_one({"_id": hashed(secret)})

    async def end_all(self, person: str) -> None:
        """Every browser of a person: the password was changed, or the person may not come in any more."""
        await self._visits.delete_many({"person": person})


def _visit(row: Document) -> Visit:
    return Visit(row["person"], row["token"])
