"""Which documents are left out on their way from Scoro, and in which status they arrive; pure."""

from services.invoices.documents import ScoroInvoice
from shared.documents.fields import XeroStatus
from shared.documents.rules import kept_in_scoro
from shared.sync.settings import CategorySettings

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
    """None if the document crosses, else the code of the rule that keeps it; the common rules apply to invoices."""
    if module != INVOICES_MODULE:
        return OTHER_MODULES.get(module, "not_an_invoice")
    if invoice.prepayment_percent is not None:
        return "prepayment"  # R96
    return kept_in_scoro(
        invoice,
        settings,
        entity=entity,
        time_zone=time_zone,
        is_linked=is_linked,
        asked_by_person=asked_by_person,
        is_in_bookmark=is_in_bookmark,
    )


def wanted_status(invoice: ScoroInvoice) -> XeroStatus:
    """The sent mark decides (R76, R77); a credit note is approved in any case (R91)."""
    if invoice.is_credit_note or invoice.is_sent:
        return XeroStatus.AUTHORISED
    return XeroStatus.DRAFT
