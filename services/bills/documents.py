"""Bills as each system spells them."""

from typing import ClassVar, Literal

from shared.documents.fields import Kind, TradeDocument, XeroDocument
from shared.sync.fingerprint import Day


class ScoroBill(TradeDocument):
    """A bill; `no` is the supplier's number, `project_id` is -1 where each line has its own (R105)."""


class XeroBill(XeroDocument):
    """No discounts and no reference of its own."""

    kind: ClassVar[Kind] = "bill"

    type: Literal["ACCPAY"] = "ACCPAY"
    invoice_id: str | None = None
    invoice_number: str
    due_date: Day
    url: str | None = None
