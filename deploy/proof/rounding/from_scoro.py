"""A document of Scoro through the product, and what the pretend Xero makes of what would be sent."""

from collections.abc import Mapping
from decimal import Decimal
from typing import get_args

from deploy.proof.rounding.books import reckoned
from deploy.proof.rounding.findings import Finding, held
from deploy.proof.rounding.scoro_papers import NEVER_DISCOUNTED, ScoroPaper
from services.bills import mapping as bills
from services.bills.documents import ScoroBill
from services.invoices import mapping as invoices
from services.invoices.documents import ScoroInvoice
from services.sandbox.xero.books.ledger import Ledger
from shared.documents import chart
from shared.documents.chart import Chart
from shared.documents.fields import XeroDocument
from shared.documents.refs import ProductRef, Refs, Side
from shared.documents.totals import predict
from shared.errors import SyncError

PRODUCTS = {
    1: ProductRef(item_code=None, is_never_discounted=False),
    NEVER_DISCOUNTED: ProductRef(item_code=None, is_never_discounted=True),
}


Looked = Mapping[tuple[Side, bool], Refs]
"""By side, and whether an account for rounding lines is chosen."""
TOLERANCE = Decimal("0.05")


def looked_up(known: Chart) -> Looked:
    """All that the product looks up."""
    return {(side, chosen): _refs(side, known, chosen=chosen) for side in get_args(Side) for chosen in (False, True)}


def _refs(side: Side, known: Chart, *, chosen: bool) -> Refs:
    return Refs(
        contact_id="00000000-0000-0000-0000-000000000001",
        base_currency="GBP",
        tax_rates=known.rates,
        chart=known,
        default_account="200" if side == "sales" else "429",
        side=side,
        products=PRODUCTS,
        rounding=chart.rounding_account(known, "860", TOLERANCE) if chosen else None,
    )


def crossed(paper: ScoroPaper, ledger: Ledger, looked: Looked, *, has_account: bool) -> Finding:
    """Predicted, worked out, and wanted."""
    known = known_of(paper, looked, has_account=has_account)
    try:
        element = element_of(paper, known)
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


def known_of(paper: ScoroPaper, looked: Looked, *, has_account: bool) -> Refs:
    """What is looked up for this document."""
    return looked["purchases" if paper.is_bill else "sales", has_account]


def element_of(paper: ScoroPaper, known: Refs) -> XeroDocument:
    """By the product's own mapping, with what it knows of the chart.

    Raises SyncError where the document is held.
    """
    element = _mapped(paper, known)
    chart.check(element, known.chart)
    return element


def _mapped(paper: ScoroPaper, known: Refs) -> XeroDocument:
    if paper.is_bill:
        return bills.to_xero(ScoroBill.model_validate(paper.wire), known).element
    return invoices.to_xero(ScoroInvoice.model_validate(paper.wire), known).element
