"""What pages are built from."""

from dataclasses import dataclass
from typing import Annotated, Protocol

from fastapi import Depends, Request

from services.console.actions import Actions
from services.console.addresses import Addresses
from services.console.backfilling import Backfilling
from services.console.connector_api import LateConnector
from services.console.dead_letter_actions import DeadLetterActions
from services.console.deciding import Deciding
from services.console.pausing import Pausing
from services.console.previews import Previewed
from services.console.queries import Queries
from services.console.reconciling import Reconciling
from services.console.releasing import Releasing
from services.console.undoing import Undone
from services.console.web.bookmark_names import BookmarkNames
from services.console.web.news import News
from services.console.web.settings import WebSettings
from shared.clock import Clock
from shared.messaging.publisher import Forwards, Publishes
from shared.store.everything import Store


class Sends(Publishes, Forwards, Protocol):
    """The publisher, as actions need it."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The same for every request."""

    settings: WebSettings
    addresses: Addresses
    store: Store
    clock: Clock
    queries: Queries
    actions: Actions
    backfilling: Backfilling
    pausing: Pausing
    previewed: Previewed
    undone: Undone
    letters: DeadLetterActions
    releasing: Releasing
    reconciling: Reconciling
    deciding: Deciding
    news: News
    bookmarks: BookmarkNames


def parts(settings: WebSettings, store: Store, publisher: Sends, clock: Clock, news: News) -> Parts:
    """Wired once, at the start."""
    addresses = Addresses(
        rabbitmq_url=settings.rabbitmq_url,
        rabbitmq_management_url=settings.rabbitmq_management_url,
        mongodb_url=settings.mongodb_url,
        mongodb_database=settings.mongodb_database,
        connector_url=settings.connector_url,
        internal_api_key=settings.internal_api_key,
    )
    late = LateConnector(addresses)
    actions = Actions(store, publisher, clock, late)
    return Parts(
        settings=settings,
        addresses=addresses,
        store=store,
        clock=clock,
        queries=Queries(store, clock),
        actions=actions,
        backfilling=Backfilling(store, publisher, clock),
        pausing=Pausing(store, publisher, clock),
        previewed=Previewed(store, publisher, clock),
        undone=Undone(store, publisher, clock, late),
        letters=DeadLetterActions(store, actions, publisher, clock),
        releasing=Releasing(store, publisher, clock),
        reconciling=Reconciling(store, publisher, clock),
        deciding=Deciding(store, publisher, clock),
        news=news,
        bookmarks=BookmarkNames(late, clock),
    )


def _given(request: Request) -> Parts:
    found: Parts = request.app.state.parts
    return found


Given = Annotated[Parts, Depends(_given)]
