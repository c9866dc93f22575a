"""A document as Xero tells it, with its lines: the source of what comes to Scoro."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from shared.documents.fields import XeroStatus
from shared.documents.twins import Sum
from shared.money import ZERO
from shared.sync.fingerprint import Element
from shared.xero.wire import day, decimal, moment


def _rows(value: Any) -> Any:
    return value or ()


def _optional_sum(value: Any) -> Decimal | None:
    return None if value is None else decimal(value)


OptionalSum = Annotated[Decimal | None, BeforeValidator(_optional_sum)]
XeroDay = Annotated[dt.date | None, BeforeValidator(lambda value: day(value) if isinstance(value, str) else value)]


class TrackingInXero(Element):
    name: str = ""
    option: str = ""


class ItemInXero(Element):
    item_id: str = Field(default="", alias="ItemID")


class LineInXero(Element):
    """A priced line, or with a description alone a line of text."""

    line_item_id: str = ""
    description: str = ""
    quantity: OptionalSum = None
    unit_amount: OptionalSum = None
    item_code: str = ""
    item: ItemInXero = Field(default_factory=ItemInXero)
    account_code: str = ""
    tax_type: str = ""
    tax_amount: Sum = ZERO
    line_amount: Sum = ZERO
    discount_rate: OptionalSum = None
    discount_amount: OptionalSum = None
    tracking: Annotated[tuple[TrackingInXero, ...], BeforeValidator(_rows)] = ()

    @property
    def is_text(self) -> bool:
        """Only a description."""
        return not (self.account_code or self.line_amount or self.unit_amount)


class ContactInXero(Element):
    contact_id: str = ""
    name: str = ""


class InvoiceRef(Element):
    invoice_id: str = ""


class AllocationInXero(Element):
    """Where a credit note went."""

    invoice: InvoiceRef = Field(default_factory=InvoiceRef)
    amount: Sum = ZERO
    is_deleted: bool = False


class DocumentInXero(Element):
    """An invoice, a bill or a credit note; fields without a value are not there."""

    type: Literal["ACCREC", "ACCPAY", "ACCRECCREDIT", "ACCPAYCREDIT"]
    invoice_id: str = ""
    credit_note_id: str = ""
    invoice_number: str = ""
    credit_note_number: str = ""
    status: XeroStatus
    contact: ContactInXero = Field(default_factory=ContactInXero)
    date: XeroDay = None
    due_date: XeroDay = None
    reference: str = ""
    line_amount_types: Literal["Exclusive", "Inclusive", "NoTax"] = "Exclusive"
    currency_code: str = ""
    currency_rate: OptionalSum = None  # document units per base unit
    sub_total: Sum = ZERO
    total_tax: Sum = ZERO
    total: Sum = ZERO
    amount_paid: Sum = ZERO
    amount_credited: Sum = ZERO
    sent_to_contact: bool = False
    line_items: Annotated[tuple[LineInXero, ...], BeforeValidator(_rows)] = ()
    allocations: Annotated[tuple[AllocationInXero, ...], BeforeValidator(_rows)] = ()  # of a credit note
    updated_date_utc: Annotated[dt.datetime | None, BeforeValidator(moment)] = None

    @property
    def is_credit_note(self) -> bool:
        return self.type.endswith("CREDIT")

    @property
    def is_gone(self) -> bool:
        """Xero keeps what was deleted or voided, under a status."""
        return self.status in {XeroStatus.VOIDED, XeroStatus.DELETED}

    @property
    def credited_ids(self) -> tuple[str, ...]:
        """Invoices that a credit note is allocated to."""
        return tuple(dict.fromkeys(one.invoice.invoice_id for one in self.allocations if not one.is_deleted))

    @property
    def xero_id(self) -> str:
        return self.credit_note_id or self.invoice_id

    @property
    def number(self) -> str:
        return self.credit_note_number or self.invoice_number

    @property
    def net(self) -> Decimal:
        """Without tax, whatever the line amounts mean."""
        return self.total - self.total_tax

    def net_of(self, line: LineInXero) -> Decimal:
        """A line without its tax."""
        return line.line_amount - line.tax_amount if self.line_amount_types == "Inclusive" else line.line_amount
