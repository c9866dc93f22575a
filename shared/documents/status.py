"""What may be done to a document in Xero, by its status; pure."""

from dataclasses import dataclass

from shared.documents.fields import XeroStatus
from shared.documents.twins import Twin
from shared.money import ZERO

RANK = {XeroStatus.DRAFT: 0, XeroStatus.SUBMITTED: 1, XeroStatus.AUTHORISED: 2}
GONE = frozenset({XeroStatus.VOIDED, XeroStatus.DELETED})
APPROVED = frozenset({XeroStatus.AUTHORISED, XeroStatus.PAID})
PAYMENT_ATTACHED = "payment_attached"


def lifted(wanted: XeroStatus, current: XeroStatus) -> XeroStatus:
    """What to write over a document in that status: up, never down (R78)."""
    if current not in RANK:
        return wanted
    return max(wanted, current, key=lambda status: RANK[status])


def is_below(current: XeroStatus, wanted: XeroStatus) -> bool:
    """Whether a document in that status is still to be lifted (R77, R78)."""
    return current in RANK and lifted(wanted, current) is not current


def payment_attached(twin: Twin) -> bool:
    """Paid, part paid, credited or allocated: Xero takes no more changes (R80, R136)."""
    return twin.status is XeroStatus.PAID or twin.amount_paid + twin.amount_credited > ZERO


def update_blocked(twin: Twin) -> str | None:
    """The code of what makes Xero refuse any change, known without asking; None if it can be tried."""
    if twin.status in GONE:
        return "voided_in_xero"  # R81, R146: the number must change before it can cross again
    return PAYMENT_ATTACHED if payment_attached(twin) else None


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
