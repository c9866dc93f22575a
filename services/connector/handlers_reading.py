"""Messages in, one call each: what is to be read."""

from functools import partial
from typing import Annotated

from faststream.rabbit import RabbitRouter

from services.connector.announcements import Announcements
from services.connector.chains import Chains
from services.connector.sources.ports import Clients
from services.connector.wanted import Wanted
from services.connector.wanted_from_scoro import FromScoro
from services.connector.wanted_from_xero import FromXero
from services.connector.watch import Watch
from shared.contracts.sync import ObjectWanted, PageWanted, SyncRequested
from shared.messaging.app import inbox
from shared.messaging.arrival import Arrival, arrival
from shared.messaging.given import Given
from shared.messaging.middleware import bury
from shared.service import Running
from shared.sync.gates import Gatekeeper

router = RabbitRouter()


@router.subscriber(**inbox("connector.sync"))
async def on_sync_requested(event: SyncRequested, watch: Annotated[Watch, Given()]) -> None:
    """Begin to read."""
    await watch.requested(event)


@router.subscriber(**inbox("connector.pages"))
async def on_page_wanted(event: PageWanted, chains: Annotated[Chains, Given()]) -> None:
    """Read one page."""
    await chains.page(event)


@router.subscriber(**inbox("connector.wanted"))
@router.subscriber(**inbox("connector.wanted.now"))
async def on_object_wanted(event: ObjectWanted, wanted: Annotated[Wanted, Given()]) -> None:
    """Keep the wish; the object is read together with others that are wanted at the same time."""
    await wanted.object(event)


@router.subscriber(**inbox("connector.announcements"), decoder=arrival)
async def on_announcement(event: Arrival, announcements: Annotated[Announcements, Given()]) -> None:
    """Keep the wish to read what Scoro's backend says has changed."""
    await announcements.heard(event)


def build_reading(running: Running, clients: Clients) -> Wanted:
    """Leaves handlers and background work with `running`; hands out who keeps wishes."""
    store, publisher, clock = running.store, running.messaging.publisher, running.clock
    chains = Chains(store, clients, publisher, clock)
    from_scoro = FromScoro(store, clients, publisher, clock)
    from_xero = FromXero(store, clients, publisher, clock)
    gates = Gatekeeper(store, publisher, clock)
    wanted = Wanted(store, from_scoro, from_xero, gates, partial(bury, publisher, clock), clock)
    running.work.append(wanted.run)
    running.before_end.append(wanted.end)
    running.messaging.listen(
        router,
        chains=chains,
        watch=Watch(store, chains, clock),
        wanted=wanted,
        announcements=Announcements(store, wanted, clock),
    )
    return wanted
