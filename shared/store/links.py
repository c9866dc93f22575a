"""Links: which Scoro object belongs to which Xero object. One each way, always."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pymongo import ASCENDING, IndexModel, UpdateOne

from shared.clock import Clock
from shared.contracts.envelope import Category, System
from shared.store.database import Database, Document, Session, write_all
from shared.store.records import Link, LinkState
from shared.store.wire import link_of

LINKS = "links"

INDEXES: dict[str, list[IndexModel]] = {
    LINKS: [
        IndexModel(
            [("connection_id", ASCENDING), ("category", ASCENDING), ("scoro_id", ASCENDING)],
            name="by_scoro",
            unique=True,
        ),
        IndexModel(
            [("connection_id", ASCENDING), ("category", ASCENDING), ("xero_id", ASCENDING)], name="by_xero", unique=True
        ),
    ]
}


_ID_OF: dict[System, str] = {"scoro": "scoro_id", "xero": "xero_id"}
_WAYS: tuple[tuple[System, System], ...] = (("scoro", "xero"), ("xero", "scoro"))
_OTHER: dict[System, System] = dict(_WAYS)


class Links:
    """Finds and keeps links; both ids are unique within a connection and category (R16)."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._links = database.collection(LINKS)
        self._clock = clock

    async def by_scoro(self, connection_id: str, category: Category, scoro_ids: Iterable[str]) -> dict[str, Link]:
        """Scoro id → link, for those that have one."""
        return {link.scoro_id: link for link in await self._find(connection_id, category, "scoro_id", scoro_ids)}

    async def by_xero(self, connection_id: str, category: Category, xero_ids: Iterable[str]) -> dict[str, Link]:
        """Xero id → link, for those that have one."""
        return {link.xero_id: link for link in await self._find(connection_id, category, "xero_id", xero_ids)}

    async def by_source(
        self, connection_id: str, category: Category, system: System, ids: Iterable[str]
    ) -> dict[str, Link]:
        """Id in that system → link, for those that have one."""
        find = self.by_scoro if system == "scoro" else self.by_xero
        return await find(connection_id, category, ids)

    async def active(self, connection_id: str, category: Category) -> list[Link]:
        """All links of a category that lead somewhere."""
        match: Document = {"connection_id": connection_id, "category": category.value}
        return [link_of(row) async for row in self._links.find({**match, "state": LinkState.ACTIVE.value})]

    async def _find(self, connection_id: str, category: Category, field: str, ids: Iterable[str]) -> list[Link]:
        wanted = {"connection_id": connection_id, "category": category.value, field: {"$in": list(ids)}}
        return [link_of(document) async for document in self._links.find(wanted)]

    async def save(self, links: Sequence[tuple[Link, System]], session: Session) -> None:
        """Keep or renew links within the transaction that records their outcomes.

        With each link goes the system that its object comes from: that side keeps its id, the other one may have got a
        new object. Raises pymongo's BulkWriteError where that id already belongs to another link: the transaction fails
        as a whole.
        """
        if links:
            await self._links.bulk_write([self._upsert(link, source) for link, source in links], session=session)

    async def taken(self, links: Sequence[tuple[Link, System]], session: Session) -> dict[tuple[str, System, str], str]:
        """(category, system, id there) → id on the other side, for those counterparts that have a link already.

        A link that leads nowhere any more gives its counterpart up to one that does.
        """
        taken: dict[tuple[str, System, str], str] = {}
        for source, target in _WAYS:
            wanted = [link for link, of in links if of == source]
            if wanted:
                taken |= await self._linked_to(wanted, source, target, session)
        return taken

    async def _linked_to(
        self, links: Sequence[Link], source: System, target: System, session: Session
    ) -> dict[tuple[str, System, str], str]:
        own, other = _ID_OF[source], _ID_OF[target]
        found = self._links.find(
            {
                "connection_id": links[0].connection_id,
                "category": {"$in": sorted({link.category.value for link in links})},
                other: {"$in": [link.counterpart_of(source) for link in links]},
            },
            session=session,
        )
        wanted = {
            (link.category.value, link.counterpart_of(source)): link.counterpart_of(target)
            for link in links
            if link.state is LinkState.ACTIVE
        }
        taken: dict[tuple[str, System, str], str] = {}
        given_up = []
        async for row in found:
            by = wanted.get((row["category"], row[other]), row[own])
            if row["state"] != LinkState.ACTIVE.value and by != row[own]:
                given_up.append(row["_id"])
            else:
                taken[row["category"], target, row[other]] = row[own]
        if given_up:
            await self._links.delete_many({"_id": {"$in": given_up}}, session=session)
        return taken

    def _upsert(self, link: Link, source: System) -> UpdateOne:
        """What the link rests on is told by whoever found its counterpart, and is as true as long as that stays it."""
        now = self._clock.now()
        own, other = _ID_OF[source], _ID_OF[_OTHER[source]]
        counterpart, evidence = {"$literal": link.counterpart_of(source)}, {"$literal": link.evidence}
        is_as_before = {"$eq": [f"${other}", counterpart]}
        changed: dict[str, Any] = {
            other: counterpart,
            "state": link.state.value,
            "evidence": {"$cond": [is_as_before, {"$ifNull": ["$evidence", evidence]}, evidence]},
            "fingerprint": {"$literal": link.fingerprint},
            "fingerprint_in_scoro": {"$literal": link.fingerprint_in_scoro},
            "twin": {"$literal": link.twin},
            "created_at": {"$ifNull": ["$created_at", now]},
            "updated_at": now,
        }
        wanted = {"connection_id": link.connection_id, "category": link.category.value}
        wanted[own] = link.scoro_id if source == "scoro" else link.xero_id
        return UpdateOne(wanted, [{"$set": changed}], upsert=True)

    async def follow(
        self, connection_id: str, category: Category, moves: Mapping[str, str], session: Session
    ) -> dict[str, str]:
        """Xero id → what it was merged into: its link leads there, unless that has one; hands out those that moved.

        What was known to be equal is compared again.
        """
        wanted: Document = {"connection_id": connection_id, "category": category.value}
        taken = await self._links.distinct("xero_id", {**wanted, "xero_id": {"$in": list(moves.values())}}, session)
        linked = await self._links.distinct("xero_id", {**wanted, "xero_id": {"$in": list(moves)}}, session)
        free: dict[str, str] = {moves[one]: one for one in sorted(linked, reverse=True) if moves[one] not in taken}
        for winner, loser in free.items():
            await self._links.update_one(
                {**wanted, "xero_id": loser},
                {
                    "$set": {
                        "xero_id": winner,
                        "evidence": "merged",
                        "fingerprint": None,
                        "fingerprint_in_scoro": None,
                        "updated_at": self._clock.now(),
                    }
                },
                session=session,
            )
        return {loser: winner for winner, loser in free.items()}

    async def refresh_twins(
        self, connection_id: str, category: Category, twins: Mapping[str, Mapping[str, Any]]
    ) -> int:
        """Xero id → what was just read of the twin: those fields are renewed, unless a write told of a newer state.

        Hands out how many links were renewed.
        """
        updates = []
        for link in (await self.by_xero(connection_id, category, twins)).values():
            read, known = twins[link.xero_id], link.twin.get("updated_at")
            if _is_older(read.get("updated_at"), known):
                continue
            updates.append(
                UpdateOne(
                    {
                        "connection_id": connection_id,
                        "category": category.value,
                        "xero_id": link.xero_id,
                        "twin.updated_at": known,
                    },
                    {"$set": {f"twin.{name}": value for name, value in read.items()}},
                )
            )
        if not updates:
            return 0
        return (await write_all(self._links, updates)).matched_count

    async def count_active(self, connection_id: str, category: Category) -> int:
        """How many objects of a category are linked and there."""
        match: Document = {"connection_id": connection_id, "category": category.value, "state": LinkState.ACTIVE.value}
        return await self._links.count_documents(match)

    async def counts(self, connection_id: str) -> dict[str, int]:
        """Category → how many of its objects are linked, of those that have any; from an index alone."""
        cursor = await self._links.aggregate(
            [{"$match": {"connection_id": connection_id}}, {"$group": {"_id": "$category", "n": {"$sum": 1}}}],
            hint="by_scoro",
        )
        return {row["_id"]: row["n"] async for row in cursor}


def _is_older(read: str | None, known: str | None) -> bool:
    """Moments as ISO text; what is not known is not compared."""
    return bool(read and known) and dt.datetime.fromisoformat(str(read)) < dt.datetime.fromisoformat(str(known))
