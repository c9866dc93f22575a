"""Documents and receipts of Scoro, as far as paying needs them."""

from collections.abc import Iterable
from decimal import Decimal

from shared.contracts.envelope import Category
from shared.documents.fields import TradeDocument
from shared.money import ZERO, total
from shared.scoro.fields import Amount, Day, Flag, Many, OptionalAmount, Relation, ScoroDocument, Text, Whole

MODULES = {Category.INVOICES: "invoices", Category.BILLS: "bills"}


class PaidInScoro(TradeDocument):
    """A document with what was paid on it; bills do not tell."""

    receivable_sum: OptionalAmount = None
    prepayment_sum: Amount = ZERO


class Part(ScoroDocument):
    """One receipt of a group."""

    receipt_id: Whole
    invoice_id: Relation = None
    date: Day = None
    sum: Amount = ZERO


class ReceiptInScoro(ScoroDocument):
    """A group of receipts; what we book has one of them."""

    id: Whole
    sales_doc_type: Text = ""
    date: Day = None
    sum: Amount = ZERO
    receipts: Many[Part] = ()
    is_deleted: Flag = False

    def on(self, module: str, document_id: int) -> Decimal:
        """What the group pays on a document."""
        if self.is_deleted or self.sales_doc_type != module:
            return ZERO
        return total(part.sum for part in self.receipts if part.invoice_id == document_id)


def paid(module: str, document_id: int, groups: Iterable[ReceiptInScoro]) -> Decimal:
    """What was paid on a document in all."""
    return total(group.on(module, document_id) for group in groups)


def due(module: str, document: PaidInScoro, groups: Iterable[ReceiptInScoro]) -> Decimal:
    """What is open: as the document says, else its gross sum without its receipts; negative on credit invoices."""
    if document.receivable_sum is not None:
        return document.receivable_sum
    return document.gross - paid(module, document.id, groups)
