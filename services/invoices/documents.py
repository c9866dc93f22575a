"""Invoices and credit notes as each system spells them."""

from typing import ClassVar, Literal

from shared.documents.fields import Kind, TradeDocument, XeroDocument
from shared.money import ZERO
from shared.scoro.fields import Amount, Flag, Many, OptionalAmount, Whole
from shared.sync.fingerprint import Day


class ScoroInvoice(TradeDocument):
    """A regular or a credit invoice."""

    paid_sum: Amount = ZERO
    is_sent: Flag = False
    credited_invoices: Many[Whole] = ()
    prepayment_percent: OptionalAmount = None  # only prepayment invoices have it

    @property
    def is_credit_note(self) -> bool:
        """Says what it credits, or is negative (R86, R93)."""
        return bool(self.credited_invoices) or self.gross < 0


class XeroInvoice(XeroDocument):
    kind: ClassVar[Kind] = "invoice"

    type: Literal["ACCREC"] = "ACCREC"
    invoice_id: str | None = None
    invoice_number: str
    due_date: Day
    url: str | None = None
    sent_to_contact: bool | None = None


class XeroCreditNote(XeroDocument):
    """No discounts, no due date, no address of its own."""

    kind: ClassVar[Kind] = "credit_note"

    type: Literal["ACCRECCREDIT"] = "ACCRECCREDIT"
    credit_note_id: str | None = None
    credit_note_number: str
