"""Who may use the console: people with a role, and the links by which they choose a password.

Passwords are kept as argon2 hashes that the console makes; links as hashes of random secrets.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import SecretStr
from pymongo import ASCENDING, IndexModel, ReturnDocument
from pymongo.errors import DuplicateKeyError

from shared.clock import Clock
from shared.errors import InvalidChoiceError
from shared.store.database import Database, Document, Session
from shared.store.trail import Trail

PEOPLE, INVITATIONS = "people", "invitations"
SECRET_BYTES = 32
INVITED = dt.timedelta(hours=24)
ATTEMPTS = 5
"""Wrong passwords in a row, after which a person has to wait, twice as long each time."""
LOCKED = dt.timedelta(minutes=1)
LONGEST_LOCK = dt.timedelta(hours=1)

INDEXES: dict[str, list[IndexModel]] = {
    PEOPLE: [],
    INVITATIONS: [IndexModel([("expires_at", ASCENDING)], name="forgotten", expireAfterSeconds=0)],
}


class Role(StrEnum):
    """What a person may do."""

    VIEWER = "viewer"  # look at own connections
    ADMINISTRATOR = "administrator"  # act on own connections
    OPERATOR = "operator"  # everything, of all connections


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a name and a role."""

    name: str
    role: Role
    connections: tuple[str, ...] = ()
    """Ids; an operator has all."""
    password_hash: str | None = None
    """None until a password was chosen; such a person comes in by a proxy alone."""
    failed: int = 0
    locked_until: dt.datetime | None = None
    created_at: dt.datetime | None = None
    created_by: str = ""
    ended_at: dt.datetime | None = None

    @property
    def is_active(self) -> bool:
        """Whether the person may still come in."""
        return self.ended_at is None


class People:
    """Keeps them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._people = database.collection(PEOPLE)
        self._trail = Trail(database, clock)
        self._invitations = database.collection(INVITATIONS)
        self._clock = clock

    async def add(self, name: str, role: Role, connections: Sequence[str], *, author: str) -> Person:
        """Somebody new, without a password yet.

        Raises InvalidChoiceError where the name is taken or empty.
        """
        known = _key(name)
        if not known:
            raise InvalidChoiceError("name", "say who it is")
        row: Document = {
            "_id": known,
            "name": name.strip(),
            "role": role.value,
            "connections": list(connections),
            "failed": 0,
            "created_at": self._clock.now(),
            "created_by": author,
        }

        async def work(session: Session) -> None:
            await self._people.insert_one(dict(row), session=session)
            may = {"role": role.value, "connections": list(connections)}
            await self._trail.act(None, "person_added", author, session, person=known, **may)

        try:
            await self._database.transaction(work)
        except DuplicateKeyError:
            raise InvalidChoiceError("name", f"{name.strip()} is there already") from None
        return _person(row)

    async def get(self, name: str) -> Person | None:
        """By name, in any letter case."""
        row = await self._people.find_one({"_id": _key(name)})
        return _person(row) if row else None

    async def everyone(self) -> list[Person]:
        """By name; those who may no longer come in too."""
        return [_person(row) async for row in self._people.find().sort("_id", ASCENDING)]

    async def is_empty(self) -> bool:
        """Whether nobody was ever added."""
        return await self._people.find_one({}, {"_id": 1}) is None

    async def change(self, name: str, role: Role, connections: Sequence[str], *, author: str) -> Person | None:
        """Another role, other connections; None where nobody has the name."""
        may: Document = {"role": role.value, "connections": list(connections)}
        return await self._act("person_changed", name, {"$set": may}, author, **may)

    async def grant(self, name: str, connection_id: str, *, author: str) -> None:
        """One connection more."""
        more = {"$addToSet": {"connections": connection_id}}
        await self._act("person_granted", name, more, author, connections=[connection_id])

    async def end(self, name: str, *, author: str) -> Person | None:
        """From now on the person may not come in."""
        return await self._act("person_ended", name, {"$set": {"ended_at": self._clock.now()}}, author)

    async def set_password(self, name: str, password_hash: str) -> Person | None:
        """A new password, for somebody who may come in."""
        fields: Document = {"password_hash": password_hash, "failed": 0, "locked_until": None}
        return await self._act("password_chosen", name, {"$set": fields}, _key(name), {"ended_at": None})

    async def failed(self, name: str) -> None:
        """A wrong password: after some in a row there is a wait, counted where all processes see it."""
        row = await self._people.find_one_and_update(
            {"_id": _key(name)}, {"$inc": {"failed": 1}}, return_document=ReturnDocument.AFTER
        )
        if row is not None and row["failed"] >= ATTEMPTS:
            wait = min(LOCKED * 2 ** (min(row["failed"], 20) - ATTEMPTS), LONGEST_LOCK)
            await self._update(name, {"locked_until": self._clock.now() + wait})

    async def came_in(self, name: str) -> None:
        """The right password: earlier wrong ones are forgotten."""
        await self._update(name, {"failed": 0, "locked_until": None})

    async def invite(self, name: str, *, author: str) -> SecretStr:
        """A secret by which the person chooses a password, once, within a day; an earlier one is of no use any more."""
        secret = SecretStr(secrets.token_urlsafe(SECRET_BYTES))
        row: Document = {"_id": hashed(secret), "person": _key(name), "expires_at": self._clock.now() + INVITED}

        async def work(session: Session) -> None:
            await self._invitations.delete_many({"person": row["person"]}, session=session)
            await self._invitations.insert_one(dict(row), session=session)
            await self._trail.act(None, "person_invited", author, session, person=row["person"])

        await self._database.transaction(work)
        return secret

    async def invited(self, secret: SecretStr) -> Person | None:
        """Whose invitation it is, as long as it is good."""
        row = await self._invitations.find_one({"_id": hashed(secret), "expires_at": {"$gt": self._clock.now()}})
        person = await self.get(row["person"]) if row else None
        return person if person is not None and person.is_active else None

    async def is_good(self, secret: SecretStr, name: str) -> bool:
        """Whether it is this name's invitation, whoever that is."""
        wanted: Document = {"_id": hashed(secret), "person": _key(name), "expires_at": {"$gt": self._clock.now()}}
        return await self._invitations.find_one(wanted, {"_id": 1}) is not None

    async def spend(self, secret: SecretStr, name: str) -> bool:
        """Use up this name's invitation; False where it was not good (any more)."""
        wanted: Document = {"_id": hashed(secret), "person": _key(name), "expires_at": {"$gt": self._clock.now()}}
        return (await self._invitations.delete_one(wanted)).deleted_count == 1

    async def accept(self, secret: SecretStr, password_hash: str) -> Person | None:
        """Set the password that was chosen; None where the invitation is not good (any more)."""
        row = await self._invitations.find_one_and_delete(
            {"_id": hashed(secret), "expires_at": {"$gt": self._clock.now()}}
        )
        return await self.set_password(row["person"], password_hash) if row else None

    async def _act(
        self, act: str, name: str, change: Document, author: str, only: Document | None = None, **what: Any
    ) -> Person | None:
        """A change together with its line of the audit trail; None where there is nobody to change."""

        async def work(session: Session) -> Document | None:
            row = await self._people.find_one_and_update(
                {"_id": _key(name), **(only or {})}, change, return_document=ReturnDocument.AFTER, session=session
            )
            if row is not None:
                await self._trail.act(None, act, author, session, person=_key(name), **what)
            return row

        row = await self._database.transaction(work)
        return _person(row) if row else None

    async def _update(self, name: str, fields: Document) -> None:
        await self._people.update_one({"_id": _key(name)}, {"$set": fields})


def hashed(secret: SecretStr) -> str:
    """A random secret of 32 bytes needs no slow hash: nobody can guess it."""
    return hashlib.sha256(secret.get_secret_value().encode()).hexdigest()


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _person(row: Document) -> Person:
    return Person(
        name=row["name"],
        role=Role(row["role"]),
        connections=tuple(row["connections"]),
        password_hash=row.get("password_hash"),
        failed=row["failed"],
        locked_until=row.get("locked_until"),
        created_at=row["created_at"],
        created_by=row["created_by"],
        ended_at=row.get("ended_at"),
    )
