"""Which status may follow which (the table of reference section 8.8), and what a paid document still allows."""

from dataclasses import replace

from services.sandbox.xero.books.families import Family
from services.sandbox.xero.books.papers import Document, Line

STATUSES = frozenset({"DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED"})
FINAL = frozenset({"VOIDED", "DELETED"})
APPROVED = frozenset({"AUTHORISED", "PAID"})
_NEW = frozenset({"DRAFT", "SUBMITTED", "AUTHORISED"})
_NEXT = {
    "DRAFT": _NEW | {"DELETED"},
    "SUBMITTED": _NEW | {"DELETED"},
    "AUTHORISED": frozenset({"AUTHORISED", "VOIDED"}),
}
CANNOT_BE_EDITED = "This document cannot be edited as it has a payment or credit note allocated to it."
DATE_CANNOT_BE_CHANGED = "Date cannot be changed on an invoice that has payment or credit notes allocated to it."


def refusal(old: Document | None, wanted: str | None, family: Family) -> str | None:
    """Why `wanted` may not follow, in Xero's words."""
    if old is None:
        return None if (wanted or "DRAFT") in _NEW else f"{family.noun} not of valid status for creation"
    if old.status in FINAL:
        return f"{family.noun} not of valid status for modification"
    if wanted in {None, old.status}:
        return None
    if has_money_on_it(old):
        return CANNOT_BE_EDITED if wanted == "VOIDED" else _not_with_payments(str(wanted), family)
    return None if wanted in _NEXT[old.status] else f"{family.noun} not of valid status for modification"


def has_money_on_it(document: Document) -> bool:
    return document.has_applied or document.status == "PAID"


def locked_edit(old: Document, new: Document) -> str | None:
    """A document with money on it keeps everything that reports depend on."""
    if new.date != old.date:
        return DATE_CANNOT_BE_CHANGED
    return None if _financial(old, old) == _financial(new, old) else CANNOT_BE_EDITED


def is_silent_edit(old: Document, new: Document) -> bool:
    """DueDate and SentToContact of a document with money on it change without a new UpdatedDateUTC."""
    return has_money_on_it(old) and replace(new, due_date=old.due_date, is_sent=old.is_sent, updated=old.updated) == old


def _financial(document: Document, old: Document) -> Document:
    """What must not change. A bill also keeps its contact once credit was applied to it."""
    same = replace(
        document,
        due_date=old.due_date,
        reference=old.reference,
        url=old.url,
        branding_theme_id=old.branding_theme_id,
        expected_payment_date=old.expected_payment_date,
        planned_payment_date=old.planned_payment_date,
        is_sent=old.is_sent,
        updated=old.updated,
        status=old.status,
    )
    if old.is_sale:
        return same
    lines = tuple(_unlabelled(line) for line in same.lines)
    contact_id = document.contact_id if old.credited else old.contact_id
    return replace(same, number=old.number, contact_id=contact_id, lines=lines)


def _unlabelled(line: Line) -> Line:
    return replace(line, description=None, account_code=None, account_id=None, tracking=())


def _not_with_payments(status: str, family: Family) -> str:
    return (
        f"The status {status} cannot be applied to the {family.noun.lower()} "
        "because it has payments or credit notes allocated to it."
    )
