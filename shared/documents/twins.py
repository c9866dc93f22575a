"""What we read of a document in Xero, and what a link remembers of it."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from shared.documents.fields import Kind, XeroStatus
from shared.money import ZERO
from shared.sync.fingerprint import Element
from shared.xero.wire import day, decimal, moment

Sum = Annotated[Decimal, BeforeValidator(decimal)]


LINGERING = ("Quantity", "ItemCode", "AccountCode", "TaxType", "DiscountRate", "DiscountAmount", "Tracking")
"""What a line in Xero keeps if an update that names the line does not say it anew."""


class TwinLine(BaseModel):
    """A line in Xero: its id, and which of the lingering fields it has."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    has: tuple[str, ...] = ()


class Twin(BaseModel):
    """A document in Xero as it was last answered. `model_dump(mode="json")` is what a link remembers."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: Kind
    xero_id: str
    number: str = ""
    status: XeroStatus
    date: dt.date | None = None
    """Its day there; None where it was last answered before that was remembered."""
    contact_id: str = ""
    currency_code: str = ""
    sub_total: Decimal = ZERO
    total_tax: Decimal = ZERO
    total: Decimal = ZERO
    amount_paid: Decimal = ZERO
    amount_credited: Decimal = ZERO
    """Applied to this document; of a credit note what was allocated or refunded."""
    url: str = ""
    lines: tuple[TwinLine, ...] = ()
    updated_at: dt.datetime | None = None


class _Contact(Element):
    contact_id: str = ""


class XeroAnswer(Element):
    """One invoice or credit note of an answer; fields without a value are not there."""

    type: str = ""
    invoice_id: str | None = None
    credit_note_id: str | None = None
    invoice_number: str = ""
    credit_note_number: str = ""
    status: XeroStatus
    date: Annotated[dt.date | None, BeforeValidator(day)] = None
    contact: _Contact = Field(default_factory=_Contact)
    currency_code: str = ""
    sub_total: Sum = ZERO
    total_tax: Sum = ZERO
    total: Sum = ZERO
    amount_paid: Sum = ZERO
    amount_credited: Sum = ZERO
    remaining_credit: Sum | None = None
    url: str = ""
    line_items: tuple[dict[str, Any], ...] = ()
    updated_date_utc: Annotated[dt.datetime | None, BeforeValidator(moment)] = None


def twin_of(answer: dict[str, Any]) -> Twin:
    """What an answer of Xero says about a document."""
    read = XeroAnswer.model_validate(answer)
    used = read.total - read.remaining_credit if read.remaining_credit is not None else ZERO
    return Twin(
        kind=kind_of(read),
        xero_id=read.credit_note_id or read.invoice_id or "",
        number=read.credit_note_number or read.invoice_number,
        status=read.status,
        date=read.date,
        contact_id=read.contact.contact_id,
        currency_code=read.currency_code,
        sub_total=read.sub_total,
        total_tax=read.total_tax,
        total=read.total,
        amount_paid=read.amount_paid,
        amount_credited=used if read.credit_note_id else read.amount_credited,
        url=read.url,
        lines=tuple(map(_line_of, read.line_items)),
        updated_at=read.updated_date_utc,
    )


def kind_of(answer: XeroAnswer) -> Kind:
    """Bills and sales invoices are told apart by their type alone."""
    if answer.credit_note_id:
        return "credit_note"
    return "bill" if answer.type == "ACCPAY" else "invoice"


def _line_of(line: dict[str, Any]) -> TwinLine:
    has = tuple(name for name in LINGERING if line.get(name) not in (None, "", 0, []))
    return TwinLine(id=str(line.get("LineItemID", "")), has=has)
