"""Which sales documents of Xero are left out on their way to Scoro, and why; pure."""

from shared.documents.rules import kept_in_xero
from shared.documents.to_scoro.in_xero import DocumentInXero
from shared.sync.settings import CategorySettings

SALES = frozenset({"ACCREC", "ACCRECCREDIT"})


def left_out(
    document: DocumentInXero, settings: CategorySettings, *, time_zone: str, asked_by_person: bool
) -> str | None:
    """Invoices and credit notes alike (R79, R95); the common rules apply."""
    return kept_in_xero(document, settings, types=SALES, time_zone=time_zone, asked_by_person=asked_by_person)
