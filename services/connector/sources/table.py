"""All sources as data, in the order in which a run reads them (R38), each with how often ticks read it."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from services.connector.agreement import walk as agreement
from services.connector.reference_data import refresh
from services.connector.sources import (
    historic,
    scoro_contacts,
    scoro_documents,
    scoro_products,
    xero_contacts,
    xero_lists,
    xero_paid,
    xero_payments,
)
from services.connector.sources.page import Reader
from services.connector.sources.rhythm import SOON, Gaps
from shared.clock import Clock
from shared.contracts.envelope import Category, System
from shared.store.everything import Store
from shared.sync import mending
from shared.sync.settings import DOCUMENTS, Direction

MINUTES = dt.timedelta(minutes=1)
HOURS = dt.timedelta(hours=1)
CONTACTS_ALONE = frozenset({Category.CONTACTS})
PRODUCTS_ALONE = frozenset({Category.PRODUCTS})
RECEIPTS_ALONE = frozenset({Category.RECEIPTS})


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
    gaps: Gaps = field(default_factory=Gaps)
    mends: frozenset[str] = frozenset()
    """Codes of problems that what it reads may close; while there are some, it is read every `SOON`."""
    awaited: frozenset[str] = frozenset()
    """Codes of problems without which there is nothing to read; none: there always may be."""
    modules: frozenset[str] = frozenset()
    """What Scoro has to announce so that its changes are heard of."""
    woken_by: str | None = None
    """The source whose news may be due to something in this list: then it is read within `SOON`."""
    calls: Mapping[System, int] = field(default_factory=lambda: {"xero": 1})
    """For one reading that finds nothing new."""


SOURCES: tuple[Source, ...] = (
    Source(
        refresh.NAME,
        refresh.reader,
        gaps=Gaps(HOURS, 2 * HOURS),
        mends=mending.IN_LISTS,
        calls={"xero": 4, "scoro": 4},
    ),
    Source(xero_contacts.NAME, xero_contacts.index_reader, gaps=Gaps(HOURS, 4 * HOURS), mends=mending.IN_CONTACTS),
    Source(
        scoro_contacts.NAME,
        scoro_contacts.reader,
        (Category.CONTACTS,),
        CONTACTS_ALONE,
        gaps=Gaps(quiet=30 * MINUTES, announced=HOURS),
        modules=frozenset({"companies", "persons"}),
        calls={"scoro": 1},
    ),
    Source(
        xero_contacts.CHANGED,
        xero_contacts.reader,
        (Category.CONTACTS,),
        CONTACTS_ALONE,
        Direction.TO_SCORO,
        gaps=Gaps(quiet=15 * MINUTES, announced=HOURS),
    ),
    Source(
        scoro_products.NAME,
        scoro_products.reader,
        serves=frozenset(DOCUMENTS),
        gaps=Gaps(HOURS, 2 * HOURS),
        mends=mending.IN_PRODUCTS,
        calls={"scoro": 1},
    ),
    Source(
        scoro_products.CHANGED,
        scoro_products.changed,
        (Category.PRODUCTS,),
        PRODUCTS_ALONE,
        gaps=Gaps(quiet=30 * MINUTES),
        calls={"scoro": 1},
    ),
    Source(
        xero_lists.ITEMS,
        xero_lists.items,
        (Category.PRODUCTS,),
        PRODUCTS_ALONE,
        Direction.TO_SCORO,
        gaps=Gaps(HOURS, 2 * HOURS),
    ),
    Source(
        scoro_documents.INVOICES_NAME,
        scoro_documents.invoices,
        (Category.INVOICES,),
        frozenset({Category.INVOICES}),
        gaps=Gaps(quiet=10 * MINUTES, announced=HOURS),
        modules=frozenset({"invoices"}),
        calls={"scoro": 1},
    ),
    Source(
        scoro_documents.BILLS_NAME,
        scoro_documents.bills,
        (Category.BILLS,),
        frozenset({Category.BILLS}),
        gaps=Gaps(quiet=30 * MINUTES, announced=HOURS),
        modules=frozenset({"bills"}),
        calls={"scoro": 1},
    ),
    Source(
        xero_paid.NAME,
        xero_paid.reader,
        serves=frozenset(DOCUMENTS),
        gaps=Gaps(HOURS, HOURS, 12 * HOURS),
        awaited=mending.OF_DOCUMENTS,
    ),
    Source(
        xero_lists.DOCUMENTS,
        xero_lists.documents,
        DOCUMENTS,
        frozenset({*DOCUMENTS, Category.RECEIPTS}),
        Direction.TO_SCORO,
        gaps=Gaps(announced=HOURS),
    ),
    Source(
        xero_lists.CREDIT_NOTES,
        xero_lists.credit_notes,
        (*DOCUMENTS, Category.RECEIPTS),
        frozenset({*DOCUMENTS, Category.RECEIPTS}),
        Direction.TO_SCORO,
        gaps=Gaps(HOURS, 2 * HOURS, 3 * HOURS),
        woken_by=xero_lists.DOCUMENTS,
    ),
    Source(
        xero_payments.PAYMENTS,
        xero_payments.payments,
        (Category.RECEIPTS,),
        RECEIPTS_ALONE,
        Direction.TO_SCORO,
        gaps=Gaps(SOON, 2 * HOURS),
        woken_by=xero_lists.DOCUMENTS,
    ),
    Source(
        xero_payments.PREPAYMENTS,
        xero_payments.prepayments,
        (Category.RECEIPTS,),
        RECEIPTS_ALONE,
        Direction.TO_SCORO,
        gaps=Gaps(HOURS, 6 * HOURS),
        woken_by=xero_lists.DOCUMENTS,
    ),
    Source(
        xero_payments.OVERPAYMENTS,
        xero_payments.overpayments,
        (Category.RECEIPTS,),
        RECEIPTS_ALONE,
        Direction.TO_SCORO,
        gaps=Gaps(HOURS, 6 * HOURS),
        woken_by=xero_lists.DOCUMENTS,
    ),
)
HISTORIC = Source(historic.NAME, historic.reader)
"""Read only where an administrator asked for it, beside all runs (R34)."""
AGREEMENT = Source(agreement.NAME, agreement.reader)
"""Read once a night beside all runs, and where somebody asks for it."""
BY_NAME = {source.name: source for source in (*SOURCES, HISTORIC, AGREEMENT)}
