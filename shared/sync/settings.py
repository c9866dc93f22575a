"""What the owner of a connection chose (R17–R28, R120)."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.contracts.envelope import Category, System
from shared.dates import start_of_day


class Direction(StrEnum):
    """The one way a category travels."""

    FROM_SCORO = "from_scoro"
    TO_SCORO = "to_scoro"

    @property
    def source(self) -> System:
        """Whose objects cross."""
        return "scoro" if self is Direction.FROM_SCORO else "xero"


WAYS: Mapping[Category, frozenset[Direction]] = MappingProxyType({
    Category.CONTACTS: frozenset(Direction),
    Category.PRODUCTS: frozenset(Direction),
    Category.INVOICES: frozenset(Direction),
    Category.BILLS: frozenset(Direction),
    Category.RECEIPTS: frozenset({Direction.TO_SCORO}),
})  # fmt: skip
"""What this build can bring across, and which way; all else is refused in the settings."""


ORDER = (Category.CONTACTS, Category.PRODUCTS, Category.INVOICES, Category.BILLS, Category.RECEIPTS)
"""What must exist first comes first (R38)."""
DOCUMENTS = (Category.INVOICES, Category.BILLS)
"""What has lines, and a day of its own."""
WITH_MONEY = (*DOCUMENTS, Category.RECEIPTS)
"""What has a sum."""
TICK = dt.timedelta(minutes=5)
"""So often what is automatic runs (R20)."""


class Mode(StrEnum):
    """R20: Automatic runs every five minutes; Manual waits for a person."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"


class ClosedPeriods(StrEnum):
    """What becomes of a document dated in a period that is closed in Xero."""

    HOLD = "hold"  # it needs attention, and goes by itself once the lock date moves
    FIRST_OPEN_DAY = "first_open_day"  # sent with the first day that is open; its own day stays visible
    DRAFT = "draft"  # likewise, and as a draft that a person approves


MOST_DOCUMENTS = 1_000_000
MOST_MONEY = Decimal(1_000_000_000_000)
"""More than that asks nobody about anything."""


class CategorySettings(BaseModel):
    """The choices of one category."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    enabled: bool = False
    direction: Direction = Direction.FROM_SCORO
    start_date: dt.date | None = None
    """Objects created or modified from this day on take part (R31); set when the category is first enabled."""
    bookmark: str | None = None
    """Scoro's id of the saved filter; None sends all (R121-a)."""
    closed_periods: ClosedPeriods = ClosedPeriods.HOLD
    ask_above_documents: int | None = Field(default=None, ge=0, le=MOST_DOCUMENTS)
    """A person is asked before more than so many objects are written in one run; None never asks (decision 0018)."""
    ask_above_amount: Decimal | None = Field(default=None, ge=0, le=MOST_MONEY)
    """Or documents of more than this gross sum, in the organisation's currency."""
    turned_at: dt.datetime | None = None
    """When the direction was turned last: only what changes from then on crosses (R28)."""

    @property
    def turned_second(self) -> dt.datetime | None:
        """The second of the turn: Scoro and Xero count whole ones, and what changed within it counts as after."""
        return self.turned_at.replace(microsecond=0) if self.turned_at else None

    def begins_at(self, time_zone: str) -> dt.datetime | None:
        """From when on changes count: the start date, inclusive at 00:00 (R31, R36), or the turn if that was later."""
        start = start_of_day(self.start_date, time_zone) if self.start_date else None
        return max((moment for moment in (start, self.turned_second) if moment), default=None)


class Brakes(BaseModel):
    """How much of what hurts may happen in one run before a person is asked (design §3.9)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    deletions: int = Field(default=10, ge=0)
    """So many, or the percentage of the category's linked objects where that is more."""
    deletions_percent: int = Field(default=2, ge=0, le=100)
    approved_updates: int = Field(default=50, ge=0)
    """Changes of documents that are approved in the other system."""


class TrackingCategory(BaseModel):
    """A tracking category of Xero that was chosen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    """When it was chosen; documents go by the id."""


class Tracking(BaseModel):
    """What Xero's tracking categories are used for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    accounting_objects: TrackingCategory | None = None
    """Its options are Scoro's accounting objects (R126); None leaves tracking off (R123)."""
    projects: TrackingCategory | None = None
    """Its options are Scoro's projects (R130, R132); None attaches nothing."""
    create_missing_options: bool = False
    """A project on a document from Scoro that is no option yet becomes one in Xero (R134)."""

    @property
    def is_used(self) -> bool:
        """Whether tracking is to be read at all."""
        return self.accounting_objects is not None or self.projects is not None


class Reference(BaseModel):
    """What may be done in Scoro beyond keeping its lists equal to Xero's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    deactivate_unmatched: bool = False
    """Accounts and tax rates that no record of Xero matches become inactive (R44)."""


MOST_TOLERANCE = Decimal(1)
"""More than that is no rounding."""


class Rounding(BaseModel):
    """Where cents go that no other way makes equal in both books (docs/rounding.md)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    account: str | None = None
    """Xero's code of the account that a rounding line names; None: no such line is ever written."""
    tolerance: Decimal = Field(default=Decimal("0.05"), ge=0, le=MOST_TOLERANCE)
    """The most that a rounding line may be worth, in the document's currency."""


class SyncSettings(BaseModel):
    """The choices of one connection, as a whole and versioned."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = 0
    mode: Mode = Mode.AUTOMATIC
    categories: dict[Category, CategorySettings] = Field(
        default_factory=lambda: {category: CategorySettings() for category in Category}
    )
    default_sales_account: str | None = None
    default_expense_account: str | None = None
    tracking: Tracking = Field(default_factory=Tracking)
    reference: Reference = Field(default_factory=Reference)
    rounding: Rounding = Field(default_factory=Rounding)
    allocate_credit_notes: bool = False
    """A credit note that we make in Xero is allocated to the invoice that it credits; else that is the accountant's
    business (R94)."""
    brakes: Brakes = Field(default_factory=Brakes)
    author: str = "system"
    changed_at: dt.datetime | None = None

    @model_validator(mode="after")
    def _receipts_only_come_to_scoro(self) -> Self:
        """R19: receipts have no direction selector."""
        for category in Category:
            self.categories.setdefault(category, CategorySettings())
        receipts = self.categories[Category.RECEIPTS]
        if receipts.direction is not Direction.TO_SCORO:
            self.categories[Category.RECEIPTS] = receipts.model_copy(update={"direction": Direction.TO_SCORO})
        return self

    def of(self, category: Category) -> CategorySettings:
        """The choices of one category."""
        return self.categories[category]

    def enabled(self) -> tuple[Category, ...]:
        """Categories that take part, in the order in which they run (R38)."""
        return tuple(category for category in ORDER if self.of(category).enabled)
