"""The way of a bill from Xero to Scoro: the common one, with what only bills say."""

from services.bills.rules_to_scoro import left_out
from shared.budget import Lane
from shared.clients import Clients
from shared.clock import Clock
from shared.contracts.envelope import Category
from shared.documents.to_scoro import projects
from shared.documents.to_scoro.crossing import DocumentsToScoro
from shared.documents.to_scoro.in_scoro import TradeDocumentInScoro
from shared.documents.to_scoro.in_xero import DocumentInXero
from shared.documents.to_scoro.planning import Form, Row
from shared.scoro.client import ScoroClient
from shared.scoro.fields import flag, relation, text
from shared.store.everything import Store


def _shaped(element: TradeDocumentInScoro, _document: DocumentInXero) -> TradeDocumentInScoro:
    """Bills know no payment reference from Xero; projects stand on the lines (R105)."""
    return element.model_copy(update={"reference_no": None, "project_id": projects.of_bill(element.lines)})


async def _made_supplier(scoro: ScoroClient, company_id: int, lane: Lane) -> bool:
    """Scoro takes bills only from contacts on the supplier list: put this one there (R70).

    Setting the mark twice changes nothing, so that this needs no record of its own. False where it was set already.
    """
    if flag((await scoro.view("contacts", company_id, lane=lane)).get("is_supplier")):
        return False
    await scoro.modify("contacts", company_id, {"is_supplier": 1}, lane=lane)
    return True


async def _has_receipts(scoro: ScoroClient, bill: Row, lane: Lane) -> bool:
    """Bills do not say what was paid on them: their supplier's receipts do."""
    payer = {"contact_id": relation(bill.get("company_id")) or relation(bill.get("person_id"))}
    number = 1
    while True:
        page = await scoro.list_page("receipts", number, lane=lane, detailed=True, filters=payer)
        if any(_is_on(group, text(bill["id"])) for group in page.rows):
            return True
        if page.is_last:
            return False
        number += 1


def _is_on(group: Row, bill_id: str) -> bool:
    parts = group.get("receipts") or ()
    return group.get("sales_doc_type") == FORM.module and any(text(one.get("invoice_id")) == bill_id for one in parts)


FORM = Form(
    Category.BILLS,
    "bills",
    left_out,
    _shaped,
    number_is_unique=False,
    after_refusal=_made_supplier,
    has_receipts=_has_receipts,
)


def to_scoro(store: Store, clients: Clients, clock: Clock) -> DocumentsToScoro:
    """Builds it."""
    return DocumentsToScoro(FORM, store, clients, clock)
