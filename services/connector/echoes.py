"""Recognising our own writes in Xero's news, without a call; pure."""

import datetime as dt

from shared.store.records import Link
from shared.xero.wire import UnreadableValueError, moment

ECHO = dt.timedelta(seconds=2)
"""An event this much younger than our own write still tells of that write."""


def is_echo(link: Link | None, seen_at: dt.datetime | None) -> bool:
    """Whether the news is nothing younger than our own last write."""
    written = link.twin.get("updated_at") if link else None
    if seen_at is None or not isinstance(written, str) or not written:
        return False
    try:
        return seen_at <= moment(written) + ECHO
    except UnreadableValueError:
        return False
