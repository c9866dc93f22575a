"""Waking workers for what was opened just now."""

from collections.abc import Iterable

from shared.clock import Clock
from shared.contracts.envelope import Category, Lane
from shared.messaging.publisher import Publishes
from shared.store.records import Entry
from shared.sync.telling import bell

BELLS = 50
"""So many of a category wake every worker; each works off whatever is open."""


async def wake(opened: Iterable[Entry], publisher: Publishes, clock: Clock) -> None:
    """Ring for some of each category and lane.

    Raises NotPublishedError where RabbitMQ is away: they go on all the same, once the sweeper rings.
    """
    groups: dict[tuple[Category, Lane], list[Entry]] = {}
    for entry in opened:
        groups.setdefault((entry.key.category, entry.lane), []).append(entry)
    await publisher.publish_all([bell(entry, clock) for group in groups.values() for entry in group[:BELLS]])
