"""Xero's webhooks: signed over the raw bytes, answered at once, our own writes recognised without a call."""

import base64
import datetime as dt
import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable, Sequence

import structlog
from pydantic import BaseModel, Field, SecretStr, ValidationError

from services.connector.echoes import is_echo
from services.connector.interest import comes_by_itself
from services.connector.misfits import misfits
from services.connector.webhooks.errors import MalformedHookError, WrongSignatureError
from services.connector.webhooks.keeping import Keep
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.contracts.sync import ObjectWanted
from shared.jsonio import NotJsonError, loads
from shared.store.connections import Connection
from shared.store.everything import Store
from shared.store.records import Link
from shared.xero.wire import UnreadableValueError, moment

log = structlog.get_logger(__name__)

CATEGORIES: dict[str, tuple[Category, ...]] = {
    "CONTACT": (Category.CONTACTS,),
    "INVOICE": (Category.INVOICES, Category.BILLS),  # the event does not say which; a link or the answer does
    "CREDITNOTE": (Category.INVOICES,),
}


REPLAY_WINDOW = dt.timedelta(hours=48)
"""Xero delivers again for a day. What is older was kept by somebody; ticks read everything anyway."""


class Event(BaseModel):
    """One piece of news."""

    resource_id: str = Field(alias="resourceId", min_length=1)
    tenant_id: str = Field(alias="tenantId", min_length=1)
    category: str = Field(alias="eventCategory")
    date: str = Field(alias="eventDateUtc")


class News(BaseModel):
    """A delivery; none at all where Xero only asks whether we listen."""

    events: tuple[Event, ...] = ()


class XeroHooks:
    """Takes deliveries in."""

    def __init__(self, store: Store, keep: Keep, clock: Clock, *, key: SecretStr) -> None:
        self._store = store
        self._keep = keep
        self._clock = clock
        self._key = key.get_secret_value().encode()

    async def receive(self, raw: bytes, signature: str) -> None:
        """Keep every event that is news to us as a wish to read.

        Raises WrongSignatureError, MalformedHookError, or what keeps the database away: then Xero keeps the delivery.
        """
        if not is_signed(raw, signature, self._key):
            raise WrongSignatureError
        by_tenant: dict[str, list[Event]] = defaultdict(list)
        for event in read(raw):
            by_tenant[event.tenant_id].append(event)
        for tenant_id, events in by_tenant.items():
            connection = await self._connection(tenant_id)
            if connection is not None:
                await self._store.heard.note(connection, "xero")
                await self._keep(await self._wanted(connection, events))

    async def _connection(self, tenant_id: str) -> Connection | None:
        found = [one for one in await self._store.connections.find(tenant_id=tenant_id) if one.works]
        if not found:
            log.info("xero.webhook_ignored", tenant_id=tenant_id, reason="no working connection to this organisation")
            return None
        return found[0]

    async def _wanted(self, connection: Connection, events: Iterable[Event]) -> list[ObjectWanted]:
        """One per object, however often it is named."""
        newest: dict[tuple[tuple[Category, ...], str], str] = {}
        for event in events:
            categories = CATEGORIES.get(event.category)
            if categories is None:
                log.debug("xero.webhook_ignored", reason=f"nothing here reads {event.category}")
                continue
            if not in_time(event.date, self._clock.now()):
                log.warning("xero.webhook_ignored", reason="the event is too old or not yet to be")
                continue
            key = (categories, event.resource_id)
            newest[key] = max(newest.get(key, ""), event.date)
        settings = await self._store.settings.get(connection.id)
        wanted = []
        for categories in dict.fromkeys(categories for categories, _ in newest):
            dates = {object_id: date for (of, object_id), date in newest.items() if of == categories}
            usual = next((one for one in categories if comes_by_itself(settings.of(one), "xero")), categories[0])
            wanted += await self._of_categories(connection, categories, dates, usual)
        return wanted

    async def _of_categories(
        self, connection: Connection, categories: Sequence[Category], dates: dict[str, str], usual: Category
    ) -> list[ObjectWanted]:
        """As objects of the category of their links; `usual` is that of what has none yet."""
        links: dict[str, Link] = {}
        for category in reversed(categories):  # the first one wins
            links |= await self._store.links.by_xero(connection.id, category, dates)
        seen = {object_id: _moment(date) for object_id, date in dates.items()}
        echoes = {object_id for object_id, at in seen.items() if is_echo(links.get(object_id), at)}
        if echoes:
            log.debug("xero.webhook_echoes", connection_id=connection.id, count=len(echoes))
        return [
            ObjectWanted(
                at=self._clock.now(),
                connection_id=connection.id,
                category=links[object_id].category if object_id in links else usual,
                system="xero",
                object_id=object_id,
                why="webhook",
                seen_at=seen[object_id],
            )
            for object_id in dates
            if object_id not in echoes
        ]


def in_time(date: str, now: dt.datetime) -> bool:
    """Whether an event is from these days; one whose time cannot be read only costs a look."""
    at = _moment(date)
    return at is None or abs(now - at) <= REPLAY_WINDOW


def is_signed(raw: bytes, signature: str, key: bytes) -> bool:
    """Whether the owner of the key wrote exactly these bytes; nobody did where we have no key."""
    if not key:
        return False
    expected = base64.b64encode(hmac.new(key, raw, hashlib.sha256).digest())
    return hmac.compare_digest(expected, signature.encode())


def read(raw: bytes) -> tuple[Event, ...]:
    """The events.

    Raises MalformedHookError.
    """
    try:
        return News.model_validate(loads(raw)).events
    except NotJsonError:
        raise MalformedHookError("the body is not JSON") from None
    except ValidationError as error:
        raise MalformedHookError(misfits(error)) from None


def _moment(date: str) -> dt.datetime | None:
    """None where Xero's date cannot be read: then the object is read."""
    try:
        return moment(date)
    except UnreadableValueError:
        return None
