"""What the documents of trade have in common in each system: invoices, credit notes and bills."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Literal, Self

from shared.money import ZERO, cents
from shared.scoro.fields import (
    Amount,
    Day,
    Flag,
    Moment,
    OptionalAmount,
    Relation,
    ScoroDocument,
    Text,
    Whole,
)
from shared.sync.fingerprint import Day as XeroDay
from shared.sync.fingerprint import Element

HEADING = -1  # product_id of a line that is only text


class ScoroLine(ScoroDocument):
    id: Relation = None
    product_id: Whole = 0  # 0: free text
    product_name: Text = ""
    product_code: Text = ""
    comment: Text = ""
    comment2: Text = ""
    unit: Text = ""
    price: Amount = ZERO
    amount: Amount = ZERO  # Scoro's word for quantity
    amount2: OptionalAmount = None  # multiplies, where the site uses it
    discount: OptionalAmount = None  # percent
    sum: OptionalAmount = None  # net, before the document's discounts
    vat_code: Text = ""
    finance_account_symbol: Text = ""
    finance_object_id: Relation = None
    project_id: Relation = None

    @property
    def quantity(self) -> Decimal:
        """`amount` × `amount2` (R85), where the site uses it: it is filled, and the line's own sum does not deny it."""
        doubled = self.amount * (self.amount2 or 1)
        once, twice = (cents(self.price * each * self._left) for each in (self.amount, doubled))
        return self.amount if self.sum is not None and once == self.sum != twice else doubled

    @property
    def _left(self) -> Decimal:
        return 1 - (self.discount or ZERO) / 100

    @property
    def is_heading(self) -> bool:
        """Only text: Scoro's heading lines, and lines with neither price nor quantity (R85)."""
        has_no_sum = not self.sum and not (self.price and self.amount)
        return has_no_sum and (self.product_id == HEADING or not (self.price or self.amount))


class TradeDocument(ScoroDocument):
    """An invoice, a credit invoice or a bill of Scoro."""

    id: Whole
    no: Text = ""
    company_id: Relation = None
    person_id: Relation = None
    date: Day = None
    deadline: Day = None
    currency: Text = ""
    currency_rate: OptionalAmount = None  # base units per document unit
    discount: OptionalAmount = None  # percent, as the two below
    discount2: OptionalAmount = None
    discount3: OptionalAmount = None
    sum: Amount = ZERO  # net after all discounts
    vat_sum: Amount = ZERO
    vat_code: Text = ""  # filled where tax is per document
    reference_no: Text = ""
    description: Text = ""
    account_id: Text = ""  # the owning entity
    project_id: Relation = None
    lines: tuple[ScoroLine, ...] | None = None  # None: the snapshot is from a slim list
    created_date: Moment = None
    modified_date: Moment = None
    is_deleted: Flag = False

    @property
    def gross(self) -> Decimal:
        return self.sum + self.vat_sum

    @property
    def payer_id(self) -> int | None:
        """The company; a person only where no company is set (R72)."""
        return self.company_id or self.person_id

    @property
    def changed_at(self) -> dt.datetime | None:
        """The later of created and modified (R31), not the document's own date."""
        return max((moment for moment in (self.created_date, self.modified_date) if moment), default=None)


class XeroStatus(StrEnum):
    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"  # waits for approval
    AUTHORISED = "AUTHORISED"  # Xero's screens say "Awaiting Payment"
    PAID = "PAID"
    VOIDED = "VOIDED"
    DELETED = "DELETED"


class XeroContactRef(Element):
    """Only the id: further fields would change the contact itself."""

    contact_id: str


class XeroTracking(Element):
    name: str
    option: str


class XeroLine(Element):
    """A priced line, or with a description alone a line of text."""

    line_item_id: str | None = None
    description: str
    quantity: Decimal | None = None
    unit_amount: Decimal | None = None
    item_code: str | None = None
    account_code: str | None = None
    tax_type: str | None = None
    tax_amount: Decimal | None = None  # only where the tax that Xero works out would be a cent off
    discount_rate: Decimal | None = None
    discount_amount: Decimal | None = None
    tracking: tuple[XeroTracking, ...] | None = None


Kind = Literal["invoice", "credit_note", "bill"]
"""As Xero tells documents apart: each has its own series of numbers."""
RESOURCES: dict[Kind, str] = {"invoice": "Invoices", "credit_note": "CreditNotes", "bill": "Invoices"}
ID_FIELDS: dict[Kind, str] = {"invoice": "InvoiceID", "credit_note": "CreditNoteID", "bill": "InvoiceID"}


class XeroDocument(Element):
    """What invoices, credit notes and bills have in common."""

    kind: ClassVar[Kind]

    contact: XeroContactRef
    date: XeroDay
    reference: str | None = None
    currency_code: str
    currency_rate: Decimal | None = None
    line_amount_types: Literal["Exclusive"] = "Exclusive"  # Scoro's prices are net (R50)
    status: XeroStatus
    line_items: tuple[XeroLine, ...]

    @property
    def number(self) -> str:
        """As people know the document."""
        return str(getattr(self, "credit_note_number" if self.kind == "credit_note" else "invoice_number"))

    def named(self, xero_id: str, **changes: Any) -> Self:
        """The element as an update of that document."""
        name = "credit_note_id" if self.kind == "credit_note" else "invoice_id"
        return self.model_copy(update={name: xero_id, **changes})
