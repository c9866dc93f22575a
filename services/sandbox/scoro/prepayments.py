"""Prepayment invoices: a share asked in advance. A module and number series of their own, never part of invoices."""

from collections.abc import Sequence

from services.sandbox.scoro import documents, invoices
from services.sandbox.scoro.call import Call
from services.sandbox.scoro.document_fields import PREPAYMENTS
from services.sandbox.scoro.documents import Form
from services.sandbox.scoro.module import Change, Module
from services.sandbox.scoro.state import Row

FORM = Form("prepayments", PREPAYMENTS)


def _follow(old: Row | None, row: Row, call: Call) -> Sequence[Change]:
    """What is received on it, or no longer, counts on the invoices made from it."""
    return invoices.cover(row["company_id"], call) if old is not None else ()


MODULE = Module(
    name="prepayments",
    key="id",
    fields=PREPAYMENTS,
    derive=lambda row, call, detailed: {"lines": None} | documents.derive(FORM, row, call, detailed=detailed),
    belongs=documents.is_entitys,
    save=lambda old, call: documents.saved(FORM, old, call),
    remove=documents.removed,
    follow=_follow,
    can_delete=True,
    basics=("id", "no", "company_id", "sum", "modified_date"),
    hook_module=lambda _row: "prepayments",
    hook_type=lambda _row: "prepayment",
)
