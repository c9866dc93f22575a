"""What the broker writes on a message that it moves to the dead letters; pure."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

WAITED = "expired"
"""The broker's word for a message that waited in a retry queue: no death."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Of the last death; empty where the broker had no part in it."""

    reason: str = ""
    queue: str = ""
    exchange: str = ""
    routing_key: str = ""
    at: dt.datetime | None = None


def marks_of(headers: Mapping[str, Any]) -> Marks:
    """From the newest entry of `x-death` that tells of a death: the broker puts the newest first."""
    for entry in _deaths(headers.get("x-death")):
        keys = entry.get("routing-keys")
        return Marks(
            reason=str(entry.get("reason", "")),
            queue=str(entry.get("queue", "")),
            exchange=str(entry.get("exchange", "")),
            routing_key=str(keys[0]) if isinstance(keys, list) and keys else "",
            at=moment(entry.get("time")),
        )
    return Marks()


def _deaths(value: Any) -> Iterator[Mapping[str, Any]]:
    entries = value if isinstance(value, list) else []
    return (entry for entry in entries if isinstance(entry, Mapping) and entry.get("reason") != WAITED)


def moment(value: object) -> dt.datetime | None:
    """An aware moment, from the broker's own type or from text; None for anything else."""
    if isinstance(value, str):
        try:
            value = dt.datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, dt.datetime) or value.tzinfo is None:
        return None
    try:
        return value.astimezone(dt.UTC)
    except OverflowError:
        return None
