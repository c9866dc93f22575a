"""Proofs of agreement: what both systems hold, read in full every night, and where it differs.

The facts of a pass are its working copy and stay until the next one, for what both sides last agreed on. Lines and
totals belong to a pass: people see those of the last one that was finished.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from bson.decimal128 import Decimal128
from pymongo import ASCENDING, DESCENDING, IndexModel, InsertOne, UpdateOne

from shared.clock import Clock
from shared.contracts.envelope import Category, System
from shared.store.agreement_records import SUMS, Cell, CellKey, Fact, Kind, Line, Part, Pass, Side, Sums, Verdict
from shared.store.changes import CHANGES
from shared.store.database import Database, Document, Session
from shared.store.heads import HEADS, head_id
from shared.store.records import ObjectKey

FACTS, LINES, CELLS, PASSES = "agreement_facts", "agreement_lines", "agreement_cells", "agreement_passes"
SOURCE = "agreement"
"""The chain that reads it, as cursors name it."""
MOST_LINES = 20_000
"""Of one pass; the rest is only counted."""
MOST_OF_A_RULE = 500
"""Objects named for one rule of one pass."""
INDEXES: dict[str, list[IndexModel]] = {
    FACTS: [
        IndexModel(
            [("connection_id", ASCENDING), ("system", ASCENDING), ("category", ASCENDING), ("_id", ASCENDING)],
            name="in_order",
        ),
        IndexModel([("connection_id", ASCENDING), ("number_of_pass", ASCENDING)], name="of_pass"),
        IndexModel([("connection_id", ASCENDING), ("parts.of", ASCENDING)], name="on_documents", sparse=True),
    ],
    LINES: [
        IndexModel(
            [("pass", ASCENDING), ("category", ASCENDING), ("month", ASCENDING), ("_id", ASCENDING)], name="of_month"
        ),
        IndexModel([("pass", ASCENDING), ("kind", ASCENDING), ("code", ASCENDING)], name="of_rule"),
    ],
    CELLS: [IndexModel([("pass", ASCENDING)], name="of_pass")],
    PASSES: [IndexModel([("connection_id", ASCENDING), ("finished_at", DESCENDING)], name="newest")],
}
CURRENT = (
    "number", "day", "currency", "status", "contact", "changed_at", "is_gone", "is_approved", "is_due_known",
    "is_prepaid",
)  # fmt: skip


class Agreement:
    """Keeps passes; hands out the last finished one."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._facts = database.collection(FACTS)
        self._lines = database.collection(LINES)
        self._cells = database.collection(CELLS)
        self._passes = database.collection(PASSES)

    async def keep(self, of: Pass, facts: Sequence[Fact], calls: Mapping[System, int], session: Session) -> None:
        """What one page showed, within the transaction that moves the chain."""
        if facts:
            await self._facts.bulk_write([_kept(of, fact) for fact in facts], session=session)
        counted: Document = {f"calls.{system}": count for system, count in calls.items()}
        for fact in facts:
            counted[f"objects.{fact.system}"] = counted.get(f"objects.{fact.system}", 0) + 1
        await self._count(of, counted, session)

    async def judge(
        self,
        of: Pass,
        cells: Iterable[Cell],
        lines: Sequence[Line],
        *,
        agreed: Mapping[str, Mapping[str, str]],
        explained: Iterable[tuple[System, str]] = (),
        session: Session,
    ) -> None:
        """What comparing some objects came to, likewise.

        `agreed`: Scoro id of each pair that agrees, as `invoices:4101` → what both say. `explained`: documents whose
        open sums differ because of a receipt that is named itself.
        """
        updates = [_added(of, cell) for cell in cells]
        if updates:
            await self._cells.bulk_write(updates, session=session)
        marks = [
            UpdateOne({"_id": _fact_id(of.connection_id, "scoro", name)}, {"$set": {"agreed": dict(said)}})
            for name, said in agreed.items()
        ]
        marks += [
            UpdateOne({"_id": _fact_id(of.connection_id, system, name)}, {"$set": {"explained": of.number}})
            for system, name in explained
        ]
        if marks:
            await self._facts.bulk_write(marks, session=session, ordered=False)
        await self._put(of, lines, session)

    async def _put(self, of: Pass, lines: Sequence[Line], session: Session) -> None:
        row = await self._passes.find_one({"_id": pass_id(of)}, session=session) or {}
        room = MOST_LINES - row.get("lines", 0)
        named = {code: MOST_OF_A_RULE - count for code, count in row.get("left_out", {}).items()}
        counted: Document = {}
        kept: list[Line] = []
        for line in lines:
            field = "lines" if line.is_difference else f"left_out.{line.code}"
            counted[field] = counted.get(field, 0) + 1
            if line.is_difference:
                room -= 1
                kept += [line] if room >= 0 else []
            else:
                named[line.code] = named.get(line.code, MOST_OF_A_RULE) - 1
                kept += [line] if named[line.code] >= 0 else []
        if kept:
            rows = [InsertOne({"pass": pass_id(of), **line.written()}) for line in kept]
            await self._lines.bulk_write(rows, session=session)
        if counted:
            await self._count(of, counted, session)

    async def _count(self, of: Pass, counted: Mapping[str, int], session: Session) -> None:
        begun = {"connection_id": of.connection_id, "number": of.number, "started_at": of.started_at}
        update: Document = {"$setOnInsert": {**begun, "finished_at": None}}
        if counted:
            update["$inc"] = dict(counted)
        await self._passes.update_one({"_id": pass_id(of)}, update, upsert=True, session=session)

    async def finish(self, of: Pass, session: Session) -> None:
        """From now on people see this one."""
        await self._passes.update_one(
            {"_id": pass_id(of)}, {"$set": {"finished_at": self._clock.now()}}, session=session
        )

    async def forget_before(self, of: Pass) -> None:
        """Passes before this one, and objects that it did not find; safe to do again."""
        old = [
            row["_id"]
            async for row in self._passes.find({"connection_id": of.connection_id, "number": {"$lt": of.number}})
        ]
        if old:
            await self._lines.delete_many({"pass": {"$in": old}})
            await self._cells.delete_many({"pass": {"$in": old}})
            await self._passes.delete_many({"_id": {"$in": old}})
        await self._facts.delete_many({"connection_id": of.connection_id, "number_of_pass": {"$lt": of.number}})

    async def after(
        self, of: Pass, system: System, category: Category, last: str, limit: int
    ) -> list[tuple[Fact, Document]]:
        """Facts of this pass in order, and what is remembered beside each: `agreed`, `explained`."""
        match: Document = {"connection_id": of.connection_id, "system": system, "category": category.value}
        match |= {"_id": {"$gt": _fact_id(of.connection_id, system, f"{category}:{last}")}}
        found = self._facts.find({**match, "number_of_pass": of.number}).sort("_id").limit(limit)
        return [(fact_of(row), row) async for row in found]

    async def some(
        self, of: Pass, system: System, category: Category, ids: Iterable[str]
    ) -> dict[str, tuple[Fact, Document]]:
        """Those of these objects that the pass found."""
        wanted = [_fact_id(of.connection_id, system, f"{category}:{known}") for known in ids]
        found = self._facts.find({"_id": {"$in": wanted}, "number_of_pass": of.number})
        return {row["object_id"]: (fact_of(row), row) async for row in found}

    async def paid(self, of: Pass, system: System, names: Iterable[str]) -> dict[str, Decimal]:
        """Document, as receipts name it → what was paid on it there."""
        wanted = set(names)
        match: Document = {"connection_id": of.connection_id, "parts.of": {"$in": sorted(wanted)}}
        found = self._facts.find({**match, "system": system, "number_of_pass": of.number, "is_gone": False})
        sums: dict[str, Decimal] = {}
        async for row in found:
            for part in fact_of(row).parts:
                if part.of in wanted:
                    sums[part.of] = sums.get(part.of, Decimal(0)) + part.sum
        return sums

    async def verdicts(self, keys: Sequence[ObjectKey]) -> dict[str, Verdict]:
        """Object → what the log says of its newest version, for those that it knows."""
        heads = self._database.collection(HEADS).find({"_id": {"$in": [head_id(key) for key in keys]}}, {"entry": 1})
        of = {row["entry"]: row["_id"] async for row in heads}
        names = {head_id(key): key.object_id for key in keys}
        fields = {"state": 1, "reason": 1, "recorded_at": 1, "finished_at": 1}
        found = self._database.collection(CHANGES).find({"_id": {"$in": list(of)}}, fields)
        return {
            names[of[row["_id"]]]: Verdict(
                row["state"], row.get("reason"), row.get("finished_at") or row["recorded_at"]
            )
            async for row in found
        }

    async def newest(self, connection_id: str) -> Pass | None:
        """The last pass that was finished."""
        match: Document = {"connection_id": connection_id, "finished_at": {"$type": "date"}}
        row = await self._passes.find_one(match, sort=[("finished_at", DESCENDING)])
        return _pass(row) if row else None

    async def cells(self, of: Pass) -> list[Cell]:
        """Its totals, in order."""
        return sorted([_cell(row) async for row in self._cells.find({"pass": pass_id(of)})], key=lambda one: one.key)

    async def lines(
        self,
        of: Pass,
        *,
        categories: Sequence[Category] = (),
        month: str | None = None,
        left_out: bool = False,
        skip: int = 0,
        limit: int = 0,
    ) -> list[Line]:
        """Its differences, or what rules left out, in order; by page where `limit` is given.

        What somebody has to decide about comes before what is on its way.
        """
        match: Document = {"pass": pass_id(of)}
        match["kind"] = Kind.LEFT_OUT.value if left_out else {"$ne": Kind.LEFT_OUT.value}
        if categories:
            match["category"] = {"$in": [category.value for category in categories]}
        if month is not None:
            match["month"] = month
        order = [("why", ASCENDING), ("category", ASCENDING), ("month", ASCENDING), ("_id", ASCENDING)]
        return [Line.of(row) async for row in self._lines.find(match).sort(order).skip(skip).limit(limit)]


def pass_id(of: Pass) -> str:
    """How its lines and totals name it."""
    return f"{of.connection_id}|{of.number}"


def _fact_id(connection_id: str, system: System, name: str) -> str:
    return f"{connection_id}|{system}|{name}"


def _kept(of: Pass, fact: Fact) -> UpdateOne:
    row: Document = {name: getattr(fact, name) for name in CURRENT}
    row |= {"system": fact.system, "category": fact.category.value, "object_id": fact.object_id}
    row["day"] = fact.day.isoformat() if fact.day else None
    row["rate"] = str(fact.rate) if fact.rate is not None else None
    row |= {"sums": fact.sums.written(), "connection_id": of.connection_id, "number_of_pass": of.number}
    if fact.parts:
        row["parts"] = [{"of": part.of, "sum": str(part.sum)} for part in fact.parts]
    return UpdateOne({"_id": _fact_id(of.connection_id, fact.system, fact.name)}, {"$set": row}, upsert=True)


def fact_of(row: Mapping[str, Any]) -> Fact:
    """As it was kept."""
    return Fact(
        **{name: row[name] for name in CURRENT if name != "day"},
        system=row["system"],
        category=Category(row["category"]),
        object_id=row["object_id"],
        day=dt.date.fromisoformat(row["day"]) if row["day"] else None,
        rate=Decimal(row["rate"]) if row["rate"] else None,
        sums=Sums.of(row["sums"]),
        parts=tuple(Part(part["of"], Decimal(part["sum"])) for part in row.get("parts", ())),
    )


def _added(of: Pass, cell: Cell) -> UpdateOne:
    key = cell.key
    name = f"{pass_id(of)}|{key.category}|{key.month}|{key.currency}|{key.status}"
    added: Document = {}
    for system, side in (("scoro", cell.scoro), ("xero", cell.xero)):
        added[f"{system}.count"] = side.count
        added |= {f"{system}.{one}": Decimal128(getattr(side.sums, one)) for one in SUMS}
    shown = {"category": key.category.value, "month": key.month, "currency": key.currency, "status": key.status}
    return UpdateOne({"_id": name}, {"$inc": added, "$setOnInsert": {"pass": pass_id(of), **shown}}, upsert=True)


def _cell(row: Document) -> Cell:
    key = CellKey(Category(row["category"]), row["month"], row["currency"], row["status"])
    sides = [
        Side(row[system]["count"], Sums(*(row[system][one].to_decimal() for one in SUMS)))
        for system in ("scoro", "xero")
    ]
    return Cell(key, *sides)


def _pass(row: Document) -> Pass:
    return Pass(
        connection_id=row["connection_id"],
        number=row["number"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        calls=row.get("calls", {}),
        objects=row.get("objects", {}),
        lines=row.get("lines", 0),
        left_out=row.get("left_out", {}),
    )
