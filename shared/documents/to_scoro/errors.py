"""What can go wrong with a document on its way to Scoro, beyond `shared.documents.errors`."""

from shared.errors import MendedBy, SyncError


class AccountNotInScoroError(SyncError):
    """A line's account is not among Scoro's active finance accounts."""

    code = "account_not_in_scoro"
    mended_by = MendedBy.OPERATOR

    def __init__(self, account: str) -> None:
        what = f"account {account}" if account else "no account"
        super().__init__(f"a line has {what}, which is no active finance account in Scoro")
        self.subject = account


class AccountingObjectMissingError(SyncError):
    """No accounting object in Scoro stands for the tracking option of a line (R125)."""

    code = "accounting_object_missing"
    mended_by = MendedBy.OPERATOR

    def __init__(self, option: str) -> None:
        super().__init__(f"tracking option {option} is no accounting object in Scoro")
        self.subject = option


class TaxRateNotInScoroError(SyncError):
    """A line's tax rate is not among Scoro's active VAT codes (R47)."""

    code = "tax_rate_not_in_scoro"
    mended_by = MendedBy.OPERATOR

    def __init__(self, tax_type: str) -> None:
        super().__init__(f"tax rate {tax_type or '(none)'} is no active VAT code in Scoro")
        self.subject = tax_type


class OneTaxRateOnlyError(SyncError):
    """The site works out tax by document, with one rate for all lines; this document has several (R50)."""

    code = "one_tax_rate_only"
    mended_by = MendedBy.OPERATOR

    def __init__(self, rates: int) -> None:
        super().__init__(f"{rates} tax rates on one document, and Scoro works out tax by document, with one rate")


class CurrencyNotActiveError(SyncError):
    """The document's currency is not active in Scoro (R56)."""

    code = "currency_not_active"
    mended_by = MendedBy.OPERATOR

    def __init__(self, currency: str) -> None:
        super().__init__(f"currency {currency} is not active in Scoro")
        self.subject = currency


class ReceiptsStandError(SyncError):
    """Scoro keeps the sum and currency of what something was received on; `is_passing`: its receipts are about to go.

    Xero lets a paid document be changed only once the payment was removed there, which takes its receipt along (R116).
    """

    code = "receipts_stand"
    mended_by = MendedBy.OPERATOR

    def __init__(self, number: str, module: str, scoro_id: str, said: str, *, is_passing: bool) -> None:
        super().__init__(f"{number} has receipts in Scoro, so its sum stays there: {said}")
        self.about = (f"receipts:{module}:{scoro_id}",)
        if is_passing:
            self.mended_by = MendedBy.TIME


class NumberTakenInScoroError(SyncError):
    """Another document in Scoro has the number (R82); `scoro_ids` names those that have."""

    code = "number_taken_in_scoro"
    mended_by = MendedBy.OPERATOR

    def __init__(self, number: str, scoro_ids: tuple[str, ...]) -> None:
        super().__init__(f"number {number} is already used in Scoro")
        self.number = number
        self.scoro_ids = scoro_ids


class DeletedInXeroError(SyncError):
    """Voided or deleted in Xero, but in Scoro it stays: it has receipts, or was made there (R146)."""

    code = "deleted_in_xero"
    mended_by = MendedBy.OPERATOR

    def __init__(self, number: str, why: str) -> None:
        super().__init__(f"{number} was voided in Xero; in Scoro it stays: {why}")
        self.number = number


class DocumentNotSeenError(SyncError):
    """Scoro shows the linked document neither by its id nor as gone: nothing is made beside what may be there."""

    code = "document_not_seen"
    mended_by = MendedBy.TIME

    def __init__(self, number: str, scoro_id: str) -> None:
        super().__init__(f"Scoro neither shows {number} by its id {scoro_id} nor shows that it is gone")
