"""What the control API is told to plant."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

WINDOWS_ZONES = {
    "Europe/London": "GMTSTANDARDTIME",
    "Europe/Tallinn": "FLESTANDARDTIME",
    "Pacific/Auckland": "NEWZEALANDSTANDARDTIME",
    "UTC": "UTC",
}
Objects = list[dict[str, Any]]


class SeedRefusedError(ValueError):
    """The seed breaks Xero's own rules; the text says where."""


class MadeUp(BaseModel):
    """Same seed and size, same studio; only its days follow the clock."""

    model_config = ConfigDict(extra="forbid")

    seed: Annotated[int, Field(ge=0)] = 1
    size: Annotated[int, Field(ge=1)] = 300
    """Sales invoices, bills and credit notes."""


class OrganisationSeed(BaseModel):
    """`tracking_categories` … `batch_payments`: bodies as the API takes them, written in this order by its rules."""

    model_config = ConfigDict(extra="forbid")

    name: str
    base_currency: str = "GBP"
    currencies: list[str] = Field(default_factory=list)
    """Subscribed besides the base currency."""
    region: Literal["UK", "NZ", "GLOBAL"] = "UK"
    country_code: str = "GB"
    zone: str = "Europe/London"
    short_code: str = ""
    period_lock_date: dt.date | None = None
    end_of_year_lock_date: dt.date | None = None
    user_is_adviser: bool = False
    has_multicurrency: bool = True
    day_rates: dict[str, Decimal] = Field(default_factory=dict)
    """Foreign units per one base unit."""
    tracking_categories: Objects = Field(default_factory=list)
    """With their Options."""
    contacts: Objects = Field(default_factory=list)
    items: Objects = Field(default_factory=list)
    invoices: Objects = Field(default_factory=list)
    credit_notes: Objects = Field(default_factory=list)
    payments: Objects = Field(default_factory=list)
    allocations: Objects = Field(default_factory=list)
    """With CreditNoteNumber besides the API's fields."""
    bank_transactions: Objects = Field(default_factory=list)
    batch_payments: Objects = Field(default_factory=list)
    archived_contacts: list[str] = Field(default_factory=list)
    """Names of contacts to archive at the end."""
    made_up: MadeUp | None = None
    """A made-up studio besides all that."""

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if zone not in WINDOWS_ZONES:
            raise ValueError(f"zone must be one of {', '.join(WINDOWS_ZONES)}")
        return zone


class AppSeed(BaseModel):
    model_config = ConfigDict(extra="forbid")

    client_id: str
    client_secret: str = ""
    name: str = "An app"
    redirect_uris: Annotated[list[str], Field(max_length=50)] = Field(default_factory=list)
    scopes: list[str] | None = None
    may_use_client_credentials: bool = False

    @field_validator("redirect_uris")
    @classmethod
    def _xero_takes_them(cls, uris: list[str]) -> list[str]:
        for uri in uris:
            parts = urlsplit(uri)
            if parts.scheme != "https" and (parts.scheme, parts.hostname) != ("http", "localhost"):
                raise ValueError(f"{uri}: Xero takes https addresses and http://localhost only (not 127.0.0.1)")
        return uris


class UserSeed(BaseModel):
    model_config = ConfigDict(extra="forbid")

    email: str
    first_name: str = "Sam"
    last_name: str = "Sandbox"


class Seed(BaseModel):
    """An empty seed is the default one: two organisations, one user, the app of the settings."""

    model_config = ConfigDict(extra="forbid")

    replace: bool = True
    """Forget everything else first."""
    organisations: list[OrganisationSeed] = Field(default_factory=list)
    apps: list[AppSeed] = Field(default_factory=list)
    users: list[UserSeed] = Field(default_factory=list)
