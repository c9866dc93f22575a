"""All sources as data, in the order in which a run reads them (R38), and which of them a run reads."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from services.connector.reference_data import refresh
from services.connector.sources import scoro_contacts, scoro_invoices, scoro_products, xero_contacts
from services.connector.sources.page import Reader
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.contracts.sync import Trigger
from shared.store.everything import Store
from shared.sync.settings import Direction, Mode, SyncSettings

HOURLY = dt.timedelta(hours=1)
BY_THEMSELVES: frozenset[Trigger] = frozenset({"tick", "webhook", "nightly"})
"""Runs that nobody asked for: in Manual mode there are none (R20)."""
SPARING: frozenset[Trigger] = frozenset({"tick", "webhook"})
"""Runs that read rarer lists only when they are old."""


@dataclass(frozen=True, slots=True)
class Source:
    """One list to be read."""

    name: str
    make: Callable[[Store, Clock], Reader]
    category: Category | None = None
    """Whose entries it records; None: it keeps reference data."""
    serves: frozenset[Category] = frozenset()
    """Read where one of these comes from Scoro; empty: always, also before anything is switched on (R30)."""
    at_most_every: dt.timedelta = dt.timedelta()
    """For runs that read sparingly."""


SOURCES: tuple[Source, ...] = (
    Source(refresh.NAME, refresh.reader, at_most_every=HOURLY),
    Source(xero_contacts.NAME, xero_contacts.reader, at_most_every=HOURLY),
    Source(scoro_contacts.NAME, scoro_contacts.reader, Category.CONTACTS, frozenset({Category.CONTACTS})),
    Source(scoro_products.NAME, scoro_products.reader, serves=frozenset({Category.INVOICES}), at_most_every=HOURLY),
    Source(scoro_invoices.NAME, scoro_invoices.reader, Category.INVOICES, frozenset({Category.INVOICES})),
)
BY_NAME = {source.name: source for source in SOURCES}


@dataclass(frozen=True, slots=True)
class Round:
    """What a run is to read."""

    categories: tuple[Category, ...] = ()
    sources: tuple[str, ...] = ()


BASE_DATA_ALONE: frozenset[Trigger] = frozenset({"first", "now"})
"""Worth a run although every category is off: accounts, tax rates and currencies (R30)."""


def plan(
    trigger: Trigger,
    wanted: Collection[Category],
    settings: SyncSettings,
    *,
    positions: Mapping[str, dt.datetime | None],
    now: dt.datetime,
) -> Round:
    """The categories and sources of a run; nothing where it has nothing to do.

    `positions` are how far each source was read.
    """
    if trigger in BY_THEMSELVES and settings.mode is Mode.MANUAL:
        return Round()
    chosen = () if trigger == "first" else _chosen(wanted, settings)
    if not chosen and (wanted or trigger not in BASE_DATA_ALONE):
        return Round()
    from_scoro = {one for one in chosen if settings.of(one).direction is Direction.FROM_SCORO}
    sources = [
        source.name
        for source in SOURCES
        if (not source.serves or source.serves & from_scoro)
        and not (trigger in SPARING and _is_fresh(source, positions.get(source.name), now))
    ]
    return Round(chosen, tuple(sources))


def _chosen(wanted: Collection[Category], settings: SyncSettings) -> tuple[Category, ...]:
    """R18: only what is switched on, whatever was asked for."""
    return tuple(one for one in settings.enabled() if not wanted or one in wanted)


def _is_fresh(source: Source, position: dt.datetime | None, now: dt.datetime) -> bool:
    return position is not None and now - position < source.at_most_every
