"""What an organisation is set up with. Records are replaced, never changed: undoing a write puts the old one back."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    id: str
    name: str
    base_currency: str
    country_code: str
    version: str
    time_zone: str
    """Xero's word, e.g. GMTSTANDARDTIME."""
    zone: str
    """The same as an IANA name."""
    short_code: str
    created: dt.datetime
    period_lock_date: dt.date | None = None
    end_of_year_lock_date: dt.date | None = None
    user_is_adviser: bool = False
    has_multicurrency: bool = True
    ignores_unknown_tracking: bool = False
    """Drop what is no active option from lines instead of refusing it; public notes tell of both."""
    branding_theme_id: str
    day_rates: dict[str, Decimal] = field(default_factory=dict)
    """Foreign units per one base unit, used where a document names no rate."""
    profile: dict[str, Any] = field(default_factory=dict)
    """Further fields of the API's object, as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    id: str
    code: str
    name: str
    type: str
    status: str = "ACTIVE"
    description: str = ""
    tax_type: str = "NONE"
    system_account: str = ""
    enable_payments: bool = False
    show_in_expense_claims: bool = False
    bank_account_number: str = ""
    bank_account_type: str = ""
    currency_code: str = ""
    reporting_code: str = ""
    reporting_code_name: str = ""
    add_to_watchlist: bool = False
    updated: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxComponent:
    name: str
    rate: Decimal
    is_compound: bool = False
    is_non_recoverable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRate:
    tax_type: str
    name: str
    effective_rate: Decimal
    components: tuple[TaxComponent, ...]
    report_tax_type: str
    status: str = "ACTIVE"
    is_system: bool = True
    applies_to: frozenset[str]
    """Account classes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    id: str
    name: str
    status: str = "ACTIVE"
    number: str = ""
    merged_to: str = ""
    text: dict[str, str] = field(default_factory=dict)
    """Plain text fields by their API name (FirstName, EmailAddress, TaxNumber …)."""
    persons: tuple[dict[str, Any], ...] = ()
    phones: dict[str, dict[str, str]] = field(default_factory=dict)
    """By slot."""
    addresses: dict[str, dict[str, str]] = field(default_factory=dict)
    payment_terms: dict[str, Any] | None = None
    is_customer: bool = False
    is_supplier: bool = False
    updated: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    id: str
    code: str
    name: str
    description: str = ""
    purchase_description: str = ""
    is_sold: bool = True
    is_purchased: bool = True
    sales: dict[str, Any] = field(default_factory=dict)
    """UnitPrice, AccountCode, TaxType as far as set."""
    purchases: dict[str, Any] = field(default_factory=dict)
    inventory_account: str = ""
    updated: dt.datetime

    @property
    def is_tracked(self) -> bool:
        return bool(self.inventory_account)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackingOption:
    id: str
    name: str
    status: str = "ACTIVE"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackingCategory:
    id: str
    name: str
    status: str = "ACTIVE"
    options: tuple[TrackingOption, ...] = ()
    """Deleted ones included: lines of deleted documents may still name them."""

    def option(self, option_id: str) -> TrackingOption | None:
        return next((one for one in self.options if one.id == option_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactGroup:
    id: str
    name: str
    status: str = "ACTIVE"
    contact_ids: tuple[str, ...] = ()
