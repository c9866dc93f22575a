"""What pays a document in Xero, as the connector recorded it: a payment, or one allocation of a credit."""

from decimal import Decimal

from pydantic import Field

from shared.contracts.envelope import Category
from shared.documents.to_scoro.in_xero import OptionalSum, XeroDay
from shared.documents.twins import Sum
from shared.money import ZERO
from shared.sync.fingerprint import Element
from shared.xero.allocations import CREDIT_SIDE

PAYMENTS = {"ACCRECPAYMENT": Category.INVOICES, "ACCPAYPAYMENT": Category.BILLS}
REFUND_OF_NOTE = "ARCREDITPAYMENT"
REFUND_OF_SUPPLIERS_NOTE = "APCREDITPAYMENT"
PREPAID = frozenset({"Prepayments", "Overpayments"})


class PaidDocument(Element):
    type: str = ""
    invoice_id: str = ""
    invoice_number: str = ""
    currency_code: str = ""


class PaidFrom(Element):
    account_id: str = ""
    code: str = ""
    name: str = ""


class PaymentInXero(Element):
    """Fields without a value are not there; `of`, `side` and `currency_code` stand in allocations alone."""

    payment_id: str = ""
    allocation_id: str = ""
    payment_type: str = ""
    status: str = "AUTHORISED"
    date: XeroDay = None
    amount: Sum = ZERO
    currency_rate: OptionalSum = None  # document units per base unit
    reference: str = ""
    invoice: PaidDocument = Field(default_factory=PaidDocument)
    account: PaidFrom = Field(default_factory=PaidFrom)
    is_deleted: bool = False
    of: str = ""
    """Where the credit came from: `CreditNotes`, `Prepayments`, `Overpayments`."""
    side: str = ""
    category: str = ""

    @property
    def is_gone(self) -> bool:
        return self.is_deleted or self.status == "DELETED"

    @property
    def pays(self) -> Category | None:
        """Whose documents; None where Scoro has no counterpart of what is paid."""
        if self.allocation_id:
            return Category(self.category)
        return Category.INVOICES if self.payment_type == REFUND_OF_NOTE else PAYMENTS.get(self.payment_type)

    @property
    def is_negative(self) -> bool:
        """Money that goes the other way: refunds, and the credit invoice's side of an allocation (R118)."""
        return self.payment_type == REFUND_OF_NOTE or self.side == CREDIT_SIDE

    @property
    def is_prepaid(self) -> bool:
        """Paid before the document was made (R97)."""
        return self.of in PREPAID

    @property
    def signed(self) -> Decimal:
        """As Scoro books it."""
        return -self.amount if self.is_negative else self.amount
