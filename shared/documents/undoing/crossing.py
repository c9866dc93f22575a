"""Carrying out what a person undid, step by step, by the calls that every write is made with.

An entry of the log that is asked for as `undo` is planned here, not by its category: by what Xero says right now, one
step at a time, each a recorded call. Whatever dies in between, the next step follows from how things stand then.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from shared.answers import ElementResult
from shared.clients import Clients
from shared.clock import Clock
from shared.contracts.envelope import System
from shared.documents.fields import Kind
from shared.documents.from_scoro.lock_dates import LockDates
from shared.documents.periods import CLOSED, books
from shared.documents.twins import Twin
from shared.documents.undoing import ours, planning
from shared.documents.undoing.errors import UndoImpossibleError
from shared.documents.undoing.planning import Choice
from shared.documents.undoing.present import Present
from shared.documents.undoing.reading import read
from shared.documents.undoing.steps import Step, Verb
from shared.errors import SyncError
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.store.records import UNDO, Call, CallEntry, Entry, Link, LinkState
from shared.store.undoings import UNDONE, Undoing
from shared.store.written import Written
from shared.sync.plans import (
    Again,
    Crossing,
    Failed,
    LeftOut,
    Money,
    Plan,
    Purpose,
    Refused,
    TakenBack,
    Undone,
    Verdict,
    Write,
)
from shared.sync.settings import SyncSettings

LAST = frozenset({Verb.VOID, Verb.DELETE})
"""After these nothing is left but to unlink."""
GONE = frozenset({"not_found", "xero_not_found"})
"""Somebody was quicker: what is to be taken away is not there."""


class Undoable:
    """A way of documents to Xero that can be walked back; everything else is left to the way itself."""

    source: System = "scoro"

    def __init__(self, way: Crossing, store: Store, clients: Clients, clock: Clock) -> None:
        self.category = way.category
        self._way = way
        self._store = store
        self._clients = clients
        self._lock_dates = LockDates(store, clients, clock)

    async def plan(
        self, connection: Connection, settings: SyncSettings, entries: Sequence[Entry], purpose: Purpose
    ) -> Sequence[Plan]:
        """See `Crossing`."""
        undoings = await self._store.undoings.confirmed([one.key for one in entries if one.asked == UNDO])
        mine = [one for one in entries if one.asked == UNDO and one.key.object_id in undoings]
        others = [one for one in entries if one not in mine]
        plans = list(await self._way.plan(connection, settings, others, purpose)) if others else []
        return [*plans, *(await self._undone(connection, mine, undoings) if mine else ())]

    async def _undone(
        self, connection: Connection, entries: Sequence[Entry], undoings: Mapping[str, Undoing]
    ) -> list[Plan]:
        """One more step of each, by what Xero says right now."""
        ids = [one.key.object_id for one in entries]
        links = await self._store.links.by_scoro(connection.id, self.category, ids)
        writings = await self._store.writings.of(connection.id, self.category, self.source, ids)
        wanted = [(kind_of(link), link.xero_id) for link in links.values() if link.state is not LinkState.CLOSED]
        try:
            there = await read(await self._clients.xero(connection), wanted) if wanted else {}
        except SyncError as error:
            return [Failed(one, error) for one in entries]
        connection = await self._lock_dates.fresh(connection) if wanted else connection
        choices = {one.id: await self._choice(one) for one in undoings.values()}
        plans: list[Plan] = []
        for entry in entries:
            undoing, link = undoings[entry.key.object_id], links.get(entry.key.object_id)
            if link is None or link.state is LinkState.CLOSED:
                plans.append(LeftOut(entry, UNDONE))
                continue
            written = writings.get(entry.key.object_id, [])
            plans.append(_step(entry, link, written, there.get(link.xero_id), connection, undoing, choices[undoing.id]))
        return plans

    async def _choice(self, undoing: Undoing) -> Choice:
        return Choice(await self._store.undoings.together(undoing.id), undoing.payments)

    async def judge(
        self, connection: Connection, call: Call, answers: Sequence[tuple[CallEntry, ElementResult]]
    ) -> Sequence[Verdict]:
        """See `Crossing`; a call of undoings and changes together is judged by both."""
        others = [(item, result) for item, result in answers if ours.MARK not in item.memo]
        judged = await self._way.judge(connection, call, others) if others else ()
        verdicts = dict(zip((item.entry_id for item, _ in others), judged, strict=True))
        mine = [item for item, _ in answers if ours.MARK in item.memo]
        ended_links = await self._ended(connection, mine)
        closed_now = await self._closed_since(connection, answers)
        for item, result in answers:
            if item.entry_id in closed_now:
                verdicts[item.entry_id] = Again()
            elif ours.MARK in item.memo:
                verdicts[item.entry_id] = _verdict(item, result, ended_links.get(item.object_id))
        return [verdicts[item.entry_id] for item, _ in answers]

    async def look_up(self, connection: Connection, call: Call) -> Sequence[Verdict]:
        """See `Crossing`; how things stand decides about the next step anyway."""
        if any(ours.MARK in item.memo for item in call.entries):
            return [Again()] * len(call.entries)
        return await self._way.look_up(connection, call)

    async def _closed_since(
        self, connection: Connection, answers: Sequence[tuple[CallEntry, ElementResult]]
    ) -> frozenset[int]:
        """Steps that Xero refused for a lock date of which nobody had known: what comes of that is planned anew."""
        days = {
            item.entry_id: [dt.date.fromisoformat(day) if (day := item.memo.get("day")) else None]
            for item, result in answers
            if ours.MARK in item.memo and result.code == CLOSED
        }
        return await self._lock_dates.explained(connection, days)

    async def _ended(self, connection: Connection, items: Sequence[CallEntry]) -> dict[str, Link]:
        """Object id → its link as it is once the document is gone."""
        if not items:
            return {}
        links = await self._store.links.by_scoro(connection.id, self.category, [item.object_id for item in items])
        fingerprints = {item.object_id: item.fingerprint for item in items}
        return {known: ended(link, fingerprints[known]) for known, link in links.items()}


def kind_of(link: Link) -> Kind:
    """What the document is in Xero."""
    return Twin.model_validate(link.twin).kind


def ended(link: Link, fingerprint: str) -> Link:
    """The two no longer belong together; what stood there is remembered, so that it is not sent again by itself."""
    return replace(link, state=LinkState.CLOSED, twin={**link.twin, ours.FINGERPRINT: fingerprint})


def _step(
    entry: Entry,
    link: Link,
    written: Sequence[Written],
    there: Present | None,
    connection: Connection,
    undoing: Undoing,
    choice: Choice,
) -> Plan:
    """The next one, or why there is none; what was decided about the run itself was decided before."""
    known = ours.ours(link, written)
    fingerprint = ours.last_fingerprint(link, written)
    money = _money(written)
    try:
        if known is None:
            raise UndoImpossibleError("undo_no_record", f"no record is left of what was written of {entry.number}")
        steps = planning.undo(known, there, books(connection.organisation), choice).steps
    except SyncError as error:
        return Failed(entry, error, money)
    first = steps[0]
    if first.verb is Verb.UNLINK:
        return TakenBack(entry, ended(link, fingerprint))
    return _write(entry, link, first, undoing, fingerprint, money)


def _write(entry: Entry, link: Link, step: Step, undoing: Undoing, fingerprint: str, money: Money) -> Write:
    memo: dict[str, Any] = {
        ours.MARK: undoing.id, "step": step.verb.value, "kind": kind_of(link), "xero_id": link.xero_id,
        "number": entry.number, "gross": money.amount or "0", "currency": money.currency or "", "delete": True,
        "by": undoing.confirmed_by, "why": undoing.why, "day": f"{step.day}" if step.day else None,
    }  # fmt: skip
    method: Literal["POST", "DELETE"] = "DELETE" if step.verb is Verb.UNALLOCATE else "POST"
    return Write(entry, step.resource, method, step.element or {}, fingerprint, memo, serial=step.serial, money=money)


def _money(written: Sequence[Written]) -> Money:
    memo = next((one.memo for one in reversed(written) if one.memo.get("gross") is not None), {})
    return Money(memo.get("gross"), memo.get("currency") or None)


def _verdict(item: CallEntry, result: ElementResult, link: Link | None) -> Verdict:
    is_last = item.memo["step"] in LAST
    if result.is_ok:
        return Undone(link) if is_last and link is not None else Again(has_moved=True)
    if result.code in GONE and not is_last:
        return Again()
    return Refused(result.error, Money(item.memo["gross"], item.memo["currency"] or None))
