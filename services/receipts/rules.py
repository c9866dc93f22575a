"""Which payments and allocations of Xero are left out on their way to Scoro, and why; pure."""

import datetime as dt

from services.receipts.in_xero import REFUND_OF_SUPPLIERS_NOTE, PaymentInXero
from shared.sync.settings import CategorySettings


def left_out(
    payment: PaymentInXero,
    settings: CategorySettings,
    *,
    changed_at: dt.datetime | None,
    time_zone: str,
    asked_by_person: bool,
) -> str | None:
    """None if it crosses, else the code of the rule that keeps it; a click ignores switch and start date (R141)."""
    if payment.payment_type == REFUND_OF_SUPPLIERS_NOTE:
        return "supplier_credit"  # R95
    if payment.pays is None:
        return "refund_of_prepaid"  # R100
    if asked_by_person:
        return None
    if not settings.enabled:
        return "category_switched_off"
    begins_at = settings.begins_at(time_zone)
    return "before_start_date" if changed_at and begins_at and changed_at < begins_at else None
