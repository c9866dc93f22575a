"""Asking the connector to read: single objects, pages of lists."""

from shared.clock import Clock
from shared.contracts.envelope import Lane
from shared.contracts.sync import ObjectWanted, PageWanted, Why
from shared.store.cursors import Chain
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


def page(chain: Chain, clock: Clock, number: int | None = None) -> PageWanted:
    """The message that asks for a page of a chain: that at which it stands, unless another is named."""
    return PageWanted(
        at=clock.now(),
        connection_id=chain.connection_id,
        run_id=chain.run_id,
        source=chain.source,
        page=chain.page if number is None else number,
        fence=chain.fence,
    )
