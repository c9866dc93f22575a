"""What was written of an object, by the records of its calls: the evidence for whoever takes it back."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import ASCENDING

from shared import jsonio
from shared.clock import Clock
from shared.contracts.envelope import Category, System
from shared.store.changes import CALLS, CHANGES
from shared.store.database import Database, Document
from shared.store.records import CallState, ObjectKey, State
from shared.store.wire import key_fields, key_of

FAILED_STATUS = "ERROR"


@dataclass(frozen=True, slots=True)
class Written:
    """One write of one object that was carried out."""

    object_id: str
    run_id: str | None
    resource: str
    creates: bool
    fingerprint: str
    memo: dict[str, Any]
    sent_at: dt.datetime
    element: dict[str, Any] | None
    """What was answered; None where the answer got lost and somebody looked instead."""
    url: str = ""
    """The address in Scoro that was sent along, where no answer tells it."""


class Writings:
    """Finds them."""

    def __init__(self, database: Database, _clock: Clock) -> None:
        self._changes = database.collection(CHANGES)
        self._calls = database.collection(CALLS)

    async def of_run(self, connection_id: str, run_id: str, *, limit: int) -> tuple[list[ObjectKey], int]:
        """Objects that this run wrote or tried to, and how many beyond the limit."""
        match: Document = {
            "connection_id": connection_id, "run_id": run_id, "call_id": {"$type": "string"},
            "state": {"$in": [State.SYNCED.value, State.FAILED.value]},
        }  # fmt: skip
        keys: dict[ObjectKey, None] = {}
        async for row in self._changes.find(match, {"snapshot": 0}).sort("_id", ASCENDING):
            keys[key_of(row)] = None
        found = list(keys)
        return found[:limit], max(0, len(found) - limit)

    async def of(
        self, connection_id: str, category: Category, system: System, object_ids: Sequence[str]
    ) -> dict[str, list[Written]]:
        """Object id → its writes that were carried out, oldest first."""
        if not object_ids:
            return {}
        some = ObjectKey(connection_id, category, system, "")
        match: Document = {**key_fields(some), "object_id": {"$in": list(object_ids)}}
        runs = {row["_id"]: row.get("run_id") async for row in self._changes.find(match, {"run_id": 1})}
        wanted: Document = {
            "entries.entry_id": {"$in": list(runs)},
            "connection_id": connection_id,
            "category": category.value,
            "state": CallState.SETTLED.value,
        }
        found: dict[str, list[Written]] = {}
        async for row in self._calls.find(wanted).sort("sent_at", ASCENDING):
            for one in _read(row, runs):
                found.setdefault(one.object_id, []).append(one)
        return found


def _read(row: Document, runs: dict[int, str | None]) -> list[Written]:
    elements = _elements(row)
    if elements is None and not row.get("looked_up"):
        return []
    urls = _urls(row) if elements is None else []
    return [
        Written(
            object_id=item["object_id"],
            run_id=runs[item["entry_id"]],
            resource=row["resource"],
            creates=row["method"] == "PUT",
            fingerprint=item["fingerprint"],
            memo=item["memo"],
            sent_at=row["sent_at"],
            element=elements[place] if elements is not None else None,
            url=urls[place] if urls else "",
        )
        for place, item in enumerate(row["entries"])
        if item["entry_id"] in runs
        and (elements is None or elements[place].get("StatusAttributeString") != FAILED_STATUS)
    ]


def _urls(row: Document) -> list[str]:
    """As they were sent, one for each entry; empty where the call has no such list."""
    try:
        body = jsonio.loads(bytes(row.get("body") or b""))
    except jsonio.NotJsonError:
        return []
    sent = body.get(row["resource"]) if isinstance(body, dict) else None
    if not isinstance(sent, list) or len(sent) != len(row["entries"]):
        return []
    return [str(one.get("Url") or "") if isinstance(one, dict) else "" for one in sent]


def _elements(row: Document) -> list[dict[str, Any]] | None:
    """As the other system answered, one for each entry; None where there is no such answer."""
    if not row.get("answer") or not 200 <= int(row.get("status") or 0) < 300:  # noqa: PLR2004 - HTTP's own numbers for yes
        return None
    try:
        body = jsonio.loads(bytes(row["answer"]))
    except jsonio.NotJsonError:
        return None
    name = next((part for part in reversed(row["resource"].split("/")) if part.isalpha()), "")
    items = body.get(name) if isinstance(body, dict) else None
    if not isinstance(items, list) or len(items) != len(row["entries"]):
        return None
    return items
