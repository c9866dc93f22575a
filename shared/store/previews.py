"""Previews: what the next run would do, line by line, and what of it was approved."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any
from uuid import uuid4

from pymongo import ASCENDING, DESCENDING, IndexModel, ReplaceOne, ReturnDocument, UpdateOne

from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.store.changes import CHANGES
from shared.store.database import Database, Document, Session, write_all
from shared.store.decisions import Act, Decision, Decisions
from shared.store.holds import CODES, HOLDS
from shared.store.outcomes import PROBLEMS
from shared.store.preview_records import Group, Line, Phase, Preview, Share, Verb
from shared.store.records import Brake, Cleared, Entry, State
from shared.store.waits import held
from shared.store.wire import entry_of, key_fields, key_of

PREVIEWS, LINES = "previews", "preview_lines"
KEPT_SECONDS = 30 * 24 * 3600
GOES = (Verb.CREATE, Verb.UPDATE, Verb.DELETE, Verb.LINK, Verb.UNLINK, Verb.AFTER)
"""What is applied; the rest changes nothing anywhere."""
INDEXES: dict[str, list[IndexModel]] = {
    PREVIEWS: [
        IndexModel([("connection_id", ASCENDING), ("asked_at", DESCENDING)], name="newest"),
        IndexModel([("asked_at", ASCENDING)], name="kept_for_a_month", expireAfterSeconds=KEPT_SECONDS),
    ],
    LINES: [
        IndexModel([("preview_id", ASCENDING), ("entry", ASCENDING)], name="one_per_entry", unique=True),
        IndexModel([("at", ASCENDING)], name="kept_for_a_month", expireAfterSeconds=KEPT_SECONDS),
    ],
}


class Previews:
    """Keeps, lists and applies them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._previews = database.collection(PREVIEWS)
        self._lines = database.collection(LINES)
        self._changes = database.collection(CHANGES)
        self._holds = database.collection(HOLDS)
        self._problems = database.collection(PROBLEMS)
        self._decisions = Decisions(database, clock)
        self._clock = clock

    async def begin(
        self,
        connection_id: str,
        categories: Sequence[Category],
        *,
        settings_version: int,
        by: str,
        since: dt.datetime | None = None,
    ) -> Preview:
        """About everything that lies recorded or is held for its number now, or what of that changed since then."""
        newest = await self._changes.find_one({}, {"_id": 1}, sort=[("_id", DESCENDING)])
        names = [category.value for category in categories]
        kept: Document = {"connection_id": connection_id, "category": {"$in": names}, "brake": Brake.VOLUME.value}
        holds = [one["_id"] async for one in self._holds.find({**kept, "open": True}, {"_id": 1})]
        row: Document = {
            "_id": uuid4().hex,
            "connection_id": connection_id,
            "categories": names,
            "pending": names,
            "phase": Phase.TRANSLATING.value,
            "last": newest["_id"] if newest else 0,
            "settings_version": settings_version,
            "asked_by": by,
            "asked_at": self._clock.now(),
            "since": since,
            "holds": holds,
        }
        await self._previews.insert_one(row)
        return _preview(row)

    async def get(self, preview_id: str) -> Preview | None:
        """One."""
        row = await self._previews.find_one({"_id": preview_id})
        return _preview(row) if row else None

    async def newest(self, connection_id: str) -> Preview | None:
        """The last that somebody asked for."""
        row = await self._previews.find_one({"connection_id": connection_id}, sort=[("asked_at", DESCENDING)])
        return _preview(row) if row else None

    async def recorded(self, preview: Preview, category: Category, *, after: int, limit: int) -> list[Entry]:
        """The next entries that it is about, in the order of the log."""
        match: Document = {
            "connection_id": preview.connection_id,
            "category": category.value,
            "_id": {"$gt": after, "$lte": preview.last},
            "$or": _about(preview),
        }
        if preview.since is not None:
            match["$and"] = [{"$or": [{"modified_at": None}, {"modified_at": {"$gte": preview.since}}]}]
        return [entry_of(row) async for row in self._changes.find(match).sort("_id").limit(limit)]

    async def add(self, lines: Sequence[Line]) -> None:
        """Safe to do again."""
        if lines:
            now = self._clock.now()
            same = [{"preview_id": line.preview_id, "entry": line.entry} for line in lines]
            rows = [_document(line) | {"at": now} for line in lines]
            writes = [ReplaceOne(known, row, upsert=True) for known, row in zip(same, rows, strict=True)]
            await write_all(self._lines, writes, ordered=True)

    async def done(self, preview_id: str, category: Category) -> None:
        """A category is translated; with the last of them the preview is ready."""
        await self._previews.update_one({"_id": preview_id}, {"$pull": {"pending": category.value}})
        await self._previews.update_one(
            {"_id": preview_id, "phase": Phase.TRANSLATING.value, "pending": []}, {"$set": {"phase": Phase.READY.value}}
        )

    async def lines(self, preview_id: str, *, after: int = 0, limit: int = 100) -> list[Line]:
        """In the order of the log."""
        match: Document = {"preview_id": preview_id, "entry": {"$gt": after}}
        return [_line(row) async for row in self._lines.find(match).sort("entry").limit(limit)]

    async def groups(self, preview_id: str) -> list[Group]:
        """How many of which sort, and their money."""
        counts: Counter[tuple[str, str, str | None]] = Counter()
        sums: defaultdict[tuple[str, str, str | None], defaultdict[str, Decimal]] = defaultdict(
            lambda: defaultdict(Decimal)
        )
        only = {"category": 1, "verb": 1, "reason": 1, "amount": 1, "currency": 1}
        async for row in self._lines.find({"preview_id": preview_id}, only):
            key = row["category"], row["verb"], row.get("reason")
            counts[key] += 1
            if row.get("amount") and row.get("currency"):
                sums[key][row["currency"]] += Decimal(row["amount"])
        return [
            Group(Category(key[0]), Verb(key[1]), key[2], count, _texts(sums[key])) for key, count in counts.items()
        ]

    async def shares(self, preview_id: str) -> list[tuple[Category, str, Share]]:
        """Net money of what would be written, by category, currency, account and tax code."""
        sums: defaultdict[tuple[str, str, str, str], Decimal] = defaultdict(Decimal)
        only = {"category": 1, "currency": 1, "shares": 1}
        async for row in self._lines.find({"preview_id": preview_id, "shares": {"$ne": []}}, only):
            for share in row["shares"]:
                key = row["category"], row.get("currency") or "", share["account"], share["tax"]
                sums[key] += Decimal(share["net"])
        return [
            (Category(category), currency, Share(account, tax, f"{net:f}"))
            for (category, currency, account, tax), net in sorted(sums.items())
        ]

    async def apply(
        self, preview: Preview, *, without: Collection[int], by: str, why: str
    ) -> tuple[Preview, list[Entry]] | None:
        """
        Open exactly the entries of its lines that go and were not left out; once, and None where somebody did before.

        A line whose entry is no longer the recorded one, since its source moved, is marked as stale and refused.
        """

        async def work(session: Session) -> tuple[Preview, list[Entry]] | None:
            taken = await self._previews.find_one_and_update(
                {"_id": preview.id, "phase": Phase.READY.value},
                {"$set": {"phase": Phase.APPLIED.value, "applied_by": by, "applied_at": self._clock.now()}},
                session=session,
            )
            if taken is None:
                return None
            return await self._open(preview, frozenset(without), by, why, session)

        return await self._database.transaction(work)

    async def _open(
        self, preview: Preview, without: frozenset[int], by: str, why: str, session: Session
    ) -> tuple[Preview, list[Entry]]:
        match: Document = {"preview_id": preview.id, "verb": {"$in": [verb.value for verb in GOES]}}
        found = self._lines.find(match, {"entry": 1, "fingerprint": 1}, session=session)
        approved = {row["entry"]: row.get("fingerprint") async for row in found if row["entry"] not in without}
        chosen = sorted(approved)
        still: Document = {"_id": {"$in": chosen}, "$or": _about(preview)}
        entries = [entry_of(row) async for row in self._changes.find(still, {"snapshot": 0}, session=session)]
        ids = [entry.id for entry in entries]
        if ids:
            await self._changes.bulk_write(
                [UpdateOne({"_id": one}, self._let_go(approved[one], by, why)) for one in ids],
                ordered=False,
                session=session,
            )
            await self._problems.update_many(
                {"connection_id": preview.connection_id, "code": CODES[Brake.VOLUME], "entry_id": {"$in": ids}},
                {"$set": {"open": False, "closed_at": self._clock.now()}},
                session=session,
            )
        stale = sorted(set(chosen) - set(ids))
        await self._lines.update_many(
            {"preview_id": preview.id, "entry": {"$in": stale}}, {"$set": {"stale": True}}, session=session
        )
        decision = Decision(Act.APPLIED, by, why, preview.connection_id, preview.categories, count=len(ids))
        await self._decisions.keep(decision, session)
        row = await self._previews.find_one_and_update(
            {"_id": preview.id},
            {"$set": {"opened": len(ids), "stale": len(stale)}},
            return_document=ReturnDocument.AFTER,
            session=session,
        )
        return _preview(row or {}), entries

    def _let_go(self, fingerprint: str | None, by: str, why: str) -> Document:
        """Nobody is asked again how much of it there is."""
        now = self._clock.now()
        opened = {"state": State.OPEN.value, "rung_at": now, "parked": False, "approved": fingerprint}
        said = {"decided_by": by, "decided_why": why, "volume": Cleared.RELEASED.value, "volume_at": now}
        return {"$set": {**opened, **said}, "$unset": {"waits_for": ""}}


def _about(preview: Preview) -> list[Document]:
    """Sorts of entries that it is about."""
    kept = [held(one) for one in preview.holds]
    waiting: Document = {"connection_id": preview.connection_id, "waits_for": {"$in": kept}}
    recorded: Document = {"state": State.RECORDED.value}
    return [recorded, {**waiting, "state": State.WAITING.value}] if kept else [recorded]


def _texts(sums: Mapping[str, Decimal]) -> dict[str, str]:
    return {currency: f"{value:f}" for currency, value in sorted(sums.items())}


def _preview(row: Document) -> Preview:
    return Preview(
        id=row["_id"],
        connection_id=row["connection_id"],
        categories=tuple(Category(name) for name in row["categories"]),
        pending=tuple(Category(name) for name in row["pending"]),
        phase=Phase(row["phase"]),
        last=row["last"],
        settings_version=row["settings_version"],
        asked_by=row["asked_by"],
        asked_at=row["asked_at"],
        since=row.get("since"),
        holds=tuple(row.get("holds", ())),
        applied_by=row.get("applied_by"),
        applied_at=row.get("applied_at"),
        opened=row.get("opened", 0),
        stale=row.get("stale", 0),
    )


def _document(line: Line) -> dict[str, Any]:
    row = asdict(line)
    del row["key"]
    return {**row, **key_fields(line.key), "verb": line.verb.value, "waits_for": list(line.waits_for)}


def _line(row: Document) -> Line:
    given = {name: row[name] for name in ("preview_id", "entry", "number", "amount", "currency", "asks", "resource")}
    more = {name: row[name] for name in ("method", "element", "fingerprint", "reason", "said", "stale")}
    return Line(
        **given,
        **more,
        key=key_of(row),
        verb=Verb(row["verb"]),
        shares=tuple(Share(**share) for share in row["shares"]),
        waits_for=tuple(row["waits_for"]),
    )
