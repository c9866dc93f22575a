"""Headers of our own on messages that failed: written where a message is settled, read where dead letters are kept."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Header(StrEnum):
    """Never `x-…`: those are the broker's."""

    QUEUE = "queue"  # it was taken from
    EXCHANGE = "exchange"  # it was first published to
    ROUTING_KEY = "routing-key"  # it was first published with
    SENDER = "sender"  # the AMQP user who first published it, where the broker vouched for one
    SERVICE = "service"  # that could not handle it
    ATTEMPT = "attempt"  # failures before the one that is told
    FAILURES = "failures"  # the newest few of them, with their times
    DIED_AT = "died-at"
    ERROR = "error"
    ERROR_CODE = "error-code"
    ERROR_TYPE = "error-type"
    ERROR_TRACE = "error-trace"
    REPLAY_OF = "replay-of"  # the dead letter of which it is a copy
    REPLAYS = "replays"  # which copy it is
    ORIGIN = "origin"  # the first dead letter of all copies


PASSING = frozenset(
    {
        Header.QUEUE,
        Header.SERVICE,
        Header.ATTEMPT,
        Header.FAILURES,
        Header.DIED_AT,
        Header.ERROR,
        Header.ERROR_CODE,
        Header.ERROR_TYPE,
        Header.ERROR_TRACE,
    }
)
"""What tells of one life of a message: its next one begins without."""


def lasting(headers: Mapping[str, Any]) -> dict[str, Any]:
    """Without what only the broker may say."""
    return {name: value for name, value in headers.items() if not name.startswith("x-")}


def reborn(headers: Mapping[str, Any]) -> dict[str, Any]:
    """For a new life: also without what was said of its death."""
    return {name: value for name, value in lasting(headers).items() if name not in PASSING}


def attempts(headers: Mapping[str, Any]) -> int:
    """How often a message failed before, as its headers say."""
    told = headers.get(Header.ATTEMPT)
    return told if isinstance(told, int) and told > 0 else 0


def failures(headers: Mapping[str, Any]) -> list[dict[str, str]]:
    """The newest of those failures: when and why."""
    told = headers.get(Header.FAILURES)
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
