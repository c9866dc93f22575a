"""Which sales documents of Xero are left out on their way to Scoro, and why; pure."""

from shared.documents.fields import XeroStatus
from shared.documents.to_scoro.in_xero import DocumentInXero
from shared.sync.settings import CategorySettings, Direction

SALES = frozenset({"ACCREC", "ACCRECCREDIT"})
APPROVED = frozenset({XeroStatus.AUTHORISED, XeroStatus.PAID})


def left_out(
    document: DocumentInXero, settings: CategorySettings, *, time_zone: str, asked_by_person: bool
) -> str | None:
    """None if the document crosses, else the code of the rule that keeps it.

    Only approved ones come to Scoro (R79, R95). A click ignores switch and start date, never the direction (R141).
    What was voided or deleted passes: its counterpart may have to go too (R146).
    """
    if document.type not in SALES:
        return "not_an_invoice"
    if settings.direction is not Direction.TO_SCORO:
        return "wrong_direction"
    if not document.is_gone and document.status not in APPROVED:
        return "not_approved_in_xero"
    return None if asked_by_person else _by_choice(document, settings, time_zone)


def _by_choice(document: DocumentInXero, settings: CategorySettings, time_zone: str) -> str | None:
    if not settings.enabled:
        return "category_switched_off"
    changed, begin = document.updated_date_utc, settings.begins_at(time_zone)
    return "before_start_date" if changed and begin and changed < begin else None
