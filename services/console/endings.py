"""What a person should know before ending a connection."""

from dataclasses import dataclass

from shared.store.connections import Connection
from shared.store.everything import Store


@dataclass(frozen=True, slots=True)
class Ending:
    """What is kept, and what ends with it."""

    state: str
    links: int
    waiting: int
    """Changes on their way."""
    shares_sign_in: bool
    """Whether another connection lives on the same sign-in at Xero."""


async def ending(store: Store, connection: Connection) -> Ending:
    """Read from the store alone."""
    others = await store.connections.find(token_set=connection.token_set) if connection.token_set else []
    return Ending(
        state=connection.state.value,
        links=sum((await store.links.counts(connection.id)).values()),
        waiting=sum((await store.counts.unfinished(connection.id)).values()),
        shares_sign_in=any(one.id != connection.id for one in others),
    )
