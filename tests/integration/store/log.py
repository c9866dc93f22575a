"""Objects, entries and calls for tests of the change log."""

import datetime as dt
from dataclasses import replace

from shared.contracts.envelope import Category, Lane
from shared.store.everything import Store
from shared.store.records import Call, CallEntry, Entry, Link, NewChange, ObjectKey

START = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)


KEY = ObjectKey("acme", Category.INVOICES, "scoro", "4101")


A_CHANGE = NewChange(key=KEY, snapshot='{"id":4101,"sum":"71.50"}', read_started_at=START, number="2026031")


def version(number: int, *, object_id: str = "4101", seconds: int = 0) -> NewChange:
    """That version of an object, read so long after the start."""
    return replace(
        A_CHANGE,
        key=replace(KEY, object_id=object_id),
        snapshot=f'{{"version":{number}}}',
        read_started_at=START + dt.timedelta(seconds=seconds),
    )


async def opened(store: Store, *changes: NewChange) -> list[Entry]:
    recorded = await store.changes.record(changes)
    return await store.changes.open(recorded.entries)


async def claimed(store: Store, owner: str = "one", limit: int = 50) -> list[Entry]:
    return await store.claims.claim(
        connection_id="acme", category=Category.INVOICES, lane=Lane.CHANGED, owner=owner, limit=limit
    )


def a_call(*entries: Entry, owner: str = "one", name: str = "call-1") -> Call:
    return Call(
        id=name,
        connection_id="acme",
        category=Category.INVOICES,
        system="xero",
        lane=Lane.CHANGED,
        resource="Invoices",
        method="PUT",
        path="/Invoices",
        params={},
        body=b"{}",
        idempotency_key="key",
        entries=tuple(CallEntry(entry.id, entry.key.object_id, "print", {}) for entry in entries),
        sent_at=START,
        owner=owner,
    )


def a_link(entry: Entry, xero_id: str = "60aa") -> Link:
    return Link("acme", Category.INVOICES, entry.key.object_id, xero_id, fingerprint="print")
