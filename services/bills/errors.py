"""What can go wrong with a bill, beyond what can go wrong with any document (`shared.documents.errors`)."""

from shared.errors import MendedBy, SyncError


class NegativeBillError(SyncError):
    """A bill that is negative as a whole: Xero takes none, and whose credit it is Scoro does not say (R86, R95)."""

    code = "negative_bill"
    mended_by = MendedBy.OPERATOR

    def __init__(self, scoro_id: int) -> None:
        super().__init__(f"bill {scoro_id} is negative as a whole")
        self.scoro_id = scoro_id
