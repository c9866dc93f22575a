"""What can go wrong with a document of trade, beyond what can go wrong with anything (`shared.errors`)."""

from decimal import Decimal

from shared.errors import DefectError, MendedBy, SyncError
from shared.money import plain


class DocumentIncompleteError(SyncError):
    """The document lacks something without which the other system cannot keep it; `field` names it."""

    code = "document_incomplete"
    mended_by = MendedBy.OPERATOR

    def __init__(self, object_id: int | str, field: str) -> None:
        super().__init__(f"document {object_id} has no {field}")
        self.object_id = object_id
        self.field = field


class LinesNotReadError(DefectError):
    """The snapshot comes from a slim list: it must be read again in detail."""

    code = "lines_not_read"

    def __init__(self, scoro_id: int) -> None:
        super().__init__(f"document {scoro_id} was read without its lines")
        self.scoro_id = scoro_id


class NoSalesAccountError(SyncError):
    """Neither line nor product has a sales account, and no default is chosen (R25)."""

    code = "no_sales_account"
    mended_by = MendedBy.OPERATOR

    def __init__(self, position: int) -> None:
        super().__init__(f"line {position} has no sales account and no default is chosen")
        self.position = position


class TrackingOptionMissingError(SyncError):
    """No active option of the chosen tracking category stands for a line's accounting object (R128, R129)."""

    code = "tracking_option_missing"
    mended_by = MendedBy.OPERATOR

    def __init__(self, position: int, object_id: int) -> None:
        super().__init__(f"line {position} has accounting object {object_id}, which is no active option in Xero")
        self.subject = str(object_id)


class AccountingObjectsUnreadableError(SyncError):
    """Scoro does not let us list accounting objects, and this line needs one that is not known (R152)."""

    code = "accounting_objects_unreadable"
    mended_by = MendedBy.OPERATOR

    def __init__(self, wanted: str) -> None:
        super().__init__(f"{wanted} was not found: Scoro does not let us list accounting objects (financeObjects)")


class NoExpenseAccountError(SyncError):
    """Neither line nor product has an expense account, and no default is chosen (R25)."""

    code = "no_expense_account"
    mended_by = MendedBy.OPERATOR

    def __init__(self, position: int) -> None:
        super().__init__(f"line {position} has no expense account and no default is chosen")
        self.position = position


class UnknownTaxRateError(SyncError):
    """A line has a VAT code that is no active tax rate of Xero, or none at all (R47)."""

    code = "unknown_tax_rate"
    mended_by = MendedBy.OPERATOR

    def __init__(self, position: int, vat_code: str) -> None:
        what = f"VAT code {vat_code!r}, which is no active tax rate in Xero" if vat_code else "no VAT code"
        super().__init__(f"line {position} has {what}")
        self.position = position
        self.subject = vat_code


class UnknownCurrencyError(SyncError):
    """The organisation in Xero is not subscribed to the document's currency (R56)."""

    code = "unknown_currency"
    mended_by = MendedBy.OPERATOR

    def __init__(self, currency: str) -> None:
        super().__init__(f"currency {currency} is not active in Xero")
        self.subject = currency


class LinesDoNotAddUpError(SyncError):
    """The lines of the Scoro document do not make its own net sum, even allowing for rounding."""

    code = "lines_do_not_add_up"
    mended_by = MendedBy.OPERATOR

    def __init__(self, lines: Decimal, document: Decimal) -> None:
        super().__init__(f"the lines make {plain(lines)}, the document says {plain(document)}")
        self.lines = lines
        self.document = document


class TotalsDifferError(SyncError):
    """The document would be, or is, another sum in Xero than in Scoro (R122)."""

    code = "totals_differ"
    mended_by = MendedBy.OPERATOR

    def __init__(self, *, scoro: Decimal, xero: Decimal) -> None:
        super().__init__(f"{plain(scoro)} in Scoro, {plain(xero)} in Xero")
        self.scoro = scoro
        self.xero = xero


class NumberTakenError(SyncError):
    """The number belongs to another document in Xero (R82); `xero_id` names it."""

    code = "number_taken"
    mended_by = MendedBy.OPERATOR

    def __init__(self, number: str, xero_id: str) -> None:
        super().__init__(f"number {number} is already used in Xero")
        self.number = number
        self.xero_id = xero_id


class KindChangedError(SyncError):
    """An invoice has become a credit note, or the reverse; in Xero the two are different documents."""

    code = "kind_changed"
    mended_by = MendedBy.OPERATOR

    def __init__(self, number: str, kind: str) -> None:
        super().__init__(f"{number} is the other kind of document in Scoro now; in Xero it stays: {kind}")
        self.number = number
        self.kind = kind


class UpdateBlockedError(SyncError):
    """The twin in Xero takes no more changes: paid, credited or voided (R80, R81, R146).

    `code` says which of these, `said` what exactly is in the way, where that is known.
    """

    mended_by = MendedBy.OPERATOR

    def __init__(self, code: str, number: str, xero_id: str, said: str = "") -> None:
        super().__init__(f"{number} can no longer be changed in Xero: {said or code.replace('_', ' ')}")
        self.code = code
        self.about = (f"document:{xero_id}",)


class TwinNotSeenError(SyncError):
    """Xero does not show what is to be changed: sent all the same, it would go by its number, or be a new document."""

    code = "twin_not_seen"
    mended_by = MendedBy.TIME

    def __init__(self, number: str, xero_id: str) -> None:
        super().__init__(f"Xero does not show {number} by its id {xero_id}: nothing was sent")


class ApprovedTwinStaysError(SyncError):
    """Deleted in Scoro, approved in Xero: there it can be neither deleted nor voided by us (R143, R145)."""

    code = "approved_twin_stays"
    mended_by = MendedBy.OPERATOR

    def __init__(self, number: str) -> None:
        super().__init__(f"{number} was deleted in Scoro but is approved in Xero, where it stays")
