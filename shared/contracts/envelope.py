"""What every message carries."""

from enum import StrEnum
from typing import ClassVar, Literal
from uuid import UUID, uuid4

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

System = Literal["scoro", "xero"]


class Category(StrEnum):
    """The five toggles of the integration."""

    PRODUCTS = "products"
    CONTACTS = "contacts"
    INVOICES = "invoices"
    BILLS = "bills"
    RECEIPTS = "receipts"


class Lane(StrEnum):
    """How urgent: each lane has its own queue per category."""

    NOW = "now"  # a person waits
    CHANGED = "changed"  # events and ticks
    BULK = "bulk"  # backfill


class Contract(BaseModel):
    """Frozen, data only. Unknown fields are ignored, so a newer sender is harmless."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    topic: ClassVar[str]
    version: ClassVar[int] = 1


class Message(Contract):
    """What our services tell each other."""

    id: UUID = Field(default_factory=uuid4)
    at: AwareDatetime
    connection_id: str = Field(min_length=1)
    run_id: UUID | None = None


def routing_key(message: type[Contract]) -> str:
    """`invoice.changed.v1`"""
    return f"{message.topic}.v{message.version}"
