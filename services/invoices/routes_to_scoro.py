"""The way of an invoice or credit note from Xero to Scoro: the common one, with what only sales documents say."""

from services.invoices.rules_to_scoro import left_out
from shared.clients import Clients
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.documents.to_scoro.crossing import DocumentsToScoro
from shared.documents.to_scoro.in_scoro import TradeDocumentInScoro
from shared.documents.to_scoro.in_xero import DocumentInXero
from shared.documents.to_scoro.planning import Form
from shared.store.everything import Store


def _shaped(element: TradeDocumentInScoro, _document: DocumentInXero) -> TradeDocumentInScoro:
    """Approved in Xero is sent in Scoro (R84)."""
    return element.model_copy(update={"is_sent": True})


FORM = Form(Category.INVOICES, "invoices", left_out, _shaped, number_is_unique=True)


def to_scoro(store: Store, clients: Clients, clock: Clock) -> DocumentsToScoro:
    """Builds it."""
    return DocumentsToScoro(FORM, store, clients, clock)
