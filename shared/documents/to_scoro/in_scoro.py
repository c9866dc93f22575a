"""A document as it is written to Scoro."""

from shared.scoro.element import Amount, Day, Element, Flag


class LineInScoro(Element):
    """Sent without an id it is a new line; lines that are not sent are deleted."""

    id: int | None = None
    product_id: int = 0  # 0: free text, -1: a heading
    comment: str
    price: Amount | None = None
    amount: Amount | None = None  # Scoro's word for quantity
    amount2: Amount | None = None  # only to take away what somebody entered
    discount: Amount | None = None  # percent
    vat_code_id: int | None = None
    finance_account_id: int | None = None
    finance_object_id: int | None = None
    project_id: int | None = None


class TradeDocumentInScoro(Element):
    """What invoices, credit invoices and bills have in common."""

    no: str
    company_id: int
    date: Day
    deadline: Day | None = None
    currency: str
    currency_rate: Amount | None = None  # base units per document unit
    discount: Amount | None = None  # as the two below: only to take away what somebody entered
    discount2: Amount | None = None
    discount3: Amount | None = None
    vat_code_id: int | None = None  # read by sites with one tax rate per document
    reference_no: str | None = None
    project_id: int | None = None
    is_sent: Flag | None = None
    credited_invoices: tuple[int, ...] | None = None
    lines: tuple[LineInScoro, ...]
