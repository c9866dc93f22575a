"""What people decided: who, when and why; kept for ever and never changed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pymongo import DESCENDING, IndexModel

from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.store.database import Database, Document, Session
from shared.store.trail import Trail

DECISIONS = "decisions"

INDEXES: dict[str, list[IndexModel]] = {
    DECISIONS: [IndexModel([("connection_id", DESCENDING), ("at", DESCENDING)], name="newest")]
}


class Act(StrEnum):
    """What was done."""

    PAUSED = "paused"
    RESUMED = "resumed"
    RELEASED = "released"
    REFUSED = "refused"
    STOPPED = "stopped"
    IGNORED = "ignored"
    CONNECTED = "connected"
    SIGNED_IN = "signed_in"
    CHOSE = "chose"
    CHECKED = "checked"
    NEW_KEY = "new_key"
    DISCONNECTED = "disconnected"
    APPLIED = "applied"  # a preview
    ERASED = "erased"
    UNDID = "undid"
    WROTE_AGAIN = "wrote_again"  # the source's version, over what the other side says
    LEFT_SO = "left_so"  # a difference
    UNKNOWN = "unknown"  # what only a newer version has a word for

    @classmethod
    def _missing_(cls, value: object) -> "Act":
        """While versions run side by side, the older one meets acts of the newer one."""
        del value
        return cls.UNKNOWN


@dataclass(frozen=True, slots=True)
class Decision:
    """One act of a person."""

    act: Act
    by: str
    why: str
    connection_id: str | None = None
    """None: all connections."""
    categories: tuple[Category, ...] = ()
    """Empty: all of them."""
    count: int = 0
    """How many objects it was about, where it was about objects."""
    at: dt.datetime | None = None
    about: str = ""
    """What categories do not say: the code of what was ignored, the organisation chosen, what a look found."""
    objects: tuple[str, ...] = ()
    """As the trail names them, where its line is to be found by them."""


class Decisions:
    """Keeps and lists them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._decisions = database.collection(DECISIONS)
        self._trail = Trail(database, clock)
        self._clock = clock

    async def keep(self, decision: Decision, session: Session | None) -> None:
        """Within the transaction that carries it out; without one where another service did."""
        row: Document = {
            "act": decision.act.value,
            "by": decision.by,
            "why": decision.why,
            "connection_id": decision.connection_id,
            "categories": [category.value for category in decision.categories],
            "count": decision.count,
            "at": self._clock.now(),
            "about": decision.about,
        }
        await self._decisions.insert_one(row, session=session)
        what = {"why": decision.why, "categories": row["categories"], "count": decision.count}
        if decision.objects:
            what["objects"] = list(decision.objects)
        if decision.about:
            what["about"] = decision.about
        await self._trail.act(decision.connection_id, decision.act.value, decision.by, session, **what)

    async def newest(
        self, connection_id: str, limit: int = 50, *, before: dt.datetime | None = None
    ) -> Sequence[Decision]:
        """Those about this connection or about all, newest first; from before a moment, where one is named."""
        about: Document = {"connection_id": {"$in": [connection_id, None]}}
        if before is not None:
            about["at"] = {"$lt": before}
        return [_decision(row) async for row in self._decisions.find(about).sort("at", DESCENDING).limit(limit)]


def _decision(row: Document) -> Decision:
    return Decision(
        act=Act(row["act"]),
        by=row["by"],
        why=row["why"],
        connection_id=row["connection_id"],
        categories=tuple(Category(name) for name in row["categories"]),
        count=row["count"],
        at=row["at"],
        about=row.get("about", ""),
    )
