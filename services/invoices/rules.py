"""Which documents are left out on their way from Scoro, and in which status they arrive; pure."""

from services.invoices.documents import ScoroInvoice
from shared.dates import start_of_day
from shared.documents.fields import XeroStatus
from shared.sync.settings import CategorySettings, Direction

INVOICES_MODULE = "invoices"

OTHER_MODULES = {
    "prepayments": "prepayment",  # R96
    "scheduledInvoices": "scheduled_template",  # R88; what a template generates is an invoice
    "quotes": "not_an_invoice",
    "orders": "not_an_invoice",
}
"""Documents of the same shape that never cross, by the Scoro module they come from."""


def left_out(
    invoice: ScoroInvoice,
    settings: CategorySettings,
    *,
    entity: str,
    time_zone: str,
    is_linked: bool,
    module: str = INVOICES_MODULE,
    asked_by_person: bool = False,
    is_in_bookmark: bool = True,
) -> str | None:
    """None if the document crosses, else the code of the rule that keeps it.

    A click ignores switch, start date and bookmark, never the direction (R141). A deleted document that is linked
    passes: `deletion` says what becomes of its twin.
    """
    if reason := _never(invoice, module, entity):
        return reason
    if invoice.is_deleted and not is_linked:
        return "nothing_to_delete"
    if settings.direction is not Direction.FROM_SCORO:
        return "wrong_direction"
    if asked_by_person:
        return None
    return _by_choice(invoice, settings, time_zone) or (None if is_in_bookmark else "outside_bookmark")


def _never(invoice: ScoroInvoice, module: str, entity: str) -> str | None:
    if module != INVOICES_MODULE:
        return OTHER_MODULES.get(module, "not_an_invoice")
    if invoice.prepayment_percent is not None:
        return "prepayment"  # R96
    if invoice.account_id and invoice.account_id != entity:
        return "not_this_entity"  # R15, R16
    return None


def _by_choice(invoice: ScoroInvoice, settings: CategorySettings, time_zone: str) -> str | None:
    if not settings.enabled:
        return "category_switched_off"
    if _is_before_start(invoice, settings, time_zone):
        return "before_start_date"
    return None


def _is_before_start(invoice: ScoroInvoice, settings: CategorySettings, time_zone: str) -> bool:
    """Created or modified, not the document's own date (R31, R35), from 00:00 in the site's zone (R36)."""
    if settings.start_date is None or invoice.changed_at is None:
        return False
    return invoice.changed_at < start_of_day(settings.start_date, time_zone)


def wanted_status(invoice: ScoroInvoice) -> XeroStatus:
    """The sent mark decides (R76, R77); a credit note is approved in any case (R91)."""
    if invoice.is_credit_note or invoice.is_sent:
        return XeroStatus.AUTHORISED
    return XeroStatus.DRAFT
