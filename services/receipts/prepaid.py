"""What was paid ahead: Scoro may count it already, by a prepayment invoice of its own (R97–R99); pure."""

from decimal import Decimal

from services.receipts.errors import PrepaidInPartError
from services.receipts.in_scoro import PaidInScoro
from services.receipts.in_xero import PaymentInXero
from shared.money import ZERO, cents


def is_counted(payment: PaymentInXero, document: PaidInScoro, found: Decimal) -> bool:
    """Whether this is part of what the document shows as prepaid, of which `found` was in Xero already (R99).

    Raises PrepaidInPartError where it is more than what is left of that: booked, a part would count twice.
    """
    left = document.prepayment_sum - found
    if not payment.is_prepaid or left <= ZERO:
        return False
    if payment.signed > left:
        raise PrepaidInPartError(document.no, amount=payment.signed, left=cents(left), currency=document.currency)
    return True
