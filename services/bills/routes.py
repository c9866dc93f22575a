"""The way of a bill from Scoro to Xero: the common one, with what only bills say."""

from services.bills import mapping, rules
from services.bills.documents import ScoroBill, XeroBill
from shared.clients import Clients
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.documents.from_scoro.crossing import DocumentsFromScoro
from shared.documents.from_scoro.planning import Form
from shared.documents.undoing.crossing import Undoable
from shared.store.everything import Store

FORM = Form(
    category=Category.BILLS,
    module="bills",
    side="purchases",
    model=ScoroBill,
    elements={"bill": XeroBill},
    left_out=rules.left_out,
    translate=mapping.to_xero,
    looks_first=True,
)


def from_scoro(store: Store, clients: Clients, clock: Clock) -> Undoable:
    """Builds it."""
    return Undoable(DocumentsFromScoro(FORM, store, clients, clock), store, clients, clock)
