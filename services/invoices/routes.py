"""The way of an invoice or credit note from Scoro to Xero: the common one, with what only sales documents say."""

from services.invoices import mapping, rules
from services.invoices.allocating import Allocating
from services.invoices.documents import ScoroInvoice, XeroCreditNote, XeroInvoice
from shared.clients import Clients
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.documents.from_scoro.planning import Form
from shared.documents.undoing.crossing import Undoable
from shared.store.everything import Store

FORM = Form(
    category=Category.INVOICES,
    module="invoices",
    side="sales",
    model=ScoroInvoice,
    elements={"invoice": XeroInvoice, "credit_note": XeroCreditNote},
    left_out=rules.left_out,
    translate=mapping.to_xero,
)


def from_scoro(store: Store, clients: Clients, clock: Clock) -> Undoable:
    """Builds it."""
    return Undoable(Allocating(FORM, store, clients, clock), store, clients, clock)
