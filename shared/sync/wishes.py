"""Asking for single objects."""

from shared.clock import Clock
from shared.contracts.envelope import Lane
from shared.contracts.sync import ObjectWanted, Why
from shared.store.records import ObjectKey


def wish(key: ObjectKey, clock: Clock, *, lane: Lane, why: Why, rewrite: bool = False) -> ObjectWanted:
    """The message that asks the connector for an object."""
    return ObjectWanted(
        at=clock.now(),
        connection_id=key.connection_id,
        category=key.category,
        system=key.system,
        object_id=key.object_id,
        lane=lane,
        why=why,
        rewrite=rewrite,
    )
