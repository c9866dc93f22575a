"""Gates: why nothing of a connection may go now, until when, and who opens it (design §4).

A gate is closed by whoever finds that no object is to blame: a limit of the day, a lost sign-in, a key that was
withdrawn, a system that is away. Until it opens nothing behind it is rung, claimed, read or counted as an attempt.
`Connection.stopped` answers for one connection, `Connections.closed` for all at once.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from shared.clock import Clock
from shared.contracts.envelope import Category, Lane, System
from shared.errors import MendedBy, SyncError
from shared.store.database import Database, Document

CONNECTIONS = "connections"
URGENCY = tuple(Lane)
STILL = dt.timedelta(minutes=10)
"""A gate that closes again within this was never really open."""


@dataclass(frozen=True, slots=True)
class Gate:
    """One reason to wait; a reason is known by code, category and lane."""

    code: str
    """Has words in `shared.words.advice`."""
    system: System | None = None
    """The way that is closed; None where the reason is our own."""
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    """It opens by itself then; None where a person has to do something first."""
    category: Category | None = None
    """Only for this category; None for all."""
    lane: Lane | None = None
    """Only for this lane and less urgent ones; None for all."""
    text: str = ""
    """What the other system said, or what is missing."""
    news_only: bool = False
    """Only for changes that nobody asked for; reading goes on and finds out when it opens."""

    @property
    def breaks(self) -> bool:
        """Whether the whole connection needs a person."""
        return self.until is None and self.category is None and self.lane is None

    def closes(self, now: dt.datetime, category: Category | None = None, lane: Lane | None = None) -> bool:
        """Whether it is closed now for this; what is not named is asked for as a whole."""
        if self.news_only:
            return False
        if self.until is not None and self.until <= now:
            return False
        if self.category is not None and self.category is not category:
            return False
        return self.lane is None or (lane is not None and URGENCY.index(lane) >= URGENCY.index(self.lane))


class GateClosedError(SyncError):
    """What was asked for has to wait until a gate opens."""

    code = "gate_closed"
    mended_by = MendedBy.TIME

    def __init__(self, gate: Gate) -> None:
        super().__init__(f"closed: {gate.code}")
        self.until = gate.until


@dataclass(frozen=True, slots=True)
class Part:
    """Less than a whole connection."""

    connection_id: str
    category: Category | None
    lane: Lane | None

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """Those that it closes."""
        return URGENCY if self.lane is None else URGENCY[URGENCY.index(self.lane) :]


@dataclass(frozen=True, slots=True)
class Closed:
    """Everything behind closed gates at one moment."""

    connections: frozenset[str] = frozenset()
    parts: tuple[Part, ...] = ()

    def holds(self, connection_id: str, category: Category | None = None, lane: Lane | None = None) -> bool:
        """Whether this may not go now."""
        return connection_id in self.connections or any(
            part.connection_id == connection_id
            and part.category in (None, category)
            and (part.lane is None or lane in part.lanes)
            for part in self.parts
        )

    def otherwise(self) -> Document:
        """The condition on entries that may go."""
        parts: list[Document] = []
        for part in self.parts:
            lanes = [lane.value for lane in part.lanes]
            match: Document = {"connection_id": part.connection_id, "lane": {"$in": lanes}}
            parts.append(match if part.category is None else {**match, "category": part.category.value})
        condition: Document = {"connection_id": {"$nin": sorted(self.connections)}}
        return {**condition, "$nor": parts} if parts else condition


NOTHING_CLOSED = Closed()


class Gates:
    """Closes and opens; gates are kept with their connection."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._connections = database.collection(CONNECTIONS)
        self._clock = clock

    async def close(self, connection_id: str, gate: Gate) -> None:
        """Close it, or keep it closed until the newer moment; since when it is closed stays, also where it was open for
        as long as it takes until somebody tries again.

        One that closes everything until a person acts breaks the connection (R10).
        """
        now = self._clock.now()
        open_since: Document = {"$lt": [{"$ifNull": ["$$this.until", now]}, now - STILL]}
        same: Document = {"$and": [_same_as(gate), {"$not": [open_since]}]}
        known: Document = {"$filter": {"input": _GATES, "cond": same}}
        since: Document = {"$ifNull": [{"$first": {"$map": {"input": known, "in": "$$this.since"}}}, now]}
        others: Document = {"$filter": {"input": _GATES, "cond": {"$not": [_same_as(gate)]}}}
        closed: Document = {"$mergeObjects": [{"$literal": _document(gate)}, {"since": since}]}
        change: Document = {"gates": {"$concatArrays": [others, [closed]]}}
        if gate.breaks:
            change |= {"state": "broken", "unbroken": {"$cond": [_IS_BROKEN, "$unbroken", "$state"]}}
        await self._connections.update_one(
            {"_id": connection_id, "state": {"$nin": ["disconnected", "authorising"]}}, [{"$set": change}]
        )

    async def open(self, connection_id: str, codes: Sequence[str], category: Category | None = None) -> None:
        """Open the gates with these codes (of this category, where one is named).

        The connection works again where no person is needed for another one.
        """
        meant: list[Document] = [{"$in": ["$$this.code", list(codes)]}]
        if category is not None:
            meant.append({"$eq": ["$$this.category", category.value]})
        await self._keep(connection_id, {"$not": [{"$and": meant}]})

    async def open_ways(self, connection_id: str) -> None:
        """Both systems let us in: open everything that they had closed. Gates of our own stay."""
        await self._keep(connection_id, {"$eq": ["$$this.system", None]})

    async def _keep(self, connection_id: str, condition: Document) -> None:
        left: Document = {"$filter": {"input": _GATES, "cond": condition}}
        breaking: Document = {"$filter": {"input": "$gates", "cond": _BREAKS}}
        mended: Document = {"$and": [_IS_BROKEN, {"$eq": [{"$size": breaking}, 0]}]}
        await self._connections.update_one(
            {"_id": connection_id},
            [
                {"$set": {"gates": left}},
                {"$set": {"state": {"$cond": [mended, {"$ifNull": ["$unbroken", "connected"]}, "$state"]}}},
            ],
        )


_GATES: Document = {"$ifNull": ["$gates", []]}
_BREAKS: Document = {"$and": [{"$eq": [f"$$this.{name}", None]} for name in ("until", "category", "lane")]}
_IS_BROKEN: Document = {"$eq": ["$state", "broken"]}


def _same_as(gate: Gate) -> Document:
    known = _document(gate)
    return {"$and": [{"$eq": [f"$$this.{name}", {"$literal": known[name]}]} for name in ("code", "category", "lane")]}


def _document(gate: Gate) -> Document:
    return {
        "code": gate.code,
        "system": gate.system,
        "since": gate.since,
        "until": gate.until,
        "category": gate.category.value if gate.category else None,
        "lane": gate.lane.value if gate.lane else None,
        "text": gate.text,
        "news_only": gate.news_only,
    }


def gate_of(row: Document) -> Gate:
    """As the connection keeps it."""
    return Gate(
        code=row["code"],
        system=row.get("system"),
        since=row.get("since"),
        until=row.get("until"),
        category=Category(row["category"]) if row.get("category") else None,
        lane=Lane(row["lane"]) if row.get("lane") else None,
        text=row.get("text", ""),
        news_only=row.get("news_only", False),
    )
