"""Differences between two books that people left as they are, each with a reason, until either side changes again."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import ASCENDING, IndexModel

from shared.clock import Clock
from shared.store.agreement import LINES, pass_id
from shared.store.agreement_records import Kind, Line, Pass
from shared.store.database import Database, Document, Session

ACCEPTED = "agreement_accepted"
INDEXES: dict[str, list[IndexModel]] = {
    ACCEPTED: [IndexModel([("connection_id", ASCENDING), ("at", ASCENDING)], name="of_connection")]
}
LineKey = tuple[str, str, str]
"""Category and both ids, empty where a side has none."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What somebody saw and left so."""

    by: str
    why: str
    at: dt.datetime
    kind: Kind
    scoro: Mapping[str, str] | None
    xero: Mapping[str, str] | None

    def holds(self, line: Line) -> bool:
        """Whether both sides still say what they said then."""
        return (self.kind, self.scoro, self.xero) == (line.kind, line.scoro, line.xero)

    def written(self) -> dict[str, Any]:
        """For JSON."""
        return {"by": self.by, "why": self.why, "at": self.at.isoformat()}


def key_of(line: Line) -> LineKey:
    """By which it is found again in the next proof."""
    return line.category.value, line.scoro_id or "", line.xero_id or ""


class Accepted:
    """One for each object, the last; the audit trail has them all."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._accepted = database.collection(ACCEPTED)
        self._lines = database.collection(LINES)
        self._clock = clock

    async def keep(self, connection_id: str, line: Line, *, by: str, why: str, session: Session) -> None:
        """Within the transaction of the decision."""
        said = line.written()
        row: Document = {name: said[name] for name in ("category", "scoro_id", "xero_id", "kind", "scoro", "xero")}
        row |= {"connection_id": connection_id, "by": by, "why": why, "at": self._clock.now()}
        await self._accepted.replace_one({"_id": _id(connection_id, key_of(line))}, row, upsert=True, session=session)

    async def of(self, connection_id: str, lines: Iterable[Line]) -> dict[LineKey, Acceptance]:
        """What was said of these, whether or not it still holds."""
        keys = {_id(connection_id, key): key for key in map(key_of, lines)}
        found = self._accepted.find({"_id": {"$in": list(keys)}})
        return {keys[row["_id"]]: _acceptance(row) async for row in found}

    async def holding(self, of: Pass) -> list[Line]:
        """Differences of a pass that are left as they are."""
        mine: Document = {"connection_id": of.connection_id}
        kept = {_row_key(row): _acceptance(row) async for row in self._accepted.find(mine)}
        if not kept:
            return []
        either: Sequence[Document] = [
            {"scoro_id": {"$in": [key[1] for key in kept if key[1]]}},
            {"xero_id": {"$in": [key[2] for key in kept if key[2]]}},
        ]
        named: Document = {"pass": pass_id(of), "kind": {"$ne": Kind.LEFT_OUT.value}, "$or": either}
        lines = [Line.of(row) async for row in self._lines.find(named)]
        return [line for line in lines if (one := kept.get(key_of(line))) is not None and one.holds(line)]


def _id(connection_id: str, key: LineKey) -> str:
    return "|".join((connection_id, *key))


def _row_key(row: Document) -> LineKey:
    return row["category"], row["scoro_id"] or "", row["xero_id"] or ""


def _acceptance(row: Document) -> Acceptance:
    return Acceptance(row["by"], row["why"], row["at"], Kind(row["kind"]), row["scoro"], row["xero"])
