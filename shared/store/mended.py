"""Problems whose cause is gone: what failed for it lies in the log again, to be tried without a click (design §4)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from shared.clock import Clock
from shared.contracts.envelope import Lane
from shared.store.changes import CHANGES
from shared.store.database import Database, Document, Session
from shared.store.heads import HEADS, head_id
from shared.store.outcomes import PROBLEMS
from shared.store.records import Entry, State
from shared.store.wire import entry_of

LIGHT: Document = {"snapshot": 0}
Stuck = tuple[str, Decimal]


@dataclass(frozen=True, slots=True)
class Causes:
    """Causes of problems, by their full names and by code alone."""

    named: frozenset[str] = frozenset()
    """Such as `archived_account:200`."""
    codes: frozenset[str] = frozenset()
    """Such as `locked_period`: whatever such a problem is about."""
    about: frozenset[str] = frozenset()
    """What problems name beside their cause, such as `contact:60aa`."""

    def __bool__(self) -> bool:
        return bool(self.named or self.codes or self.about)

    def condition(self) -> Document:
        """Fits the problems that have one of these."""
        named: Document = {"cause": {"$in": sorted(self.named)}}
        return {"$or": [named, {"code": {"$in": sorted(self.codes)}}, {"about": {"$in": sorted(self.about)}}]}


class Mended:
    """Takes back what failed."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._problems = database.collection(PROBLEMS)
        self._changes = database.collection(CHANGES)
        self._heads = database.collection(HEADS)
        self._clock = clock

    async def reopen(
        self,
        connection_id: str,
        causes: Causes,
        *,
        new_since: dt.datetime | None = None,
        session: Session | None = None,
    ) -> list[Entry]:
        """Newest versions that failed for one of these lie recorded again; hands them out, to be rung.

        The problem stays open until the object has another outcome. What somebody chose to ignore stays as it is, and
        what waits for such an object follows it by itself. `new_since`: only problems that arose since then.
        """
        if not causes:
            return []
        if session is not None:
            return await self._reopen(connection_id, causes, new_since, session)
        return await self._database.transaction(lambda own: self._reopen(connection_id, causes, new_since, own))

    async def codes(self, connection_id: str) -> Collection[str]:
        """The codes of all open problems."""
        found = await self._problems.distinct("code", {"connection_id": connection_id, "open": True, "ignored": False})
        return frozenset(found)

    async def about(self, connection_id: str, codes: Collection[str], thing: str) -> Collection[str]:
        """Which things of that sort open problems with these codes name, such as Xero's ids of documents."""
        match: Document = {
            "connection_id": connection_id,
            "open": True,
            "ignored": False,
            "code": {"$in": sorted(codes)},
        }
        named = [one for one in await self._problems.distinct("about", match) if isinstance(one, str)]
        return frozenset(one.removeprefix(f"{thing}:") for one in named if one.startswith(f"{thing}:"))

    async def held(self, connection_id: str, codes: Collection[str], thing: str) -> dict[str, list[Stuck]]:
        """The same, each with what its problems hold back: code and amount, in the document's currency."""
        match: Document = {
            "connection_id": connection_id,
            "open": True,
            "ignored": False,
            "code": {"$in": sorted(codes)},
        }
        found: defaultdict[str, list[Stuck]] = defaultdict(list)
        async for row in self._problems.find(match, {"about": 1, "code": 1, "amount": 1}):
            for one in row.get("about") or ():
                if one.startswith(f"{thing}:"):
                    found[one.removeprefix(f"{thing}:")].append((row["code"], Decimal(row.get("amount") or 0)))
        return dict(found)

    async def _reopen(
        self, connection_id: str, causes: Causes, new_since: dt.datetime | None, session: Session
    ) -> list[Entry]:
        match: Document = {
            "connection_id": connection_id,
            "open": True,
            "ignored": False,
            **causes.condition(),
            **({"first_seen": {"$gte": new_since}} if new_since else {}),
        }
        named = [row["entry_id"] async for row in self._problems.find(match, {"entry_id": 1}, session=session)]
        found = self._changes.find({"_id": {"$in": named}, "state": State.FAILED.value}, LIGHT, session=session)
        entries = await self._newest([entry_of(row) async for row in found], session)
        await self._changes.update_many(
            {"_id": {"$in": [entry.id for entry in entries]}},
            {
                "$set": {
                    "state": State.RECORDED.value,
                    "reason": None,
                    "attempts": 0,
                    "parked": False,
                    "run_id": None,
                    "mended_at": self._clock.now(),
                    "lane": Lane.CHANGED.value,
                },
                "$unset": {"finished_at": "", "told": ""},
            },
            session=session,
        )
        recorded: dict[str, Any] = {"state": State.RECORDED, "lane": Lane.CHANGED, "run_id": None}
        return [replace(entry, **recorded) for entry in entries]

    async def _newest(self, entries: list[Entry], session: Session) -> list[Entry]:
        """The heads are written too, so that a newer version recorded at this very moment is a conflict."""
        among: Document = {"_id": {"$in": [head_id(entry.key) for entry in entries]}}
        if not entries:
            return []
        await self._heads.update_many(among, {"$set": {"settled_at": self._clock.now()}}, session=session)
        newest = {row["_id"]: row["entry"] async for row in self._heads.find(among, {"entry": 1}, session=session)}
        return [entry for entry in entries if newest.get(head_id(entry.key)) == entry.id]
