"""Invoices, regular and credit: one module, one number series."""

from collections.abc import Sequence
from decimal import Decimal

from services.sandbox.scoro import documents
from services.sandbox.scoro.call import Call
from services.sandbox.scoro.document_fields import INVOICES
from services.sandbox.scoro.documents import Form
from services.sandbox.scoro.errors import BadRequestError
from services.sandbox.scoro.module import Change, Module
from services.sandbox.scoro.prepaid import covered
from services.sandbox.scoro.records import is_deleted, touched
from services.sandbox.scoro.settling import gross, settle
from services.sandbox.scoro.state import Row

FORM = Form("invoices", INVOICES)
PREPAID_TOGETHER = frozenset({"prepayment_id", "company_id", "currency"})
"""An invoice and the prepayments it is made from have one client and one currency."""


def save(old: Row | None, call: Call) -> Row:
    row = documents.saved(FORM, old, call)
    if old is None:
        row["generation_type"] = "manual"
    if "credited_invoices" in call.request:
        _check_credited(row, call)
    if row["credited_invoices"] and gross(row) > 0 and call.settings.credit_invoices_are_negative:
        raise BadRequestError.field("lines", "the sum of a credit invoice must not be positive")
    if PREPAID_TOGETHER & call.request.keys():
        _check_prepayments(row, call)
    if row["prepayment_id"]:
        row["prepayment_sum"] = _covered(row["company_id"], call, row)[row["id"]]
        settle(row)
    return row


def _check_credited(row: Row, call: Call) -> None:
    for invoice_id in row["credited_invoices"] or ():
        invoice = call.state.find("invoices", invoice_id)
        is_known = invoice is not None and documents.is_entitys(invoice, call) and not is_deleted(invoice)
        if not is_known or invoice_id == row["id"]:
            raise BadRequestError.field("credited_invoices", f"invoice {invoice_id} not found")


def _check_prepayments(row: Row, call: Call) -> None:
    for prepayment_id in row["prepayment_id"] or ():
        prepayment = call.state.find("prepayments", prepayment_id)
        if prepayment is None or not documents.is_entitys(prepayment, call) or is_deleted(prepayment):
            raise BadRequestError.field("prepayment_id", f"prepayment {prepayment_id} not found")
        if (prepayment["company_id"], prepayment["currency"]) != (row["company_id"], row["currency"]):
            raise BadRequestError.field(
                "prepayment_id", f"prepayment {prepayment_id} is another client's or currency's"
            )


def _covered(company_id: int, call: Call, saving: Row | None = None) -> dict[int, Decimal]:
    """What prepayments cover, by invoice of this client; `saving` counts as it is about to be, a new one as last."""
    invoices = {row["id"]: row for row in _prepaid_invoices(company_id, call)}
    if saving is not None:
        invoices[saving["id"]] = saving
    received = {row["id"]: row["_paid_sum"] for row in call.state.table("prepayments").values() if not is_deleted(row)}
    return dict(zip(invoices, covered(invoices.values(), received), strict=True))


def _prepaid_invoices(company_id: int, call: Call) -> list[Row]:
    invoices = call.state.table("invoices").values()
    named = (row for row in invoices if row["prepayment_id"] and not is_deleted(row))
    return [row for row in named if row["company_id"] == company_id and documents.is_entitys(row, call)]


def cover(company_id: int, call: Call) -> list[Change]:
    """Bring `prepayment_sum` up to date on all invoices of this client."""
    shares = _covered(company_id, call)
    rows = [(call.state.table("invoices")[invoice_id], share) for invoice_id, share in shares.items()]
    return [_with_share(row, share, call) for row, share in rows if row["prepayment_sum"] != share]


def _with_share(row: Row, share: Decimal, call: Call) -> Change:
    new = row | {"prepayment_sum": share}
    settle(new)
    return touched(MODULE, new, call)


def _follow(old: Row | None, row: Row, call: Call) -> Sequence[Change]:
    """What one invoice takes from a prepayment, or gives back, others of its client lose or gain."""
    clients = {one["company_id"] for one in (old, row) if one is not None and one["prepayment_id"]}
    return [change for company_id in sorted(clients) for change in cover(company_id, call)]


MODULE = Module(
    name="invoices",
    key="id",
    fields=INVOICES,
    derive=lambda row, call, detailed: documents.derive(FORM, row, call, detailed=detailed),
    belongs=documents.is_entitys,
    save=save,
    remove=documents.removed,
    follow=_follow,
    can_delete=True,
    basics=("id", "no", "company_id", "sum", "modified_date"),
    hook_module=lambda _row: "invoices",
    hook_type=lambda _row: "invoice",
)
