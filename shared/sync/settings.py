"""What the owner of a connection chose (R17–R28, R120)."""

import datetime as dt
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.contracts.envelope import Category


class Direction(StrEnum):
    """The one way a category travels."""

    FROM_SCORO = "from_scoro"
    TO_SCORO = "to_scoro"


class Mode(StrEnum):
    """R20: Automatic runs every five minutes; Manual waits for a person."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"


class CategorySettings(BaseModel):
    """The choices of one category."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    enabled: bool = False
    direction: Direction = Direction.FROM_SCORO
    start_date: dt.date | None = None
    """Objects created or modified from this day on take part (R31); set when the category is first enabled."""
    bookmark: str | None = None
    """Scoro's id of the saved filter; None sends all (R121-a)."""


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
        order = (Category.CONTACTS, Category.PRODUCTS, Category.INVOICES, Category.BILLS, Category.RECEIPTS)
        return tuple(category for category in order if self.of(category).enabled)
