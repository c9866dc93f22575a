"""Records to and from MongoDB documents."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from shared.contracts.envelope import Category, Lane
from shared.store.database import Document
from shared.store.records import (
    Call,
    CallEntry,
    CallState,
    Cleared,
    Entry,
    Link,
    LinkState,
    ObjectKey,
    Problem,
    Rates,
    State,
)


def key_fields(key: ObjectKey) -> Document:
    """The four fields by which an object is found everywhere."""
    return {
        "connection_id": key.connection_id,
        "category": key.category.value,
        "system": key.system,
        "object_id": key.object_id,
    }


def key_of(document: Document) -> ObjectKey:
    """The reverse."""
    return ObjectKey(
        document["connection_id"], Category(document["category"]), document["system"], document["object_id"]
    )


def entry_of(document: Document) -> Entry:
    """An entry of the change log."""
    return Entry(
        id=document["_id"],
        key=key_of(document),
        state=State(document["state"]),
        lane=Lane(document["lane"]),
        snapshot=document.get("snapshot", ""),
        read_started_at=document["read_started_at"],
        recorded_at=document["recorded_at"],
        run_id=UUID(document["run_id"]) if document.get("run_id") else None,
        waits_for=tuple(document.get("waits_for", ())),
        cleared=Cleared(document["cleared"]) if document.get("cleared") else None,
        volume=Cleared(document["volume"]) if document.get("volume") else None,
        rates=Rates(**document["rates"]) if document.get("rates") else None,
        **{name: document[name] for name in ENTRY_EXTRAS if document.get(name) is not None},
    )


ENTRY_EXTRAS = (
    "modified_at", "number", "deleted", "asked", "due_at", "attempts", "claims", "owner", "fence", "call_id", "reason",
    "counterpart_id", "wrote", "finished_at", "amount", "currency", "worth", "decided_by", "decided_why",
    "laid_back", "trace", "approved",
)  # fmt: skip


def link_of(document: Document) -> Link:
    """A link."""
    return Link(
        connection_id=document["connection_id"],
        category=Category(document["category"]),
        scoro_id=document["scoro_id"],
        xero_id=document["xero_id"],
        state=LinkState(document["state"]),
        fingerprint=document.get("fingerprint"),
        fingerprint_in_scoro=document.get("fingerprint_in_scoro"),
        evidence=document.get("evidence", "created"),
        twin=document.get("twin", {}),
    )


def call_document(call: Call) -> Document:
    """A call as it is kept."""
    return {
        "_id": call.id,
        "connection_id": call.connection_id,
        "category": call.category.value,
        "system": call.system,
        "lane": call.lane.value,
        "resource": call.resource,
        "method": call.method,
        "path": call.path,
        "params": call.params,
        "body": call.body,
        "idempotency_key": call.idempotency_key,
        "entries": [asdict(item) for item in call.entries],
        "sent_at": call.sent_at,
        "owner": call.owner,
        "fence": call.fence,
        "state": call.state.value,
        "sends": call.sends,
        **({"serial": list(call.serials)} if call.serials else {}),
        **({"caused_by": list(call.caused_by)} if call.caused_by else {}),
    }


def call_of(document: Document) -> Call:
    """The reverse."""
    return Call(
        id=document["_id"],
        connection_id=document["connection_id"],
        category=Category(document["category"]),
        system=document["system"],
        lane=Lane(document["lane"]),
        resource=document["resource"],
        method=document["method"],
        path=document["path"],
        params=document["params"],
        body=bytes(document["body"]),
        idempotency_key=document["idempotency_key"],
        entries=tuple(CallEntry(**item) for item in document["entries"]),
        sent_at=document["sent_at"],
        owner=document["owner"],
        fence=document["fence"],
        state=CallState(document["state"]),
        sends=document["sends"],
        serials=_serials(document.get("serial")),
        caused_by=tuple(document.get("caused_by", ())),
        taken_at=document.get("taken_at"),
    )


def _serials(kept: Any) -> tuple[str, ...]:
    """A call had one at most in older records."""
    return (kept,) if isinstance(kept, str) else tuple(kept or ())


def problem_of(document: Document) -> Problem:
    """A problem of one object."""
    extras: dict[str, Any] = {name: document.get(name) for name in ("amount", "currency", "first_seen", "last_seen")}
    return Problem(
        key=key_of(document),
        code=document["code"],
        cause=document["cause"],
        text=document["text"],
        entry_id=document["entry_id"],
        number=document.get("number", ""),
        count=document.get("count", 1),
        ignored=document.get("ignored", False),
        **extras,
    )
