"""All sources as data, in the order in which a run reads them (R38), and which of them a run reads."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from services.connector.reference_data import refresh
from services.connector.sources import (
    historic,
    scoro_contacts,
    scoro_documents,
    scoro_products,
    xero_contacts,
    xero_lists,
    xero_payments,
)
from services.connector.sources.page import Reader
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.contracts.sync import Trigger
from shared.store.everything import Store
from shared.sync import mending
from shared.sync.settings import Direction, Mode, SyncSettings

HOURLY = dt.timedelta(hours=1)
SOON = dt.timedelta(minutes=15)
DOCUMENTS = (Category.INVOICES, Category.BILLS)
BY_THEMSELVES: frozenset[Trigger] = frozenset({"tick", "webhook", "nightly"})
"""Runs that nobody asked for: in Manual mode there are none (R20)."""
SPARING: frozenset[Trigger] = frozenset({"tick", "webhook"})
"""Runs that read rarer lists only when they are old."""


@dataclass(frozen=True, slots=True)
class Source:
    """One list to be read."""

    name: str
    make: Callable[[Store, Clock], Reader]
    categories: tuple[Category, ...] = ()
    """Whose entries it records; none: it keeps reference data."""
    serves: frozenset[Category] = frozenset()
    """Read where one of these travels in this direction; empty: always, also before anything is switched on (R30)."""
    direction: Direction = Direction.FROM_SCORO
    at_most_every: dt.timedelta = dt.timedelta()
    """For runs that read sparingly."""
    mends: frozenset[str] = frozenset()
    """Codes of problems that what it reads may close; while there are some, it is read every `SOON`."""


SOURCES: tuple[Source, ...] = (
    Source(refresh.NAME, refresh.reader, at_most_every=HOURLY, mends=mending.IN_LISTS),
    Source(xero_contacts.NAME, xero_contacts.index_reader, at_most_every=HOURLY, mends=mending.IN_CONTACTS),
    Source(scoro_contacts.NAME, scoro_contacts.reader, (Category.CONTACTS,), frozenset({Category.CONTACTS})),
    Source(
        xero_contacts.CHANGED,
        xero_contacts.reader,
        (Category.CONTACTS,),
        frozenset({Category.CONTACTS}),
        Direction.TO_SCORO,
    ),
    Source(
        scoro_products.NAME,
        scoro_products.reader,
        serves=frozenset(DOCUMENTS),
        at_most_every=HOURLY,
        mends=mending.IN_PRODUCTS,
    ),
    Source(scoro_products.CHANGED, scoro_products.changed, (Category.PRODUCTS,), frozenset({Category.PRODUCTS})),
    Source(
        xero_lists.ITEMS,
        xero_lists.items,
        (Category.PRODUCTS,),
        frozenset({Category.PRODUCTS}),
        Direction.TO_SCORO,
        at_most_every=HOURLY,
    ),
    Source(
        scoro_documents.INVOICES_NAME, scoro_documents.invoices, (Category.INVOICES,), frozenset({Category.INVOICES})
    ),
    Source(scoro_documents.BILLS_NAME, scoro_documents.bills, (Category.BILLS,), frozenset({Category.BILLS})),
    Source(
        xero_lists.DOCUMENTS,
        xero_lists.documents,
        DOCUMENTS,
        frozenset({*DOCUMENTS, Category.RECEIPTS}),
        Direction.TO_SCORO,
    ),
    Source(
        xero_lists.CREDIT_NOTES,
        xero_lists.credit_notes,
        (*DOCUMENTS, Category.RECEIPTS),
        frozenset({*DOCUMENTS, Category.RECEIPTS}),
        Direction.TO_SCORO,
        at_most_every=HOURLY,
    ),
    Source(
        xero_payments.PAYMENTS,
        xero_payments.payments,
        (Category.RECEIPTS,),
        frozenset({Category.RECEIPTS}),
        Direction.TO_SCORO,
        at_most_every=SOON,
    ),
    Source(
        xero_payments.PREPAYMENTS,
        xero_payments.prepayments,
        (Category.RECEIPTS,),
        frozenset({Category.RECEIPTS}),
        Direction.TO_SCORO,
        at_most_every=HOURLY,
    ),
    Source(
        xero_payments.OVERPAYMENTS,
        xero_payments.overpayments,
        (Category.RECEIPTS,),
        frozenset({Category.RECEIPTS}),
        Direction.TO_SCORO,
        at_most_every=HOURLY,
    ),
)
HISTORIC = Source(historic.NAME, historic.reader)
"""Read only where an administrator asked for it, beside all runs (R34)."""
BY_NAME = {source.name: source for source in (*SOURCES, HISTORIC)}


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
    problems: Collection[str] = (),
) -> Round:
    """The categories and sources of a run; nothing where it has nothing to do.

    `positions` are how far each source was read, `problems` the codes of those that are open.
    """
    if trigger in BY_THEMSELVES and settings.mode is Mode.MANUAL:
        return Round()
    chosen = () if trigger == "first" else _chosen(wanted, settings)
    if not chosen and (wanted or trigger not in BASE_DATA_ALONE):
        return Round()
    travelling = {(one, settings.of(one).direction) for one in chosen}
    sources = [
        source.name
        for source in SOURCES
        if (not source.serves or {(one, source.direction) for one in source.serves} & travelling)
        and not (trigger in SPARING and _is_fresh(source, positions.get(source.name), now, problems))
    ]
    return Round(chosen, tuple(sources))


def _chosen(wanted: Collection[Category], settings: SyncSettings) -> tuple[Category, ...]:
    """R18: only what is switched on, whatever was asked for."""
    return tuple(one for one in settings.enabled() if not wanted or one in wanted)


def _is_fresh(source: Source, position: dt.datetime | None, now: dt.datetime, problems: Collection[str]) -> bool:
    every = min(source.at_most_every, SOON) if source.mends.intersection(problems) else source.at_most_every
    return position is not None and now - position < every
