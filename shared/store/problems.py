"""Problems as people see them: grouped by cause, with the documents and money they hold back."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pymongo import ASCENDING

from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.store.database import Database, Document, Session
from shared.store.decisions import Act, Decision, Decisions
from shared.store.outcomes import PROBLEMS
from shared.store.records import ObjectKey, Problem
from shared.store.wire import key_fields, problem_of


@dataclass(frozen=True, slots=True)
class Cause:
    """All open problems that one act of mending clears."""

    cause: str
    code: str
    category: Category
    objects: int
    text: str
    """The words of the newest one."""
    held_back: dict[str, str]
    """Currency → sum as decimal text."""
    first_seen: dt.datetime
    last_seen: dt.datetime
    ignored_by: str = ""
    """Who hid it, where somebody did; when and why."""
    ignored_at: dt.datetime | None = None
    ignored_why: str = ""


class Problems:
    """Reads, ignores and closes problems; outcomes open them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._problems = database.collection(PROBLEMS)
        self._decisions = Decisions(database, clock)
        self._clock = clock

    async def causes(self, connection_id: str, *, ignored: bool = False) -> list[Cause]:
        """Open causes, newest first."""
        cursor = await self._problems.aggregate(
            [
                {"$match": {"connection_id": connection_id, "open": True, "ignored": ignored}},
                {"$sort": {"last_seen": -1}},
                {
                    "$group": {
                        "_id": {"cause": "$cause", "category": "$category"},
                        "code": {"$first": "$code"},
                        "text": {"$first": "$text"},
                        "objects": {"$sum": 1},
                        "money": {"$push": {"currency": "$currency", "amount": {"$toDecimal": "$amount"}}},
                        "first_seen": {"$min": "$first_seen"},
                        "last_seen": {"$max": "$last_seen"},
                        "ignored_by": {"$first": "$ignored_by"},
                        "ignored_at": {"$first": "$ignored_at"},
                        "ignored_why": {"$first": "$ignored_why"},
                    }
                },
                {"$sort": {"last_seen": -1}},
            ]
        )
        return [_cause(row) async for row in cursor]

    async def of_cause(
        self, connection_id: str, cause: str, *, limit: int = 0, skip: int = 0, ignored: bool | None = None
    ) -> list[Problem]:
        """The single objects of an open cause, by number; all of them, or so many from somewhere on."""
        match: Document = {"connection_id": connection_id, "open": True, "cause": cause}
        if ignored is not None:
            match["ignored"] = ignored
        found = self._problems.find(match).sort([("number", ASCENDING), ("_id", ASCENDING)]).skip(skip).limit(limit)
        return [problem_of(document) async for document in found]

    async def of(self, key: ObjectKey) -> Problem | None:
        """The open problem of an object."""
        document = await self._problems.find_one({**key_fields(key), "open": True})
        return problem_of(document) if document else None

    async def count(self, connection_id: str) -> int:
        """Objects that need attention."""
        return (await self.counts([connection_id])).get(connection_id, Counter()).total()

    async def counts(self, connection_ids: Sequence[str] | None = None) -> dict[str, Counter[str]]:
        """Connection → category → objects that need attention, of those that have any; without ids of all."""
        of: Document = {"$gt": ""} if connection_ids is None else {"$in": list(connection_ids)}
        match: Document = {"open": True, "connection_id": of, "ignored": False}
        kind = {"i": "$connection_id", "c": "$category"}
        found: dict[str, Counter[str]] = {}
        async for row in await self._problems.aggregate(
            [{"$match": match}, {"$group": {"_id": kind, "n": {"$sum": 1}}}]
        ):
            found.setdefault(row["_id"]["i"], Counter())[row["_id"]["c"]] = row["n"]
        return found

    async def numbered(self, connection_id: str, number: str) -> list[Problem]:
        """Open problems of objects that bear this number or name."""
        found = self._problems.find({"connection_id": connection_id, "open": True, "number": number})
        return [problem_of(document) async for document in found]

    async def ignore(
        self,
        connection_id: str,
        cause: str,
        *,
        author: str,
        why: str,
        category: Category | None = None,
        until: dt.datetime | None = None,
    ) -> int:
        """Hide the objects of a cause until they change, and keep who did it; hands out how many.

        Only those of one category, and those that have the problem since then or longer, where that is named: what
        somebody saw.
        """
        match: Document = {"connection_id": connection_id, "open": True, "cause": cause, "ignored": False}
        match |= {"category": category.value} if category else {}
        match |= {"first_seen": {"$lte": until}} if until else {}
        change: Document = {
            "$set": {"ignored": True, "ignored_by": author, "ignored_why": why, "ignored_at": self._clock.now()}
        }

        async def work(session: Session) -> int:
            code = (await self._problems.find_one(match, {"code": 1}, session=session) or {}).get("code", "")
            count = (await self._problems.update_many(match, change, session=session)).modified_count
            if count:
                decision = Decision(Act.IGNORED, author, why, connection_id, count=count, about=code)
                await self._decisions.keep(decision, session)
            return count

        return await self._database.transaction(work)


def _cause(row: Document) -> Cause:
    sums: dict[str, str] = {}
    for item in row["money"]:
        if item.get("currency") and item.get("amount") is not None:
            before = sums.get(item["currency"])
            amount = item["amount"].to_decimal()
            sums[item["currency"]] = str(amount if before is None else type(amount)(before) + amount)
    return Cause(
        cause=row["_id"]["cause"],
        code=row["code"],
        category=Category(row["_id"]["category"]),
        objects=row["objects"],
        text=row["text"],
        held_back=sums,
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        ignored_by=row.get("ignored_by") or "",
        ignored_at=row.get("ignored_at"),
        ignored_why=row.get("ignored_why") or "",
    )
