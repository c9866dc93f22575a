"""Pauses: somebody said that nothing shall be written, of everything, of a connection or of a category.

They are kept with every connection they are about (`Connection.stopped` reads them there); those about all connections
are kept once more, so that a connection made later is paused too.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from pymongo import IndexModel

from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.store.database import Database, Document, Session
from shared.store.decisions import Act, Decision, Decisions
from shared.store.gates import CONNECTIONS, Gate

INSTALLATION = "installation"
INDEXES: dict[str, list[IndexModel]] = {INSTALLATION: []}
PAUSED = "paused"
EVERYWHERE: Document = {"_id": "pauses"}


@dataclass(frozen=True, slots=True)
class Pause:
    """Until it is resumed nothing is written; changes are read and recorded all the same."""

    by: str
    why: str
    since: dt.datetime
    category: Category | None = None
    """None: all of them."""
    everywhere: bool = False
    """It is about all connections, and resumed for all of them."""

    def closes(self, category: Category | None) -> bool:
        """Whether it is about this category; None asks for a connection as a whole."""
        return self.category is None or self.category is category

    @property
    def gate(self) -> Gate:
        """As `Connection.stopped` names it."""
        return Gate(PAUSED, since=self.since, category=self.category, text=self.why)


class Pauses:
    """Begins and ends pauses, each with its trace."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._connections = database.collection(CONNECTIONS)
        self._installation = database.collection(INSTALLATION)
        self._decisions = Decisions(database, clock)
        self._clock = clock

    async def everywhere(self) -> list[Pause]:
        """Those about all connections."""
        row = await self._installation.find_one(EVERYWHERE)
        return [pause_of(one) for one in (row or {}).get("pauses", ())]

    async def begin(self, connection_id: str | None, categories: Sequence[Category], *, by: str, why: str) -> None:
        """Pause these categories (none named: all) of a connection (None: of every one); again is harmless."""
        now = self._clock.now()
        wanted: Sequence[Category | None] = categories or (None,)
        rows = [_row(Pause(by, why, now, category, everywhere=connection_id is None)) for category in wanted]
        decision = Decision(Act.PAUSED, by, why, connection_id, tuple(categories))
        await self._change(connection_id, categories, rows, decision)

    async def end(self, connection_id: str | None, categories: Sequence[Category], *, by: str, why: str) -> None:
        """End what `begin` began with the same words."""
        decision = Decision(Act.RESUMED, by, why, connection_id, tuple(categories))
        await self._change(connection_id, categories, [], decision)

    async def _change(
        self, connection_id: str | None, categories: Sequence[Category], rows: Sequence[Document], decision: Decision
    ) -> None:
        names: Sequence[str | None] = [category.value for category in categories] or [None]
        known: Document = {"$ifNull": ["$pauses", []]}
        same: Document = {
            "$and": [{"$in": ["$$this.category", names]}, {"$eq": ["$$this.everywhere", connection_id is None]}]
        }
        left: Document = {"$filter": {"input": known, "cond": {"$not": [same]}}}
        change = [{"$set": {"pauses": {"$concatArrays": [left, {"$literal": list(rows)}]}}}]

        async def work(session: Session) -> None:
            if connection_id is None:
                await self._installation.update_one(EVERYWHERE, change, upsert=True, session=session)
            of: Document = {} if connection_id is None else {"_id": connection_id}
            await self._connections.update_many(of, change, session=session)
            await self._decisions.keep(decision, session)

        await self._database.transaction(work)


def _row(pause: Pause) -> Document:
    category = pause.category.value if pause.category else None
    return {
        "category": category,
        "by": pause.by,
        "why": pause.why,
        "since": pause.since,
        "everywhere": pause.everywhere,
    }


def pause_of(row: Document) -> Pause:
    """As a connection keeps it."""
    return Pause(
        by=row["by"],
        why=row["why"],
        since=row["since"],
        category=Category(row["category"]) if row.get("category") else None,
        everywhere=row.get("everywhere", False),
    )
