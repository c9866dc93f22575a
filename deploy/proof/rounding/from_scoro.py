"""A document of Scoro through the product, and what the pretend Xero makes of what would be sent."""

from collections.abc import Mapping
from decimal import Decimal

from deploy.proof.rounding.books import reckoned
from deploy.proof.rounding.findings import Finding, held
from deploy.proof.rounding.scoro_papers import NEVER_DISCOUNTED, ScoroPaper
from services.bills import mapping as bills
from services.bills.documents import ScoroBill
from services.invoices import mapping as invoices
from services.invoices.documents import ScoroInvoice
from services.sandbox.xero.books.ledger import Ledger
from shared.documents.fields import XeroDocument
from shared.documents.refs import ProductRef, Refs, Side
from shared.documents.totals import predict
from shared.errors import SyncError

PRODUCTS = {
    1: ProductRef(item_code=None, is_never_discounted=False),
    NEVER_DISCOUNTED: ProductRef(item_code=None, is_never_discounted=True),
}


def refs(side: Side, rates: Mapping[str, Decimal]) -> Refs:
    """All that the product looks up."""
    return Refs(
        contact_id="00000000-0000-0000-0000-000000000001",
        base_currency="GBP",
        tax_rates=rates,
        default_account="200" if side == "sales" else "429",
        side=side,
        products=PRODUCTS,
    )


def crossed(paper: ScoroPaper, ledger: Ledger, looked_up: Mapping[Side, Refs]) -> Finding:
    """Predicted, worked out, and wanted."""
    known = looked_up["purchases" if paper.is_bill else "sales"]
    try:
        element = _element(paper, known)
    except SyncError as error:
        return held(error.code)
    made = reckoned(ledger, element.as_json())
    return Finding(
        predicted=predict(element, known.tax_rates).gross,
        made=made.total,
        wanted=abs(paper.gross),
        refused=made.refused,
        element=element.as_json(),
    )


def _element(paper: ScoroPaper, known: Refs) -> XeroDocument:
    if paper.is_bill:
        return bills.to_xero(ScoroBill.model_validate(paper.wire), known).element
    return invoices.to_xero(ScoroInvoice.model_validate(paper.wire), known).element
