"""What became of entries, in figures."""

import datetime as dt
from collections.abc import Iterable, Sequence

from shared import metrics, tracing
from shared.contracts.envelope import Lane
from shared.http import Answer
from shared.store.outcomes import Result
from shared.store.records import Call, Entry, State

NEWS = dt.timedelta(hours=12)
"""An older change is history that is read for the first time, not news that comes late."""


def outcomes(results: Sequence[Result], now: dt.datetime) -> None:
    """Of entries that are final, as they were recorded."""
    for result in results:
        key, category = result.entry.key, result.entry.key.category.value
        metrics.OUTCOMES.labels(category, key.system, result.state.value).inc()
        if result.state is State.FAILED and result.problem is not None:
            metrics.FAILURES.labels(category, metrics.code_label(result.problem.code)).inc()
        crossed = (now - result.entry.read_started_at).total_seconds()
        metrics.CROSSING.labels(category, result.entry.lane.value).observe(max(crossed, 0.0))
        tracing.step(
            result.entry.trace,
            f"{category} {result.state.value}",
            since=result.entry.recorded_at,
            until=now,
            failed=result.state is State.FAILED,
            entry=result.entry.id,
            system=key.system,
            reason=result.reason,
        )
        if (seconds := _freshness(result, now)) is not None:
            connection = metrics.connection_label(key.connection_id)
            metrics.FRESHNESS.labels(connection, category).observe(seconds)


def _freshness(result: Result, now: dt.datetime) -> float | None:
    """From the source's own time of the change; None for what is no news or was not written."""
    entry = result.entry
    is_news = result.state is State.SYNCED and result.wrote and entry.asked is None and entry.lane is not Lane.BULK
    if not is_news or entry.modified_at is None or entry.recorded_at - entry.modified_at > NEWS:
        return None
    return max((now - entry.modified_at).total_seconds(), 0.0)


def answered(call: Call, entries: Iterable[Entry], answer: Answer, now: dt.datetime) -> None:
    """A writing call was answered: a step in the trace of every change it carried."""
    since = now - dt.timedelta(seconds=answer.seconds)
    for entry in entries:
        tracing.step(
            entry.trace, f"{call.system} {call.method} {call.resource}", since=since, until=now, call=call.id,
            status=answer.status, entries=len(call.entries),
        )  # fmt: skip
