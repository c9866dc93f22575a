"""Which bills of Xero are left out on their way to Scoro, and why; pure."""

from shared.documents.rules import kept_in_xero
from shared.documents.to_scoro.in_xero import DocumentInXero
from shared.sync.settings import CategorySettings

BILLS = frozenset({"ACCPAY"})
CREDITS = frozenset({"ACCPAYCREDIT"})


def left_out(
    document: DocumentInXero, settings: CategorySettings, *, time_zone: str, asked_by_person: bool
) -> str | None:
    """Credit notes of suppliers have no counterpart in Scoro (R95); to bills the common rules apply (R103)."""
    if document.type in CREDITS:
        return "supplier_credit"
    return kept_in_xero(document, settings, types=BILLS, time_zone=time_zone, asked_by_person=asked_by_person)
