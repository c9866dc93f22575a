"""Dead letters, kept until a person has done something about each of them."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel, UpdateOne

from shared.store.database import Database, Document, write_all
from shared.store.letters import UNFINISHED, DeadLetter, LetterGroup, LetterState, letter_document, letter_of

DEAD_LETTERS, PARTS = "dead_letters", "dead_letter_parts"
PART = 8 * 1024 * 1024
"""Bytes of a body that lie with its letter, and in each further part: a document of MongoDB holds sixteen MiB."""
SEARCHED = 20_000
"""So many characters of a body can be searched."""

INDEXES: dict[str, list[IndexModel]] = {
    DEAD_LETTERS: [
        IndexModel(
            [("group", ASCENDING), ("death.died_at", ASCENDING)],
            name="open",
            partialFilterExpression={"open": True},
        ),
        IndexModel([("open", ASCENDING), ("group", ASCENDING), ("death.died_at", ASCENDING)], name="groups"),
        IndexModel([("state", ASCENDING), ("death.died_at", DESCENDING)], name="by_state"),
        IndexModel([("origin", ASCENDING)], name="copies"),
        IndexModel([("expires_at", ASCENDING)], name="forgotten", expireAfterSeconds=0),
    ],
    PARTS: [
        IndexModel([("letter", ASCENDING), ("number", ASCENDING)], name="of_a_letter", unique=True),
        IndexModel([("origin", ASCENDING)], name="copies"),
        IndexModel([("expires_at", ASCENDING)], name="forgotten", expireAfterSeconds=0),
    ],
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which letters; what is None does not matter."""

    group: str | None = None
    service: str | None = None
    kind: str | None = None
    """With its version or without."""
    connection_id: str | None = None
    text: str | None = None
    """Anywhere in the error or the body."""
    since: dt.datetime | None = None
    states: tuple[LetterState, ...] = UNFINISHED


@dataclass(frozen=True, slots=True)
class Open:
    """Letters that wait for a person."""

    count: int
    since: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Kind:
    """Letters of one kind of message and one connection."""

    name: str
    connection_id: str | None
    letters: int


class DeadLetters:
    """Keeps and finds letters; what people do with them has its own module."""

    def __init__(self, database: Database) -> None:
        self._letters = database.collection(DEAD_LETTERS)
        self._parts = database.collection(PARTS)

    async def keep(self, letter: DeadLetter) -> bool:
        """Keep it, once however often it comes; False where it was there already."""
        head, rest = letter.message.body[:PART], letter.message.body[PART:]
        if rest:
            await write_all(self._parts, list(_parts(letter, rest)), ordered=True)
        document = letter_document(replace(letter, message=replace(letter.message, body=head)))
        own: Document = {"open": letter.state in UNFINISHED, "parts": bool(rest), "search": _searched(letter)}
        kept = await self._letters.update_one({"_id": letter.id}, {"$setOnInsert": document | own}, upsert=True)
        return kept.upserted_id is not None

    async def get(self, letter_id: str) -> DeadLetter | None:
        """One letter, with all of its body."""
        document = await self._letters.find_one({"_id": letter_id})
        return await self.whole(document) if document else None

    async def whole(self, document: Document) -> DeadLetter:
        """The letter of a document, with all of its body."""
        letter = letter_of(document)
        if not document.get("parts"):
            return letter
        parts = self._parts.find({"letter": letter.id}).sort("number", ASCENDING)
        body = letter.message.body + b"".join([bytes(part["body"]) async for part in parts])
        return replace(letter, message=replace(letter.message, body=body))

    async def named(self, beginning: str, wanted: Wanted, limit: int = 2) -> list[str]:
        """Ids that begin like this, of those wanted."""
        query = _query(wanted) | {"_id": {"$regex": f"^{re.escape(beginning)}"}}
        found = self._letters.find(query, {"_id": 1}).limit(limit)
        return [document["_id"] async for document in found]

    async def ids(self, wanted: Wanted, *, limit: int = 0) -> list[str]:
        """The oldest death first; all of them, or so many."""
        found = self._letters.find(_query(wanted), {"_id": 1}).sort("death.died_at", ASCENDING).limit(limit)
        return [document["_id"] async for document in found]

    async def find(self, wanted: Wanted, *, limit: int) -> list[DeadLetter]:
        """The newest death first; of a huge body only its beginning."""
        found = self._letters.find(_query(wanted)).sort("death.died_at", DESCENDING).limit(limit)
        return [letter_of(document) async for document in found]

    async def count(self, wanted: Wanted) -> int:
        """How many there are."""
        return await self._letters.count_documents(_query(wanted))

    async def overview(self, *, is_open: bool, limit: int) -> list[LetterGroup]:
        """So many groups, that with the newest death first; counted from the index, and one letter of each is read."""
        cursor = await self._letters.aggregate(
            [
                {"$match": {"open": is_open, "group": {"$gt": ""}}},
                {"$group": {"_id": "$group", **{name: _GROUPED[name] for name in ("letters", "first_at", "last_at")}}},
                {"$sort": {"last_at": DESCENDING}},
                {"$limit": limit},
            ]
        )
        found = []
        for row in [row async for row in cursor]:
            newest = await self._letters.find_one(
                {"open": is_open, "group": row["_id"]}, _SHOWN, sort=[("death.died_at", DESCENDING)]
            )
            if newest is not None:
                told = {name: newest["death"][name] for name in ("service", "kind", "error_code", "error")}
                group = row.pop("_id")
                found.append(LetterGroup(id=group, failed_replays=newest["failed_replays"], **told, **row))
        return found

    async def groups(self, wanted: Wanted) -> list[LetterGroup]:
        """The group with the newest death first."""
        cursor = await self._letters.aggregate(
            [
                {"$match": _query(wanted)},
                {"$sort": {"death.died_at": DESCENDING}},
                {"$group": _GROUPED},
                {"$sort": {"last_at": DESCENDING}},
            ]
        )
        return [LetterGroup(id=row.pop("_id"), **row) async for row in cursor]

    async def kinds(self, ids: Sequence[str]) -> list[Kind]:
        """What these letters are, counted."""
        cursor = await self._letters.aggregate(
            [
                {"$match": {"_id": {"$in": list(ids)}}},
                {"$group": {"_id": {"k": "$death.kind", "c": "$about.connection_id"}, "n": {"$sum": 1}}},
            ]
        )
        return [Kind(row["_id"]["k"], row["_id"].get("c"), row["n"]) async for row in cursor]

    async def open(self) -> Open:
        """How many letters wait for a person, and since when."""
        cursor = await self._letters.aggregate(
            [
                {"$match": {"open": True, "group": {"$gt": ""}}},
                {"$group": {"_id": None, "count": {"$sum": 1}, "since": {"$min": "$death.died_at"}}},
            ]
        )
        rows = [row async for row in cursor]
        return Open(rows[0]["count"], rows[0]["since"]) if rows else Open(0, None)


_SHOWN: Document = {
    "death.service": 1, "death.kind": 1, "death.error_code": 1, "death.error": 1, "failed_replays": 1,
}  # fmt: skip
_GROUPED: Document = {
    "_id": "$group",
    "service": {"$first": "$death.service"},
    "kind": {"$first": "$death.kind"},
    "error_code": {"$first": "$death.error_code"},
    "error": {"$first": "$death.error"},
    "letters": {"$sum": 1},
    "failed_replays": {"$max": "$failed_replays"},
    "first_at": {"$min": "$death.died_at"},
    "last_at": {"$max": "$death.died_at"},
}


def _parts(letter: DeadLetter, rest: bytes) -> Iterator[UpdateOne]:
    for number, start in enumerate(range(0, len(rest), PART)):
        part: Document = {"letter": letter.id, "number": number}
        content = {"origin": letter.origin, "body": rest[start : start + PART]}
        yield UpdateOne(part, {"$set": content}, upsert=True)


def _searched(letter: DeadLetter) -> str:
    body = letter.message.body[:SEARCHED].decode(errors="replace")
    return f"{letter.death.error}\n{body}".lower()


def _query(wanted: Wanted) -> Document:
    query: Document = {"state": {"$in": [state.value for state in wanted.states]}}
    if wanted.states == UNFINISHED:
        query = {"open": True}
    query |= {name: value for name, value in _exact(wanted) if value is not None}
    if wanted.kind is not None:
        query["death.kind"] = {"$regex": rf"^{re.escape(wanted.kind)}( v\d+)?$", "$options": "i"}
    if wanted.text is not None:
        query["search"] = {"$regex": re.escape(wanted.text.lower())}
    if wanted.since is not None:
        query["death.died_at"] = {"$gte": wanted.since}
    return query


def _exact(wanted: Wanted) -> Iterator[tuple[str, Any]]:
    yield "group", wanted.group
    yield "death.service", wanted.service
    yield "about.connection_id", wanted.connection_id
