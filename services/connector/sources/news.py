"""Whether a page brought anything new; pure."""

from collections.abc import Collection
from enum import StrEnum

from services.connector.sources.page import Read
from services.connector.sources.scoro_walk import OVERLAP
from services.connector.sources.table import BY_NAME
from shared.store.cursors import Chain


class News(StrEnum):
    """Something new."""

    FOUND = "found"
    MISSED = "missed"  # its system should have announced it


def news(read: Read, chain: Chain, recorded: Collection[int]) -> News | None:
    """What is new on this page: what was recorded; of Xero's documents, whatever changed since the last reading.

    What is read for the first time is not missed, nor what changed a moment ago and is perhaps being announced.
    """
    if not recorded:
        wakes = any(source.woken_by == chain.source for source in BY_NAME.values())
        return News.FOUND if wakes and read.seen else None
    is_old = all(change.modified_at and change.modified_at < chain.started_at - OVERLAP for change in read.changes)
    return News.MISSED if is_old and chain.since is not None else News.FOUND
