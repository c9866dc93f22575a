"""A call as it is recorded before it is made; pure but for its random id."""

import datetime as dt
from collections.abc import Sequence
from uuid import uuid4

from shared.contracts.envelope import Lane
from shared.store.records import Call, CallEntry
from shared.sync.plans import Write
from shared.sync.targets import KEY, Way


def call_for(way: Way, writes: Sequence[Write], lane: Lane, *, owner: str, now: dt.datetime) -> Call:
    """One call for writes of the same resource and method, no more than the target takes."""
    request = way.target.request(writes)
    return Call(
        id=uuid4().hex,
        connection_id=way.connection.id,
        category=way.crossing.category,
        system=way.target.system,
        lane=lane,
        resource=writes[0].resource,
        method=request.method,
        path=request.path,
        params=dict(request.params),
        body=request.body,
        idempotency_key=request.headers.get(KEY, ""),
        entries=tuple(_element(write) for write in writes),
        sent_at=now,
        owner=owner,
        serials=tuple(dict.fromkeys(write.serial for write in writes if write.serial)),
        caused_by=tuple(sorted({cause for write in writes for cause in _causes(write)})),
    )


def _causes(write: Write) -> list[str]:
    """Who or what wants it: a run, somebody who asked, who released or undid it, else an event or a tick."""
    entry = write.entry
    causes = [f"run:{entry.run_id}"] if entry.run_id else []
    causes += [f"asked:{entry.asked}"] if entry.asked else []
    causes += [f"released:{entry.decided_by}"] if entry.decided_by else []
    causes += [f"undone:{by}: {write.memo['why']}"] if (by := write.memo.get("by")) else []
    return causes or [f"event:{entry.lane}"]


def _element(write: Write) -> CallEntry:
    amount, currency = write.money.amount, write.money.currency
    return CallEntry(write.entry.id, write.entry.key.object_id, write.fingerprint, write.memo, amount, currency)
