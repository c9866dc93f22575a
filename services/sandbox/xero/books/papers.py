"""Documents and the money on them. Records are replaced, never changed: undoing a write puts the old one back."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from services.sandbox.xero.books.money import ONE, ZERO


class Kind(StrEnum):
    """What a payment can be made on, in the API's words. All but invoices give credit that can be allocated."""

    INVOICE = "Invoice"
    CREDIT_NOTE = "CreditNote"
    PREPAYMENT = "Prepayment"
    OVERPAYMENT = "Overpayment"


KIND_OF = {
    "ACCREC": Kind.INVOICE,
    "ACCPAY": Kind.INVOICE,
    "ACCRECCREDIT": Kind.CREDIT_NOTE,
    "ACCPAYCREDIT": Kind.CREDIT_NOTE,
    "RECEIVE-PREPAYMENT": Kind.PREPAYMENT,
    "SPEND-PREPAYMENT": Kind.PREPAYMENT,
    "RECEIVE-OVERPAYMENT": Kind.OVERPAYMENT,
    "SPEND-OVERPAYMENT": Kind.OVERPAYMENT,
    "AROVERPAYMENT": Kind.OVERPAYMENT,  # an invoice paid with too much, which only a person can do
}
_SALES = ("ACCREC", "RECEIVE", "AR")


@dataclass(frozen=True, slots=True)
class LineTracking:
    category_id: str
    option_id: str


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
    tracking: tuple[LineTracking, ...] = ()

    @property
    def is_priced(self) -> bool:
        """A line with a description alone is text."""
        return self.unit_amount is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An invoice, a bill, a credit note, or money that came or went before or beyond them."""

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
    """Live payments; on what gives credit, refunds."""
    credited: Decimal = ZERO
    """Credit applied to an invoice; on what gives credit, what was allocated from it."""
    fully_paid_on: dt.date | None = None
    created_by: str = ""
    updated: dt.datetime

    @property
    def kind(self) -> Kind:
        return KIND_OF[self.type]

    @property
    def is_sale(self) -> bool:
        return self.type.startswith(_SALES)

    @property
    def outstanding(self) -> Decimal:
        """AmountDue of an invoice, RemainingCredit of what gives credit."""
        return self.total - self.paid - self.credited

    @property
    def has_applied(self) -> bool:
        return bool(self.paid or self.credited)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money on an invoice or bill, or the refund of what gives credit."""

    id: str
    document_id: str
    payment_type: str
    account_id: str
    date: dt.date
    amount: Decimal
    """In the document's currency."""
    bank_amount: Decimal
    """In the account's currency."""
    currency_rate: Decimal
    reference: str = ""
    is_reconciled: bool = False
    batch_id: str = ""
    status: str = "AUTHORISED"
    updated: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """A part of a credit that was applied to an invoice or bill."""

    id: str
    credit_id: str
    invoice_id: str
    amount: Decimal
    date: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPayment:
    """Payments on invoices, or on bills, that go through the bank as one."""

    id: str
    type: str
    account_id: str
    date: dt.date
    text: dict[str, str]
    """Reference, Particulars, Code, Details and Narrative as far as given."""
    payment_ids: tuple[str, ...]
    total: Decimal
    is_reconciled: bool = False
    status: str = "AUTHORISED"
    updated: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BankTransaction:
    """Money spent or received without an invoice; the prepayment or overpayment it made is a document of its own."""

    id: str
    type: str
    contact_id: str
    account_id: str
    date: dt.date
    reference: str = ""
    url: str = ""
    line_amount_types: str = "Inclusive"
    currency_code: str
    currency_rate: Decimal = ONE
    lines: tuple[Line, ...] = ()
    sub_total: Decimal = ZERO
    total_tax: Decimal = ZERO
    total: Decimal = ZERO
    is_reconciled: bool = False
    status: str = "AUTHORISED"
    credit_id: str = ""
    updated: dt.datetime

    @property
    def is_received(self) -> bool:
        return self.type.startswith("RECEIVE")
