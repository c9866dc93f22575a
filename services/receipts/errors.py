"""What can go wrong with a receipt, beyond what can go wrong with any object (`shared.errors`)."""

from decimal import Decimal

from shared.errors import MendedBy, SyncError
from shared.money import plain


class AmountDueError(SyncError):
    """More was paid in Xero than is open in Scoro; nothing is booked in part (R119)."""

    code = "amount_due_mismatch"
    mended_by = MendedBy.OPERATOR

    def __init__(self, number: str, document: str, *, amount: Decimal, due: Decimal, currency: str) -> None:
        super().__init__(f"{plain(amount)} {currency} was paid on {number}; in Scoro {plain(due)} {currency} is open")
        self.subject = number
        self.about = (f"receipts:{document}",)


class PrepaidInPartError(SyncError):
    """Of a prepayment more is allocated in Xero than Scoro still counts as prepaid: booked, part would count twice."""

    code = "prepaid_in_part"
    mended_by = MendedBy.OPERATOR

    def __init__(self, number: str, *, amount: Decimal, left: Decimal, currency: str) -> None:
        super().__init__(
            f"{plain(amount)} {currency} that was paid ahead is allocated to {number} in Xero; "
            f"Scoro counts {plain(left)} {currency} of it as prepaid"
        )


class SeveralReceiptsError(SyncError):
    """After an unclear answer several new receipts could be the one that was asked for."""

    code = "several_receipts"
    mended_by = MendedBy.OPERATOR

    def __init__(self, number: str, ids: tuple[str, ...]) -> None:
        super().__init__(f"receipts {', '.join(ids)} on {number} are equal; which of them is this payment is not clear")
        self.ids = ids


class ReceiptNotSeenError(SyncError):
    """Whether a receipt that was booked is still in Scoro is not known: its lists neither show it nor show it gone."""

    code = "receipt_not_seen"
    mended_by = MendedBy.TIME

    def __init__(self, number: str, receipt_id: str) -> None:
        super().__init__(f"Scoro's lists do not tell whether receipt {receipt_id} on {number} is still there")


class ReceiptPaysOthersError(SyncError):
    """A receipt of ours has other parts since: written again or deleted, it would take their money along."""

    code = "receipt_pays_others"
    mended_by = MendedBy.OPERATOR

    def __init__(self, number: str, receipt_id: str) -> None:
        super().__init__(f"receipt {receipt_id} on {number} has parts that are not this payment, so it stays as it is")


class ReceiptLeavesError(SyncError):
    """A payment on the same document was removed in Xero, and its receipt is not gone yet: both would count (R116)."""

    code = "receipt_leaves"
    mended_by = MendedBy.TIME

    def __init__(self, number: str) -> None:
        super().__init__(f"a payment on {number} was removed in Xero; its receipt goes first")
