"""Filling the pretend Xero: organisations with chart, tax rates and documents, apps, users."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator

from services.sandbox.xero.books import allocations, chart, currencies, payments, tracking
from services.sandbox.xero.books import contacts as contact_rules
from services.sandbox.xero.books import items as item_rules
from services.sandbox.xero.books.documents import DocumentWriter
from services.sandbox.xero.books.families import CREDIT_NOTES, INVOICES
from services.sandbox.xero.books.given import Given, elements
from services.sandbox.xero.books.ledger import Ledger
from services.sandbox.xero.books.papers import Kind
from services.sandbox.xero.books.problems import ElementRefusedError, NotFoundError, RequestRefusedError
from services.sandbox.xero.books.records import Organisation
from services.sandbox.xero.world import App, User, World

_WINDOWS_ZONES = {
    "Europe/London": "GMTSTANDARDTIME",
    "Europe/Tallinn": "FLESTANDARDTIME",
    "Pacific/Auckland": "NEWZEALANDSTANDARDTIME",
    "UTC": "UTC",
}
Objects = list[dict[str, Any]]


class SeedRefusedError(ValueError):
    """The seed breaks Xero's own rules; the text says where."""


class OrganisationSeed(BaseModel):
    """`contacts` … `allocations` are bodies as the API takes them, written in this order by the API's rules."""

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
    archived_contacts: list[str] = Field(default_factory=list)
    """Names of contacts to archive at the end."""

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if zone not in _WINDOWS_ZONES:
            raise ValueError(f"zone must be one of {', '.join(_WINDOWS_ZONES)}")
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


DEFAULT_ORGANISATIONS = (
    OrganisationSeed(
        name="Acme Agency UK",
        currencies=["EUR", "USD"],
        short_code="!AcmUK",
        day_rates={"EUR": Decimal("1.15"), "USD": Decimal("1.34")},
    ),
    OrganisationSeed(
        name="Acme Agency OÜ",
        base_currency="EUR",
        currencies=["GBP", "USD", "SEK"],
        region="GLOBAL",
        country_code="EE",
        zone="Europe/Tallinn",
        short_code="!AcmEE",
        day_rates={"GBP": Decimal("0.87"), "USD": Decimal("1.17"), "SEK": Decimal("11.02")},
    ),
)
DEFAULT_USERS = (UserSeed(email="sam@acme-agency.example"),)


def plant(world: World, seed: Seed, now: dt.datetime) -> None:
    for app in seed.apps:
        world.apps[app.client_id] = App(
            client_id=app.client_id,
            client_secret=app.client_secret,
            name=app.name,
            redirect_uris=tuple(app.redirect_uris),
            scopes=None if app.scopes is None else frozenset(app.scopes),
            may_use_client_credentials=app.may_use_client_credentials,
        )
    for user in seed.users:
        user_id = chart.stable_id("user", user.email)
        world.users[user_id] = User(user_id, user.email, user.first_name, user.last_name)
    for organisation in seed.organisations:
        ledger = ledger_from(organisation, now)
        world.books[ledger.organisation.id] = ledger


def ledger_from(seed: OrganisationSeed, now: dt.datetime) -> Ledger:
    ledger = _empty_books(seed, now)
    try:
        _write_tracking(ledger, seed)
        _write_documents(ledger, seed)
    except ElementRefusedError as refusal:
        raise SeedRefusedError(f"{seed.name}: {refusal}") from refusal
    except RequestRefusedError as refusal:
        raise SeedRefusedError(f"{seed.name}: {refusal.message}") from refusal
    except NotFoundError as refusal:
        raise SeedRefusedError(f"{seed.name}: {refusal}") from refusal
    ledger.changes.taken()
    return ledger


def _empty_books(seed: OrganisationSeed, now: dt.datetime) -> Ledger:
    own_id = chart.stable_id("organisation", seed.name)
    region = chart.REGIONS[seed.region]
    unknown = {seed.base_currency, *seed.currencies} - set(currencies.NAMES)
    if unknown:
        raise SeedRefusedError(f"{seed.name}: unknown currencies {', '.join(sorted(unknown))}")
    organisation = Organisation(
        id=own_id,
        name=seed.name,
        base_currency=seed.base_currency,
        country_code=seed.country_code,
        version=region.version,
        time_zone=_WINDOWS_ZONES[seed.zone],
        zone=ZoneInfo(seed.zone).key,
        short_code=seed.short_code or f"!{own_id[:5]}",
        created=now,
        period_lock_date=seed.period_lock_date,
        end_of_year_lock_date=seed.end_of_year_lock_date,
        user_is_adviser=seed.user_is_adviser,
        has_multicurrency=seed.has_multicurrency,
        branding_theme_id=chart.stable_id(own_id, "theme"),
        day_rates=seed.day_rates,
    )
    ledger = Ledger(organisation, now)
    ledger.begin(now)
    for account in chart.accounts(own_id, region, currency=seed.base_currency, at=ledger.now):
        ledger.save_account(account)
    for rate in chart.tax_rates(region):
        ledger.save_tax_rate(rate)
    for code in (seed.base_currency, *seed.currencies):
        ledger.currencies[code] = currencies.NAMES[code]
    return ledger


def _write_tracking(ledger: Ledger, seed: OrganisationSeed) -> None:
    for given in elements(seed.tracking_categories, "tracking_categories"):
        category = tracking.create(ledger, given)
        for option in given.objects("Options") or []:
            tracking.create_option(ledger, category.id, option)


def _write_documents(ledger: Ledger, seed: OrganisationSeed) -> None:
    for given in elements(seed.contacts, "contacts"):
        contact_rules.create(ledger, given)
    for given in elements(seed.items, "items"):
        item_rules.create(ledger, given, unit_places=4)
    for family, documents in ((INVOICES, seed.invoices), (CREDIT_NOTES, seed.credit_notes)):
        writer = DocumentWriter(ledger, family, unit_places=4)
        for given in elements(documents, family.noun):
            writer.create(given)
    for given in elements(seed.payments, "payments"):
        payments.create(ledger, given)
    for given in elements(seed.allocations, "allocations"):
        _allocate(ledger, given)
    for name in seed.archived_contacts:
        if name.lower() not in ledger.active_name:
            raise SeedRefusedError(f"{seed.name}: no active contact is named {name!r}")
        contact_rules.archive(ledger, ledger.contacts[ledger.active_name[name.lower()]])


def _allocate(ledger: Ledger, given: Given) -> None:
    number = given.text("CreditNoteNumber") or ""
    note = ledger.document_for(Kind.CREDIT_NOTE, number)
    if note is None:
        raise SeedRefusedError(f"no credit note {number!r} to allocate")
    allocations.allocate(ledger, note, given)
