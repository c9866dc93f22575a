"""What an organisation's books hold. Records are replaced, never changed: undoing a write puts the old one back."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from services.sandbox.xero.books.money import ONE, ZERO


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
class Line:
    id: str
    description: str | None = None
    quantity: Decimal | None = None
    unit_amount: Decimal | None = None
    line_amount: Decimal = ZERO
    tax_amount: Decimal = ZERO
    tax_type: str | None = None
    account_code: str | None = None
    account_id: str | None = None
    item_code: str | None = None
    discount_rate: Decimal | None = None
    discount_amount: Decimal | None = None

    @property
    def is_priced(self) -> bool:
        """A line with a description alone is text."""
        return self.unit_amount is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An invoice, a bill or a credit note."""

    id: str
    type: str
    number: str = ""
    reference: str = ""
    contact_id: str
    date: dt.date
    due_date: dt.date | None = None
    expected_payment_date: dt.date | None = None
    planned_payment_date: dt.date | None = None
    line_amount_types: str = "Exclusive"
    currency_code: str
    currency_rate: Decimal = ONE
    status: str = "DRAFT"
    is_sent: bool = False
    url: str = ""
    branding_theme_id: str = ""
    lines: tuple[Line, ...] = ()
    sub_total: Decimal = ZERO
    total_tax: Decimal = ZERO
    total: Decimal = ZERO
    paid: Decimal = ZERO
    """Live payments; on a credit note, refunds."""
    credited: Decimal = ZERO
    """Credit applied to an invoice; on a credit note, what was allocated from it."""
    fully_paid_on: dt.date | None = None
    created_by: str = ""
    updated: dt.datetime

    @property
    def is_credit_note(self) -> bool:
        return self.type.endswith("CREDIT")

    @property
    def is_sale(self) -> bool:
        return self.type.startswith("ACCREC")

    @property
    def outstanding(self) -> Decimal:
        """AmountDue of an invoice, RemainingCredit of a credit note."""
        return self.total - self.paid - self.credited

    @property
    def has_applied(self) -> bool:
        return bool(self.paid or self.credited)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    id: str
    document_id: str
    is_refund: bool
    """Against a credit note."""
    payment_type: str
    account_id: str
    date: dt.date
    amount: Decimal
    bank_amount: Decimal
    currency_rate: Decimal
    reference: str = ""
    is_reconciled: bool = False
    status: str = "AUTHORISED"
    updated: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    id: str
    credit_note_id: str
    invoice_id: str
    amount: Decimal
    date: dt.date
