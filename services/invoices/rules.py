"""Which documents are left out on their way from Scoro, and what may be done to their twins; pure."""

from dataclasses import dataclass

from services.invoices.documents import ScoroInvoice
from shared.dates import start_of_day
from shared.documents.fields import XeroStatus
from shared.documents.twins import Twin
from shared.money import ZERO
from shared.sync.settings import CategorySettings, Direction

INVOICES_MODULE = "invoices"

OTHER_MODULES = {
    "prepayments": "prepayment",  # R96
    "scheduledInvoices": "scheduled_template",  # R88; what a template generates is an invoice
    "quotes": "not_an_invoice",
    "orders": "not_an_invoice",
}
"""Documents of the same shape that never cross, by the Scoro module they come from."""

RANK = {XeroStatus.DRAFT: 0, XeroStatus.SUBMITTED: 1, XeroStatus.AUTHORISED: 2}
GONE = frozenset({XeroStatus.VOIDED, XeroStatus.DELETED})


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


def lifted(wanted: XeroStatus, current: XeroStatus) -> XeroStatus:
    """What to write over a document in that status: up, never down (R78)."""
    if current not in RANK:
        return wanted
    return max(wanted, current, key=lambda status: RANK[status])


def payment_attached(twin: Twin) -> bool:
    """Paid, part paid, credited or allocated: Xero takes no more changes (R80, R136)."""
    return twin.status is XeroStatus.PAID or twin.amount_paid + twin.amount_credited > ZERO


def update_blocked(twin: Twin) -> str | None:
    """The code of what makes Xero refuse any change, known without asking; None if it can be tried."""
    if twin.status in GONE:
        return "voided_in_xero"  # R81, R146: the number must change before it can cross again
    return "payment_attached" if payment_attached(twin) else None


@dataclass(frozen=True, slots=True)
class DeleteDraft:
    """Not approved yet: delete it in Xero too (R143)."""

    xero_id: str


@dataclass(frozen=True, slots=True)
class Orphaned:
    """Approved: it stays, the link is marked and a person is told (R143, R145)."""

    xero_id: str


@dataclass(frozen=True, slots=True)
class CloseLink:
    """Nothing is left in Xero to care for."""


def deletion(twin: Twin | None) -> DeleteDraft | Orphaned | CloseLink:
    """What a deletion in Scoro means for the twin (R143–R145); one that waits for approval is still a draft."""
    if twin is None or twin.status in GONE:
        return CloseLink()
    if twin.status in {XeroStatus.DRAFT, XeroStatus.SUBMITTED}:
        return DeleteDraft(twin.xero_id)
    return Orphaned(twin.xero_id)
