"""What can go wrong with invoices and credit notes alone."""

from shared.errors import MendedBy, SyncError


class CreditNotAllocatedError(SyncError):
    """The credit note is in Xero, but Xero would not allocate it to its invoice (R94)."""

    code = "credit_not_allocated"
    mended_by = MendedBy.OPERATOR

    def __init__(self, number: str, said: str) -> None:
        super().__init__(f"credit note {number}: {said}")
        self.said = said
