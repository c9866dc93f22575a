"""Announcements of Scoro's backend: who says so is checked, what is said is kept as a wish, the object is read.

The public contract is `shared.contracts.announcements`. An announcement that is not taken becomes a dead letter with
the reason; one whose category is switched off or travels the other way ends when it would be read, as all news do.
"""

from pydantic import ValidationError

from services.connector.announcement_errors import (
    EntityNotConnectedError,
    ForeignSiteError,
    MalformedAnnouncementError,
    NoSenderError,
    UnknownAnnouncementError,
    UnknownPublisherError,
    UnknownSiteError,
)
from services.connector.misfits import misfits
from services.connector.wanted import NOT_CONNECTED, Wanted
from shared.clock import Clock
from shared.contracts.announcements import ANNOUNCEMENTS, Announcement
from shared.contracts.envelope import Category, routing_key
from shared.contracts.sync import ObjectWanted
from shared.messaging.arrival import Arrival
from shared.scoro.client import API
from shared.store.connections import Connection
from shared.store.everything import Store

KINDS = {routing_key(kind): (category, kind) for category, kind in ANNOUNCEMENTS.items()}


class Announcements:
    """Takes announcements in."""

    def __init__(self, store: Store, wanted: Wanted, clock: Clock) -> None:
        self._store = store
        self._wanted = wanted
        self._clock = clock

    async def heard(self, arrival: Arrival) -> None:
        """Returns once the wish to read the object is kept.

        Raises one of `announcement_errors`.
        """
        sites = await self._sites(arrival.sender)
        category, news = read(arrival)
        if news.site not in sites:
            raise ForeignSiteError(str(arrival.sender), news.site)
        connection = await self._connection(news)
        await self._store.heard.note(connection, "scoro")
        await self._wanted.object(
            ObjectWanted(
                at=self._clock.now(),
                connection_id=connection.id,
                category=category,
                system="scoro",
                object_id=str(news.object_id),
                why="webhook",
            )
        )

    async def _sites(self, sender: str | None) -> tuple[str, ...]:
        """For which the sender may speak."""
        if sender is None:
            raise NoSenderError
        publisher = await self._store.publishers.get(sender)
        if publisher is None:
            raise UnknownPublisherError(sender)
        return publisher.sites

    async def _connection(self, news: Announcement) -> Connection:
        addresses = [f"{scheme}://{news.site}{API}" for scheme in ("https", "http")]
        found = await self._store.connections.find(site_url={"$in": addresses})
        if not found:
            raise UnknownSiteError(news.site)
        for connection in found:
            if connection.entity == news.entity and connection.state not in NOT_CONNECTED:
                return connection
        raise EntityNotConnectedError(news.site, news.entity)


def read(arrival: Arrival) -> tuple[Category, Announcement]:
    """What is said of which category; a newer sender may say more than we know.

    Raises UnknownAnnouncementError or MalformedAnnouncementError.
    """
    if arrival.routing_key not in KINDS:
        raise UnknownAnnouncementError(arrival.routing_key, ", ".join(KINDS))
    category, kind = KINDS[arrival.routing_key]
    try:
        return category, kind.model_validate_json(arrival.body)
    except ValidationError as error:
        raise MalformedAnnouncementError(misfits(error)) from None
